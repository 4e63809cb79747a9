//! The first page of the site: which workspace.
//! Never here: a list of workspaces that the visitor is not signed in to.

use control::Visitor;
use control::entrance::{FirstPage, OpenWorkspace};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::form::form_title;
use super::lost::refused_plainly;
use crate::components::{Button, ButtonKind, Code, EmptyState, ErrorSummary, FieldError, PageHead, PlainPage, TextField};
use crate::routes;
use crate::wording::CREATE_WORKSPACE;

/// The page.
#[component]
pub(crate) fn Landing() -> impl IntoView {
    let visitor = use_context::<Visitor>();
    // What was typed and led nowhere comes back with the address of the page.
    let asked = use_query_map().with_untracked(|pairs| pairs.get(WORKSPACE));
    Suspend::new(async move {
        let page = match &visitor {
            Some(visitor) => control::entrance::first_page(visitor, asked.as_deref()).await,
            None => Ok(FirstPage::default()),
        };
        match page {
            Ok(page) => show(page, asked).into_any(),
            Err(error) => refused_plainly(error).into_any(),
        }
    })
}

/// The field of the form, and the pair that brings back what was typed.
const WORKSPACE: &str = "workspace";

pub(super) fn show(page: FirstPage, asked: Option<String>) -> impl IntoView {
    if page.is_bare {
        return bare().into_any();
    }
    let typed = asked.unwrap_or_default();
    let wrong = page.is_unknown.then(|| {
        if typed.is_empty() {
            "Enter the address of the workspace".to_owned()
        } else {
            format!("Check the address: there is no workspace \u{201c}{typed}\u{201d}")
        }
    });
    let errors = wrong.iter().map(|message| FieldError { name: WORKSPACE.to_owned(), message: message.clone() }).collect();
    let title = form_title("Choose a workspace", wrong.is_some());
    view! {
        <PlainPage title=title>
            <PageHead title="Choose a workspace" meta=|| ABOUT/>
            <ErrorSummary errors=errors/>
            {signed_in(page.open)}
            <form class="panel" method="get" action=routes::ENTER>
                <TextField
                    name=WORKSPACE
                    label="Address of the workspace"
                    hint="The part after /t/, such as acme. An administrator of the workspace can tell you."
                    value=typed
                    error=wrong
                    mono=true
                />
                <Button kind=ButtonKind::Primary>"Open the workspace"</Button>
            </form>
        </PlainPage>
    }
    .into_any()
}

const ABOUT: &str = "Charter: accounts and guardrails of your AWS organization";

/// Where this browser is signed in.
fn signed_in(open: Vec<OpenWorkspace>) -> impl IntoView {
    if open.is_empty() {
        return view! { <p>"This browser is signed in to no workspace. Open yours, and sign in there."</p> }.into_any();
    }
    let rows = open
        .into_iter()
        .map(|one| {
            view! {
                <li>
                    <a href=routes::home(&one.slug)>{one.name}</a>
                    <span class="faint">" signed in as " {one.member}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <h2>"Where you are signed in"</h2>
        <ul class="links" role="list">{rows}</ul>
        <h2>"Another workspace"</h2>
    }
    .into_any()
}

/// The page of an installation that has no workspace yet.
fn bare() -> impl IntoView {
    view! {
        <PlainPage title="No workspace yet">
            <PageHead title="No workspace yet" meta=|| ABOUT/>
            <EmptyState sentence="This installation of Charter runs, but it has no workspace yet. Whoever operates it finds a set-up link in the output of charter serve: it opens a form for the first workspace, once, within one hour of the start."/>
            <p>"Without the link, this command on the server makes one; then open /t/acme here."</p>
            <Code label="The command that makes a workspace" text=CREATE_WORKSPACE/>
        </PlainPage>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tests::rendered;

    fn page(page: FirstPage, asked: Option<&str>) -> String {
        rendered(|| show(page, asked.map(str::to_owned)))
    }

    #[test]
    fn only_workspaces_of_this_browser_are_listed() {
        let open = vec![OpenWorkspace { slug: "acme".into(), name: "Acme & Co".into(), member: "Ana".into() }];
        let html = page(FirstPage { open, ..FirstPage::default() }, None);
        assert!(html.contains(r#"href="/t/acme""#) && html.contains("Acme &amp; Co") && html.contains("signed in as"), "{html}");
        let html = page(FirstPage::default(), None);
        assert!(html.contains("signed in to no workspace") && !html.contains(r#"role="alert""#), "{html}");
    }

    #[test]
    fn an_address_that_leads_nowhere_comes_back_with_what_to_do() {
        let unknown = || FirstPage { is_unknown: true, ..FirstPage::default() };
        let html = page(unknown(), Some("<acme"));
        assert!(
            html.contains("there is no workspace \u{201c}&lt;acme\u{201d}") && html.contains(r#"aria-invalid="true""#),
            "{html}"
        );
        assert!(html.contains(r#"value="&lt;acme""#) && html.contains(r##"href="#workspace""##), "{html}");
        assert!(page(unknown(), Some("")).contains("Enter the address of the workspace"));
    }

    #[test]
    fn an_installation_without_workspaces_says_how_to_make_one() {
        let html = page(FirstPage { is_bare: true, ..FirstPage::default() }, None);
        assert!(
            html.contains("charter workspace create") && html.contains("set-up link") && !html.contains("<form class=\"panel\""),
            "{html}"
        );
    }
}
