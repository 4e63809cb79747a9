//! What stands around every door: headers, forged requests, limits.

use axum::http::{Method, StatusCode, header};
use server::router::{doors, pages};
use server::security::MOST_BODY_BYTES;

use crate::support::browser::{Answer, Browser};
use crate::support::{PUBLIC_URL, TestSite};

const ALWAYS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
    ("cache-control", "no-store"),
];

fn check(what: &str, answer: &Answer) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.headers.get(name).map(|found| found.to_str().unwrap()), Some(value), "{name} of {what}");
    }
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    assert!(answer.headers.contains_key("x-request-id"), "{what}");
    let is_page = answer.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
    if is_page {
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        for script in answer.body.split("<script").skip(1) {
            assert!(
                script.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\"")),
                "a script of {what} has another nonce"
            );
        }
        assert!(!answer.body.contains(" style=\"") && !answer.body.contains(" onclick="), "{what} has something inline");
    }
}

/// A path of the table with something in place of its parameters.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with(['{', ':', '*']) { "acme" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let test = TestSite::with_acme().await;
    let mut doors: Vec<(Method, String)> = doors().iter().map(|door| (door.method.clone(), filled(door.path))).collect();
    doors.extend(pages().iter().map(|page| (Method::GET, filled(page.path()))));
    doors.extend([
        (Method::GET, "/nowhere".to_owned()),
        (Method::POST, "/api/nowhere".to_owned()),
        (Method::DELETE, "/theme".to_owned()),
    ]);
    let mut n_checked = 0;
    for (method, path) in doors {
        for headers in [&[("accept", "text/html"), ("origin", PUBLIC_URL)][..], &[("origin", "https://evil.example")][..]] {
            let answer = Browser::default().send(&test.router, method.clone(), &path, headers, "").await;
            assert!(
                !answer.status.is_server_error() || answer.status == StatusCode::BAD_GATEWAY,
                "{method} {path}: {}",
                answer.status
            );
            check(&format!("{method} {path}"), &answer);
            n_checked += 1;
        }
    }
    assert!(n_checked > 20, "{n_checked}");
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay() {
    let test = TestSite::at("https://charter.example.com", &[]).await;
    let answer = Browser::default().get(&test, "/healthz").await;
    assert!(answer.headers[header::STRICT_TRANSPORT_SECURITY].to_str().unwrap().starts_with("max-age=63072000"));
    assert_eq!(test.site.web.session_cookie(), "__Host-charter");
    assert_eq!(test.site.web.sign_in_cookie(), "__Host-charter-sign-in");
    let own = [("origin", "https://charter.example.com")];
    let answer = Browser::default().send(&test.router, Method::POST, "/theme", &own, "theme=dark&return=/").await;
    assert_eq!(answer.cookies(), ["charter_theme=dark; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax; Secure"]);
}

