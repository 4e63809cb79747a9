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
async fn the_callback_tells_an_address_opened_by_hand_from_a_sign_in_that_is_over() {
    let test = TestSite::with_acme().await;
    for (path, words) in [
        ("/sign-in/callback", "only for identity providers"),
        ("/sign-in/callback?code=&state=&error=", "only for identity providers"),
        ("/sign-in/callback?code=x&state=y", "no longer open"),
        ("/sign-in/callback?error=access_denied&state=y", "no longer open"),
    ] {
        let answer = Browser::default().get(&test, path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.body.contains(words) && answer.body.contains("Choose a workspace"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn each_kind_of_error_of_a_provider_has_its_own_remedy_and_none_of_its_words() {
    let (hostile, test) = Hostile::start(Wrong::Nothing).await;
    for (error, status, words) in [
        ("access_denied", StatusCode::FORBIDDEN, "refused at the identity provider"),
        ("<b>made-up</b>", StatusCode::FORBIDDEN, "refused at the identity provider"),
        ("temporarily_unavailable", StatusCode::BAD_GATEWAY, "does not answer as it should"),
        ("unauthorized_client", StatusCode::BAD_GATEWAY, "does not accept Charter"),
    ] {
        let mut browser = Browser::default();
        let start = browser.get(&test, "/t/acme/sign-in/start").await;
        let with_code = hostile.callback(start.location(), hostile.issuer());
        let pairs = url::form_urlencoded::Serializer::new(String::new()).append_pair("error", error).finish();
        let answer = browser.get(&test, &format!("{with_code}&{pairs}&error_description=words-of-the-provider")).await;
        assert_eq!(answer.status, status, "{error}");
        assert!(answer.body.contains(words), "{error}: {}", answer.body);
        assert!(answer.body.contains("Sign in again") && answer.body.contains("/t/acme/sign-in"), "{error}: {}", answer.body);
        assert!(!answer.body.contains("words-of-the-provider") && !answer.body.contains("made-up"), "{error}: {}", answer.body);
        assert_eq!(browser.count_sign_ins(&test).await, 0, "{error}");
    }
}

#[tokio::test]
async fn only_a_workspace_that_nobody_entered_says_who_comes_first() {
    let test = TestSite::with_acme().await;
    let page = |test| async move { Browser::default().get(test, "/t/acme/sign-in").await.body };
    assert!(page(&test).await.contains("Nobody signed in to this workspace yet"));
    Browser::default().sign_in(&test, "acme", "ana").await;
    assert!(!page(&test).await.contains("Nobody signed in to this workspace yet"));
}

#[tokio::test]
async fn the_first_page_leads_to_a_workspace_or_says_that_there_is_none() {
    let bare = TestSite::new(&[]).await;
    assert!(Browser::default().get(&bare, "/").await.body.contains("No workspace yet"));
    let test = TestSite::with_acme().await;
    assert_eq!(Browser::default().get(&test, "/enter?workspace=%20ACME").await.location(), "/t/acme");
    for (typed, says) in
        [("nowhere", "there is no workspace"), ("", "Enter the address"), ("%00%22%3E%3Cb%3E", "there is no workspace")]
    {
        let answer = Browser::default().get(&test, &format!("/enter?workspace={typed}")).await;
        assert!(answer.location().starts_with("/?workspace="), "{}", answer.location());
        let page = Browser::default().get(&test, answer.location()).await;
        assert!(page.body.contains(says) && !page.body.contains("\"><b>"), "{typed}: {}", page.body);
    }
    let page = Browser::default().get(&test, "/?workspace=acme").await;
    assert!(!page.body.contains("there is no workspace"), "the address is judged anew: {}", page.body);
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
    // Newest first; the first two are the reader's own.
    assert_eq!(seen, ["audit.read", "session.signed_in", "session.signed_out", "session.signed_in", "access.refused"]);
}
