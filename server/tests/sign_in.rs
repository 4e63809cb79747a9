//! Signing in over HTTP: against the demo's own provider, and against providers that do one thing wrong.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::wire::AuditFilter;

use crate::support::TestSite;
use crate::support::browser::{Browser, press};
use crate::support::hostile::{Hostile, Wrong};
use crate::support::people::{member, provider_of};

#[tokio::test]
async fn a_person_signs_in_and_returns_to_where_they_wanted_to_go() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let page = browser.get(&test, "/t/acme/sign-in?return=/t/acme/requests").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("/t/acme/sign-in/start?return=%2Ft%2Facme%2Frequests"), "{}", page.body);
    let answer = browser.sign_in(&test, "acme", "ana").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/t/acme/requests"), "{}", answer.body);
    assert_eq!(browser.count_sign_ins(&test).await, 1);
}

#[tokio::test]
async fn a_callback_works_once() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let callback = browser.ask_provider(&test, "acme", "ana").await;
    let mut copy = browser.clone();
    assert_eq!(browser.get(&test, &callback).await.status, StatusCode::SEE_OTHER);
    assert_eq!(copy.get(&test, &callback).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(copy.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn a_callback_works_only_in_the_browser_that_began() {
    let test = TestSite::with_acme().await;
    let (mut hers, mut his) = (Browser::default(), Browser::default());
    let callback = hers.ask_provider(&test, "acme", "ana").await;
    his.ask_provider(&test, "acme", "sam").await;
    let answer = his.get(&test, &callback).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!answer.body.contains("code="), "a code must not stand in a page");
    assert_eq!(his.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn an_unknown_state_is_refused() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let callback = browser.ask_provider(&test, "acme", "ana").await;
    for bad in ["/sign-in/callback", "/sign-in/callback?code=x&state=", &callback.replace("state=", "state=0")] {
        assert_eq!(browser.get(&test, bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn two_tabs_can_sign_in_at_once() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let first = browser.ask_provider(&test, "acme", "ana").await;
    let second = browser.ask_provider(&test, "acme", "ana").await;
    assert_eq!(browser.get(&test, &first).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&test, &second).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.count_sign_ins(&test).await, 1);
}

#[tokio::test]
async fn a_sign_in_that_takes_longer_than_ten_minutes_starts_again() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let start = browser.get(&test, "/t/acme/sign-in/start").await;
    test.clock.advance(TimeDelta::seconds(601));
    let callback = press(start.location(), "ana").await;
    assert_eq!(browser.get(&test, &callback).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_is_not_invited_does_not_come_in() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let answer = browser.sign_in(&test, "acme", "sam").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("not a member of this workspace"));
    assert_eq!(browser.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn an_invitation_is_found_only_by_a_verified_address() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let answer = browser.sign_in(&test, "acme", "ana-unverified").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("not verified"));
}

#[tokio::test]
async fn an_address_binds_one_identity_and_never_a_second() {
    let test = TestSite::with_acme().await;
    assert_eq!(Browser::default().sign_in(&test, "acme", "ana").await.status, StatusCode::SEE_OTHER);
    // Another subject with the same address, verified or not, is somebody else.
    assert_eq!(Browser::default().sign_in(&test, "acme", "ana-unverified").await.status, StatusCode::FORBIDDEN);
    assert_eq!(Browser::default().sign_in(&test, "acme", "ana").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_code_of_one_workspaces_provider_opens_no_other_workspace() {
    let test = TestSite::with_acme().await;
    // `globex` trusts a provider whose codes `acme`'s does not know.
    test.create_workspace("globex", &provider_of(&test, "acme").await).await;
    let mut browser = Browser::default();
    let acme = browser.ask_provider(&test, "acme", "ana").await;
    let globex = browser.ask_provider(&test, "globex", "ana").await;
    let code = |callback: &str| callback.split(['?', '&']).find(|pair| pair.starts_with("code=")).unwrap().to_owned();
    // The code of one attempt with the state of the other: PKCE does not fit.
    let mixed = globex.replace(&code(&globex), &code(&acme));
    let answer = browser.get(&test, &mixed).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn an_unknown_workspace_is_not_found() {
    let test = TestSite::new(&[]).await;
    for path in ["/t/nowhere/sign-in", "/t/nowhere/sign-in/start"] {
        assert_eq!(Browser::default().get(&test, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn status_with(wrong: Wrong) -> StatusCode {
    let (hostile, test) = Hostile::start(wrong).await;
    let mut browser = Browser::default();
    let start = browser.get(&test, "/t/acme/sign-in/start").await;
    if start.status != StatusCode::SEE_OTHER {
        return start.status;
    }
    let callback = hostile.callback(start.location(), hostile.issuer());
    let answer = browser.get(&test, &callback).await;
    assert_eq!(browser.count_sign_ins(&test).await, usize::from(answer.status == StatusCode::SEE_OTHER), "{wrong:?}");
    answer.status
}

#[tokio::test]
async fn a_good_token_is_believed() {
    assert_eq!(status_with(Wrong::Nothing).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_with_anything_wrong_is_refused() {
    for wrong in [
        Wrong::Nonce,
        Wrong::NoSignature,
        Wrong::Symmetric,
        Wrong::Key,
        Wrong::Audience,
        Wrong::Issuer,
        Wrong::Expired,
        Wrong::AccessTokenHash,
        Wrong::NoToken,
        Wrong::UnverifiedEmail,
    ] {
        assert_eq!(status_with(wrong).await, StatusCode::FORBIDDEN, "{wrong:?}");
    }
}

#[tokio::test]
async fn a_provider_that_does_not_keep_to_the_standard_is_a_gateway_error() {
    assert_eq!(status_with(Wrong::Description).await, StatusCode::BAD_GATEWAY);
    assert_eq!(status_with(Wrong::Html).await, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn an_answer_of_another_issuer_or_of_none_is_refused() {
    for iss in ["https://id.example.com", ""] {
        let (hostile, test) = Hostile::start(Wrong::Nothing).await;
        let mut browser = Browser::default();
        let start = browser.get(&test, "/t/acme/sign-in/start").await;
        let answer = browser.get(&test, &hostile.callback(start.location(), iss)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{iss:?}");
    }
}

#[tokio::test]
async fn a_provider_at_a_private_address_is_not_asked() {
    let test = TestSite::new(&[]).await;
    test.create_workspace("inside", "http://127.0.0.1:9").await;
    test.create_workspace("metadata", "https://169.254.169.254").await;
    for slug in ["inside", "metadata"] {
        let answer = Browser::default().get(&test, &format!("/t/{slug}/sign-in/start")).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{slug}");
    }
}

#[tokio::test]
async fn every_sign_in_refusal_and_sign_out_is_in_the_access_chain() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    Browser::default().sign_in(&test, "acme", "sam").await;
    browser.sign_in(&test, "acme", "ana").await;
    browser.post(&test, "/t/acme/sign-out", "").await;
    let caller = member(&test, "acme", "ana").await;
    let view = control::audit::list(&caller, AuditFilter::default()).await.unwrap();
    let seen: Vec<&str> = view.events.iter().filter(|event| event.chain == "access").map(|event| event.action.as_str()).collect();
    // Newest first; the first one is the reader's own.
    assert_eq!(seen, ["session.signed_in", "session.signed_out", "session.signed_in", "access.refused"]);
}
