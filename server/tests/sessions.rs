//! Sessions over HTTP: their limits, their end, and what is kept of them.

use axum::http::StatusCode;
use chrono::TimeDelta;

use crate::support::TestSite;
use crate::support::browser::Browser;
use crate::support::people::provider_of;

#[tokio::test]
async fn a_session_that_is_not_used_ends_after_an_hour() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    test.clock.advance(TimeDelta::minutes(59));
    assert_eq!(browser.count_sign_ins(&test).await, 1);
    test.clock.advance(TimeDelta::minutes(59));
    assert_eq!(browser.count_sign_ins(&test).await, 1, "use prolongs it");
    test.clock.advance(TimeDelta::minutes(60));
    assert_eq!(browser.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn a_busy_session_ends_after_twelve_hours() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    for _ in 0..23 {
        test.clock.advance(TimeDelta::minutes(30));
        assert_eq!(browser.count_sign_ins(&test).await, 1);
    }
    test.clock.advance(TimeDelta::minutes(30));
    assert_eq!(browser.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn a_sign_in_elsewhere_does_not_prolong_the_first() {
    let test = TestSite::with_acme().await;
    test.create_workspace("globex", &provider_of(&test, "acme").await).await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    for _ in 0..12 {
        test.clock.advance(TimeDelta::minutes(50));
        browser.count_sign_ins(&test).await;
    }
    assert_eq!(browser.sign_in(&test, "globex", "ana").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.count_sign_ins(&test).await, 2);
    for _ in 0..3 {
        test.clock.advance(TimeDelta::minutes(45));
        browser.count_sign_ins(&test).await;
    }
    assert_eq!(browser.count_sign_ins(&test).await, 1, "only the younger sign-in is left");
}

#[tokio::test]
async fn signing_in_gives_the_session_a_new_id_and_ends_the_old_one() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    let mut planted = browser.clone();
    browser.sign_in(&test, "acme", "ana").await;
    assert_ne!(browser.cookies["charter"], planted.cookies["charter"]);
    assert_eq!(browser.count_sign_ins(&test).await, 1);
    assert_eq!(planted.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn an_invented_session_id_is_not_taken_over() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    let invented = "AAAAAAAAAAAAAAAAAAAAAA";
    browser.cookies.insert("charter".into(), invented.into());
    browser.sign_in(&test, "acme", "ana").await;
    assert_ne!(browser.cookies["charter"], invented);
    let mut other = Browser::default();
    other.cookies.insert("charter".into(), invented.into());
    assert_eq!(other.count_sign_ins(&test).await, 0);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    let mut copy = browser.clone();
    let answer = browser.post(&test, "/t/acme/sign-out", "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.body.contains("/end-session?client_id=charter-test"),
        "the provider's own session can be ended: {}",
        answer.body
    );
    assert_eq!(copy.count_sign_ins(&test).await, 0);
    assert!(!browser.cookies.contains_key("charter"));
}

#[tokio::test]
async fn a_get_never_signs_out() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    assert_eq!(browser.get(&test, "/t/acme/sign-out").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.count_sign_ins(&test).await, 1);
}

#[tokio::test]
async fn a_visitor_without_a_session_makes_no_row_and_gets_no_cookie() {
    let test = TestSite::with_acme().await;
    let answer = Browser::default().get(&test, "/t/acme/sign-in").await;
    assert!(answer.cookies().is_empty());
    assert_eq!(test.site.means.store.delete_expired_sessions().await.unwrap(), 0);
    test.clock.advance(TimeDelta::days(30));
    assert_eq!(test.site.means.store.delete_expired_sessions().await.unwrap(), 0);
}

#[tokio::test]
async fn ended_sessions_are_thrown_away() {
    let test = TestSite::with_acme().await;
    Browser::default().sign_in(&test, "acme", "ana").await;
    Browser::default().sign_in(&test, "acme", "ana").await;
    assert_eq!(test.site.means.store.delete_expired_sessions().await.unwrap(), 0);
    test.clock.advance(TimeDelta::minutes(61));
    assert_eq!(test.site.means.store.delete_expired_sessions().await.unwrap(), 2);
}
