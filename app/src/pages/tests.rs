//! Rules of every page, and what the tests of single pages share.
//! Never here: a rule of one page.

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION, REFERER, SET_COOKIE};
use axum::http::{Request, StatusCode};
use domain::wire::{Abilities, Frame};
use futures::executor::block_on;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::ServerMetaContext;
use leptos_router::location::RequestUrl;

use crate::App;
use crate::api::{Https, typed};

/// The frame of a member who may do everything that pages ask about.
pub(crate) fn frame() -> Frame {
    let can = Abilities {
        can_request: true,
        can_decide: true,
        can_steer: true,
        can_view_members: true,
        can_manage_members: true,
        can_connect: true,
        can_observe: true,
        can_view_audit: true,
        can_export_audit: true,
    };
    Frame { slug: "acme".into(), workspace: "Acme".into(), member: "Ana".into(), can, n_waiting: 2, has_one_administrator: false }
}

/// A view of a page as HTML, without the marks that Leptos leaves between texts.
pub(crate) fn rendered<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| {
        provide_context(ServerMetaContext::new().0);
        view().to_html().replace("<!>", "")
    })
}

/// The page at an address as a browser without a session gets it, with status and headers.
fn answered(uri: &str) -> (String, ResponseOptions) {
    // An error here says that another test was first.
    let _ = any_spawner::Executor::init_futures_executor();
    let answer = ResponseOptions::default();
    let html = Owner::new().with(|| {
        provide_context(ServerMetaContext::new().0);
        provide_context(RequestUrl::new(uri));
        provide_context(Request::builder().uri(uri).header(ACCEPT, "text/html").body(()).unwrap().into_parts().0);
        provide_context(answer.clone());
        let stream = view! { <App/> }.to_html_stream_in_order();
        block_on(futures::StreamExt::collect::<String>(stream))
    });
    (html, answer)
}

#[test]
fn whoever_is_not_signed_in_comes_back_after_signing_in() {
    let (_, answer) = answered("/t/acme/requests?before=9&__err=eA");
    let parts = answer.0.read().unwrap();
    assert_eq!(parts.status, Some(StatusCode::FOUND));
    let to = parts.headers.get(LOCATION).unwrap().to_str().unwrap();
    assert_eq!(to, "/t/acme/sign-in?return=%2Ft%2Facme%2Frequests%3Fbefore%3D9");
}

#[test]
fn a_page_that_is_not_there_says_so_by_its_status_too() {
    let (html, answer) = answered("/nowhere/at/all");
    assert_eq!(answer.0.read().unwrap().status, Some(StatusCode::NOT_FOUND));
    assert!(html.contains("There is no such page here"), "{html}");
}

#[test]
fn a_form_as_browsers_send_it_is_read_and_comes_back_when_it_could_not_be_saved() {
    let _ = any_spawner::Executor::init_futures_executor();
    let pairs = [
        ("workspace", "acme"),
        ("number", "5"),
        ("version", "3"),
        ("form%5Baccount_name%5D", "Payments+%26+more"),
        ("form%5Btags%5D%5B0%5D%5Bkey%5D", "cost"),
        ("form%5Btags%5D%5B0%5D%5Bvalue%5D", "%C3%A9+12"),
        ("form%5Btags%5D%5B1%5D%5Bkey%5D", ""),
        ("form%5Btags%5D%5B1%5D%5Bvalue%5D", ""),
        ("then", "check"),
    ];
    let typist = "charter-typist-acme=00000000-0000-0000-0000-00000000000a";
    let body = pairs.map(|(name, value)| format!("{name}={value}")).join("&");
    let request = Request::post("/api/requests/save")
        .header(ACCEPT, "text/html")
        .header("cookie", typist)
        .header(REFERER, "http://localhost/t/acme/requests/5/edit")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    let http = || provide_context(Https(false));
    let called = leptos_axum::handle_server_fns_with_context(http, request);
    let answer = block_on(async { axum::response::IntoResponse::into_response(called.await) });
    assert_eq!(answer.status(), StatusCode::FOUND);
    let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap().split(';').next().unwrap().to_owned();
    let kept = Owner::new().with(|| {
        http();
        provide_context(Request::builder().header("cookie", format!("{cookie}; {typist}")).body(()).unwrap().into_parts().0);
        typed::tests::show_to("acme");
        typed::kept::<domain::request::AccountForm>(&typed::draft(5))
    });
    let kept = kept.text().unwrap();
    assert_eq!(kept.account_name, "Payments & more");
    assert_eq!((kept.tags[0].key.as_str(), kept.tags[0].value.as_str()), ("cost", "é 12"));
}
