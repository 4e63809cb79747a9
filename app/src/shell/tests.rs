//! The rules of the document. Never in here: pages.

use axum::http::Request;
use futures::{StreamExt, executor::block_on};
use leptos::prelude::*;
use leptos_meta::ServerMetaContext;

use super::document;
use crate::components::{CopyId, Page, PlainPage, ThemeSwitch};

/// The document around `body` as a browser with this `Cookie` header gets it.
fn rendered<V: IntoView + 'static>(cookies: &str, body: impl FnOnce() -> V) -> String {
    // An error here says that another test was first.
    let _ = any_spawner::Executor::init_futures_executor();
    let owner = Owner::new();
    owner.with(|| {
        let (meta, output) = ServerMetaContext::new();
        provide_context(meta);
        let (parts, ()) =
            Request::builder().uri("/t/acme/requests?state=open").header("cookie", cookies).body(()).unwrap().into_parts();
        provide_context(parts);
        let options = LeptosOptions::builder().output_name("charter").site_pkg_dir("pkg/abc").build();
        let stream = document(options, body).to_html_stream_in_order();
        block_on(async { output.inject_meta_context(stream).await.collect::<String>().await }).replace("<!>", "")
    })
}

#[test]
fn a_page_without_an_island_carries_no_script() {
    let html = rendered("", || view! { <p>"Plain"</p> });
    assert!(html.contains("<p>Plain</p>"), "{html}");
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains(".wasm"), "{html}");
}

#[test]
fn a_page_with_an_island_carries_the_scripts_once() {
    let html = rendered("", || view! { <CopyId value="a" what="id"/><CopyId value="b" what="id"/> });
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    assert!(html.contains("/pkg/abc/charter.js"), "{html}");
}

#[test]
fn an_island_that_waits_for_data_brings_the_scripts_too() {
    let html = rendered("", || {
        let mut polls = 0;
        let data = std::future::poll_fn(move |context| {
            polls += 1;
            if polls > 5 {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        });
        Suspend::new(async move {
            data.await;
            view! { <CopyId value="late" what="id"/> }
        })
    });
    assert!(html.contains("late"), "{html}");
    assert_eq!(html.matches("<script").count(), 1, "{html}");
}

#[test]
fn the_cookie_decides_the_theme_before_the_first_paint() {
    let dark = rendered("a=b; charter_theme=dark", || ());
    assert!(dark.contains(r#"data-theme="dark""#), "{dark}");
    assert!(dark.contains("#0f1318") && !dark.contains("#fbfaf7"), "{dark}");
    let device = rendered("charter_theme=auto", || ());
    assert!(!device.contains("data-theme"), "{device}");
    assert_eq!(device.matches("prefers-color-scheme").count(), 2, "{device}");
    let nonsense = rendered(r#"charter_theme="><script>"#, || ());
    assert!(!nonsense.contains("<script"), "{nonsense}");
}

#[test]
fn the_theme_switch_returns_to_the_page_being_shown() {
    let html = rendered("charter_theme=light", || view! { <ThemeSwitch/> });
    assert!(html.contains(r#"value="/t/acme/requests?state=open""#), "{html}");
    assert!(
        html.contains(r#"value="light" aria-pressed="true""#) || html.contains(r#"aria-pressed="true" aria-label="Light theme""#),
        "{html}"
    );
}

#[test]
fn a_name_cannot_break_out_of_the_title() {
    let name = "</title><script>1</script>&lt;";
    for html in [
        rendered("", move || view! { <PlainPage title=name>"x"</PlainPage> }),
        rendered("", move || view! { <Page title="T" base="/t/a" workspace=name member="M" sign_out="/o">"x"</Page> }),
    ] {
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(html.matches("</title>").count(), 1, "{html}");
        assert!(html.contains("&lt;/title>&lt;script>1&lt;/script>&amp;lt; - "), "{html}");
    }
}

#[test]
fn everything_that_the_document_asks_for_lies_beside_the_style_sheet() {
    let html = rendered("", || ());
    let asked = html.split("href=\"/pkg/abc/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut count = 0;
    for name in asked {
        count += 1;
        let made_by_the_build = name == "charter.css";
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/assets").join(name);
        assert!(made_by_the_build || file.is_file(), "{name}");
    }
    assert_eq!(count, 3, "{html}");
}
