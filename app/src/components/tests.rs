//! Rules that hold for the components whatever page they stand in. Never in here: looks.

use leptos::prelude::*;

use super::*;

fn rendered<V: IntoView>(view: impl FnOnce() -> V) -> String {
    // Leptos marks ends of dynamic texts by empty comments.
    Owner::new().with(|| view().to_html()).replace("<!>", "")
}

#[test]
fn every_glyph_is_in_the_sprite() {
    let sprite = include_str!("../../../style/assets/icons.svg");
    for glyph in Glyph::ALL {
        assert!(sprite.contains(&format!(r#"<symbol id="{}""#, glyph.symbol())), "{glyph:?}");
    }
    assert_eq!(sprite.matches("<symbol ").count(), Glyph::ALL.len(), "the sprite holds a symbol that nobody can show");
    assert!(Glyph::ALL.len() <= 40);
}

#[test]
fn an_error_is_tied_to_its_control() {
    let html = rendered(|| view! { <TextField name="account[name]" label="Account name" hint="1 to 50" error="Enter a name"/> });
    assert!(html.contains(r#"for="account-name-""#), "{html}");
    assert!(html.contains(r#"aria-describedby="account-name--hint account-name--error""#), "{html}");
    assert!(html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(html.contains(r#"id="account-name--error""#), "{html}");
}

#[test]
fn an_error_in_the_list_leads_to_its_control_in_every_kind_of_field() {
    let choices = || vec![Choice::new("a", "A"), Choice::new("b", "B")];
    for field in [
        rendered(|| view! { <TextField name="f[x]" label="F"/> }),
        rendered(|| view! { <TextArea name="f[x]" label="F"/> }),
        rendered(|| view! { <Select name="f[x]" label="F" choices=choices()/> }),
        rendered(|| view! { <Radios name="f[x]" label="F" choices=choices()/> }),
        rendered(|| view! { <Checkbox name="f[x]" label="F"/> }),
    ] {
        assert_eq!(field.matches(r#"id="f-x-""#).count(), 1, "{field}");
    }
    let list = rendered(|| {
        view! { <ErrorSummary errors=vec![FieldError { name: "f[x]".into(), message: "Enter it".into() }]/> }
    });
    assert!(list.contains(r##"href="#f-x-""##), "{list}");
    assert!(list.contains(r#"role="alert""#), "{list}");
}

#[test]
fn no_list_of_errors_stands_over_a_form_without_errors() {
    assert!(!rendered(|| view! { <ErrorSummary errors=Vec::new()/> }).contains("<div"));
}

#[test]
fn what_was_typed_comes_back_escaped() {
    let html = rendered(|| {
        view! {
            <TextField name="a" label="A" value=r#""><script>1</script>"#/>
            <TextArea name="b" label="B" value="</textarea><script>2</script>"/>
        }
    });
    assert!(!html.contains("<script"), "{html}");
    assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    assert!(html.contains("&lt;/textarea>&lt;script>2&lt;/script>"), "{html}");
}

#[test]
fn an_account_id_is_grouped_without_blanks_in_its_text() {
    let html = rendered(|| view! { <CopyId value="123456789012" what="account id"/> });
    let code = &html[html.find("<code>").unwrap()..html.find("</code>").unwrap()];
    let text: String = code.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    assert_eq!(text, "123456789012", "{code}");
    assert_eq!(code.matches("token-group").count(), 3, "{code}");
}

#[test]
fn no_button_of_an_island_shows_before_the_browser_runs_it() {
    let html = rendered(|| view! { <CopyId value="ou-1" what="id"/><LiveReload target="run"/> });
    let buttons: Vec<&str> = html.split("<button").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert_eq!(buttons.len(), 2, "{html}");
    assert!(buttons.iter().all(|button| button.contains("hidden")), "{html}");
}

#[test]
fn a_cell_carries_the_words_of_its_column_for_narrow_windows() {
    let html = rendered(|| {
        view! {
            <DataTable id="t" caption="Accounts" columns=vec![Column::new("Name"), Column::number("Cost").sorted(Sort::Descending, "?sort=cost")]>
                <tr>
                    <RowHead label="Name">"dev"</RowHead>
                    <Cell label="Cost" number=true>"1"</Cell>
                </tr>
            </DataTable>
        }
    });
    assert!(html.contains(r#"data-label="Name""#) && html.contains(r#"data-label="Cost""#), "{html}");
    assert!(html.contains(r#"aria-sort="descending""#), "{html}");
    assert!(html.contains(r#"aria-labelledby="t-caption""#) && html.contains(r#"id="t-caption""#), "{html}");
}

#[test]
fn a_time_reads_in_utc_and_keeps_its_exact_value() {
    let at = chrono::DateTime::from_timestamp(1_795_549_205, 0).unwrap();
    let html = rendered(|| view! { <Time at=at/> });
    assert_eq!(html, r#"<time datetime="2026-11-24T19:40:05Z">24 Nov 2026, 19:40 UTC</time>"#);
}

#[test]
fn no_component_writes_a_style_of_its_own() {
    let html = rendered(|| {
        view! {
            <Page title="T" base="/t/a" workspace="A" member="M" sign_out="/out" place=Place::Tree waiting=2u32>
                <PageHead title="T" meta=|| "as of" actions=|| "do"/>
                <Chip status=Status::Running words="Running"/>
                <Rail label="R"><RailStep status=Status::Running title="S" words="Running"/></Rail>
                <Diff label="D" lines=vec![DiffLine::Added("x".into())]/>
                <Code label="C" text="{}"/>
                <Notice>"n"</Notice>
            </Page>
        }
    });
    assert!(!html.contains(" style="), "{html}");
    assert_eq!(html.matches(r#"aria-current="page""#).count(), 1, "{html}");
}