#[tokio::test]
async fn over_http_nothing_is_said_about_https() {
    let test = TestSite::new(&[]).await;
    let answer = Browser::default().get(&test, "/healthz").await;
    assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_for_scripts_and_other_sites_posts() {
    let test = TestSite::with_acme().await;
    let answer = Browser::default().sign_in(&test, "acme", "ana").await;
    let cookies = answer.cookies();
    let session = cookies.iter().find(|cookie| cookie.starts_with("charter=")).unwrap();
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax") && session.contains("Path=/"), "{session}");
}

#[tokio::test]
async fn a_request_that_another_site_made_is_refused() {
    let test = TestSite::with_acme().await;
    let mut signed_in = Browser::default();
    signed_in.sign_in(&test, "acme", "ana").await;
    let stranger = Browser::default();
    let same = ("sec-fetch-site", "same-origin");
    let own = ("origin", PUBLIC_URL);
    // With a session or without; the headers; whether it passes.
    type Case<'a> = (bool, &'a [(&'a str, &'a str)], bool);
    let cases: [Case<'_>; 12] = [
        (true, &[own, same], true),
        (true, &[own], true),
        (true, &[same], true),
        (true, &[], false),
        (true, &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")], false),
        (true, &[("sec-fetch-site", "cross-site")], false),
        (true, &[("sec-fetch-site", "same-site"), own], false),
        (true, &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:4000")], false),
        (true, &[("origin", "https://evil.example")], false),
        (true, &[("origin", "null")], false),
        (false, &[], true),
        (false, &[("origin", "https://evil.example")], false),
    ];
    for (has_session, headers, passes) in cases {
        let mut browser = if has_session { signed_in.clone() } else { stranger.clone() };
        let answer = browser.send(&test.router, Method::POST, "/theme", headers, "theme=dark&return=/").await;
        let expected = if passes { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status, expected, "session {has_session}, {headers:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_a_page_that_says_what_to_do() {
    let test = TestSite::new(&[]).await;
    let headers = [("origin", "https://evil.example"), ("accept", "text/html")];
    let answer = Browser::default().send(&test.router, Method::POST, "/theme", &headers, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Nothing was changed") && answer.body.contains("<html lang=\"en\">"));
    let accept = [("accept", "text/html")];
    let answer = Browser::default().send(&test.router, Method::GET, "/nothing", &accept, "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains(r#"<a class="button" href="/">Choose a workspace</a>"#), "{}", answer.body);
    let answer = Browser::default().send(&test.router, Method::GET, "/t/acme/nothing/at/all", &accept, "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains(r#"<a class="button" href="/t/acme">"#), "{}", answer.body);
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused() {
    let test = TestSite::new(&[]).await;
    let own = [("origin", PUBLIC_URL), ("accept", "text/html")];
    let long = |length: usize| format!("theme=dark&return=/{}", "x".repeat(length));
    let fits = Browser::default().send(&test.router, Method::POST, "/theme", &own, &long(MOST_BODY_BYTES - 100)).await;
    assert_eq!(fits.status, StatusCode::SEE_OTHER);
    let answer = Browser::default().send(&test.router, Method::POST, "/theme", &own, &long(MOST_BODY_BYTES)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("256 KiB"));
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_the_senders_mistake() {
    let test = TestSite::new(&[]).await;
    for (kind, body) in [("application/x-www-form-urlencoded", "x"), ("application/json", "{"), ("text/plain", "theme=dark")] {
        let headers = [("origin", PUBLIC_URL), ("content-type", kind)];
        let answer = Browser::default().send(&test.router, Method::POST, "/theme", &headers, body).await;
        assert!(answer.status.is_client_error(), "{kind}: {}", answer.status);
    }
}

#[tokio::test]
async fn the_process_can_be_watched_without_a_session() {
    let test = TestSite::new(&[]).await;
    let mut browser = Browser::default();
    assert_eq!(browser.get(&test, "/healthz").await.status, StatusCode::OK);
    assert_eq!(browser.get(&test, "/readyz").await.status, StatusCode::OK);
    let metrics = browser.get(&test, "/metrics").await.body;
    assert!(metrics.contains("charter_http_answers_total{class=\"2xx\"} 2"), "{metrics}");
    test.site.means.store.close().await;
    assert_eq!(browser.get(&test, "/healthz").await.status, StatusCode::OK);
    assert_eq!(browser.get(&test, "/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_panic_is_answered_with_a_page_and_a_reference() {
    use axum::middleware::from_fn_with_state;
    use server::security::{dress, name_request, on_panic};
    use tower_http::catch_panic::CatchPanicLayer;
    let test = TestSite::new(&[]).await;
    async fn broken() -> StatusCode {
        panic!("a secret of the inside")
    }
    let router = axum::Router::new()
        .route("/broken", axum::routing::get(broken))
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(from_fn_with_state(test.site.clone(), dress))
        .layer(from_fn_with_state(test.site.clone(), name_request));
    let answer = Browser::default().send(&router, Method::GET, "/broken", &[("accept", "text/html")], "").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let reference = answer.headers["x-request-id"].to_str().unwrap();
    assert!(answer.body.contains(reference) && !answer.body.contains("secret"), "{}", answer.body);
}
