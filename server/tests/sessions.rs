//! Sessions over HTTP: their limits, their end, and what is kept of them.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use server::sessions::{self, KeptSessions};

use crate::support::browser::{Answer, Browser, press};
use crate::support::people::provider_of;
use crate::support::{PUBLIC_URL, TestSite};

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

/// The session of a browser, as one request of it has it.
fn session_of(test: &TestSite, browser: &Browser) -> tower_sessions::Session {
    let site = &test.site;
    let kept = KeptSessions::new(site.means.store.clone(), site.web.limits, site.means.chance.clone());
    let id = browser.cookies["charter"].parse().unwrap();
    tower_sessions::Session::new(Some(id), Arc::new(kept), None)
}

#[tokio::test]
async fn a_sign_in_under_way_does_not_bring_back_what_a_sign_out_took_away() {
    let test = TestSite::with_acme().await;
    test.create_workspace("globex", &provider_of(&test, "acme").await).await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    browser.sign_in(&test, "globex", "ana").await;
    // The callback of another sign-in has begun: it has read the session.
    let (limits, now) = (test.site.web.limits, test.site.means.now());
    let under_way = session_of(&test, &browser);
    assert_eq!(sessions::signed_in(&under_way, limits, now).await.unwrap().len(), 2);
    browser.post(&test, "/t/acme/sign-out", "").await;
    let standing = sessions::renew(&under_way, limits, now).await.unwrap();
    assert_eq!(standing.len(), 1, "only globex is left");

    let under_way = session_of(&test, &Browser { cookies: [("charter".to_owned(), under_way.id().unwrap().to_string())].into() });
    assert_eq!(sessions::signed_in(&under_way, limits, now).await.unwrap().len(), 1);
    let mut other = Browser { cookies: [("charter".to_owned(), under_way.id().unwrap().to_string())].into() };
    other.post(&test, "/t/globex/sign-out", "").await;
    assert!(sessions::renew(&under_way, limits, now).await.unwrap().is_empty(), "the whole session had ended");
}

#[tokio::test]
async fn two_sign_outs_at_once_do_not_undo_each_other() {
    let test = TestSite::with_acme().await;
    test.create_workspace("globex", &provider_of(&test, "acme").await).await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    browser.sign_in(&test, "globex", "ana").await;
    let (limits, now) = (test.site.web.limits, test.site.means.now());
    let under_way = session_of(&test, &browser);
    sessions::signed_in(&under_way, limits, now).await.unwrap();
    browser.post(&test, "/t/acme/sign-out", "").await;
    assert_eq!(sessions::standing(&under_way, limits, now).await.unwrap().len(), 1);
}

/// Sends a form that stands on the page of the members.
async fn send_from_members(browser: &mut Browser, test: &TestSite, door: &str, body: &str) -> Answer {
    let from = format!("{PUBLIC_URL}/t/acme/settings/members");
    let headers = [("accept", "text/html"), ("origin", PUBLIC_URL), ("sec-fetch-site", "same-origin"), ("referer", &from)];
    let answer = browser.send(&test.router, Method::POST, door, &headers, body).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    answer
}

const MEMBERS: &str = "/t/acme/settings/members";
const TYPED: &str = "value=\"Typed for an hour\"";

#[tokio::test]
async fn what_was_typed_when_the_session_ended_comes_back_to_its_member_and_to_nobody_else() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    browser.get(&test, MEMBERS).await;
    let invitation = "workspace=acme&email=sam%40elsewhere.example&roles[0]=administrator";
    send_from_members(&mut browser, &test, "/api/members/invite", invitation).await;
    test.clock.advance(TimeDelta::minutes(61));
    send_from_members(&mut browser, &test, "/api/members/create-team", "workspace=acme&name=Typed+for+an+hour").await;
    let mut of_sam = browser.clone();
    assert_eq!(of_sam.sign_in(&test, "acme", "sam").await.status, StatusCode::SEE_OTHER);
    let answer = of_sam.get(&test, MEMBERS).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("Create a team") && !answer.body.contains("Typed for an hour"), "{}", answer.body);
    browser.sign_in(&test, "acme", "ana").await;
    let answer = browser.get(&test, MEMBERS).await;
    assert!(answer.body.contains(TYPED) && answer.body.contains("was not saved"), "{}", answer.body);
}

#[tokio::test]
async fn signing_out_leaves_nothing_of_what_was_typed() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    browser.get(&test, MEMBERS).await;
    let name = format!("workspace=acme&name={}", "x".repeat(300));
    send_from_members(&mut browser, &test, "/api/members/create-team", &name).await;
    assert!(["charter-typed", "charter-typist-acme"].iter().all(|name| browser.cookies.contains_key(*name)), "nothing was kept");
    browser.post(&test, "/t/acme/sign-out", "").await;
    assert!(browser.cookies.keys().all(|name| !name.starts_with("charter-typ")), "{:?}", browser.cookies);
}

/// Invites a person as who is signed in there; where the answer leads.
async fn invite(browser: &mut Browser, test: &TestSite, email: &str) -> String {
    let body = format!("workspace=acme&email={email}&roles[0]=auditor&team=");
    let answer = send_from_members(browser, test, "/api/members/invite", &body).await;
    answer.location().to_owned()
}

#[tokio::test]
async fn what_needs_a_proof_is_refused_after_five_minutes_and_taken_after_a_fresh_sign_in() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    assert!(invite(&mut browser, &test, "one@acme.example").await.ends_with("done=invited"));
    test.clock.advance(TimeDelta::minutes(5));
    let refused = invite(&mut browser, &test, "two@acme.example").await;
    assert!(refused.contains("__err="), "{refused}");
    let page = browser.get(&test, refused.trim_start_matches(PUBLIC_URL)).await;
    assert!(
        page.body.contains("within the last five minutes") && page.body.contains("two@acme.example"),
        "what was typed is back"
    );
    let confirm = "/t/acme/sign-in/start?prove=yes&amp;return=%2Ft%2Facme%2Fsettings%2Fmembers";
    assert!(page.body.contains(confirm), "{}", page.body);
    // What needs no proof goes on.
    assert!(create_team(&mut browser, &test, "Search").await.ends_with("done=team_created"));
    let start = browser.get(&test, &confirm.replace("&amp;", "&")).await;
    assert!(start.location().contains("prompt=login") && start.location().contains("max_age=0"), "{}", start.location());
    let callback = press(start.location(), "ana").await;
    assert_eq!(browser.get(&test, &callback).await.location(), MEMBERS);
    assert!(invite(&mut browser, &test, "two@acme.example").await.ends_with("done=invited"));
}

async fn create_team(browser: &mut Browser, test: &TestSite, name: &str) -> String {
    let answer = send_from_members(browser, test, "/api/members/create-team", &format!("workspace=acme&name={name}")).await;
    answer.location().to_owned()
}

#[tokio::test]
async fn a_provider_that_does_not_ask_again_proves_nothing() {
    let test = TestSite::with_acme().await;
    let mut browser = Browser::default();
    browser.sign_in(&test, "acme", "ana").await;
    let start = browser.get(&test, "/t/acme/sign-in/start?prove=yes").await;
    let callback = press(start.location(), "ana").await;
    // As if the person had signed in there two minutes before they were asked to.
    let attempts = "update sign_in_attempt set created_at = created_at + interval '2 minutes'";
    test.database.tamper(attempts).await.unwrap();
    let answer = browser.get(&test, &callback).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("does not say that you signed in just now"), "{}", answer.body);
    assert_eq!(browser.count_sign_ins(&test).await, 1, "the old sign-in stands");
    let refusal = "select convert_from(bytes, 'UTF8') from audit_event where action = 'access.refused'";
    assert!(test.database.look(refusal).await.concat().contains("not_proven"));
}

#[tokio::test]
async fn a_session_that_is_ended_elsewhere_is_out_at_the_next_request() {
    let test = TestSite::with_acme().await;
    let (mut here, mut there) = (Browser::default(), Browser::default());
    here.sign_in(&test, "acme", "ana").await;
    there.sign_in(&test, "acme", "ana").await;
    assert_eq!(there.get(&test, "/t/acme").await.status, StatusCode::OK);
    let page = here.get(&test, "/t/acme/settings/sessions").await;
    assert_eq!(page.body.matches("End session").count(), 1, "{}", page.body);
    let from = format!("{PUBLIC_URL}/t/acme/settings/sessions");
    let router = test.router.clone();
    let headers = [("origin", PUBLIC_URL), ("referer", &from), ("content-type", "application/x-www-form-urlencoded")];
    let ended = here.send(&router, Method::POST, "/api/sessions/end", &headers, "workspace=acme").await;
    assert!(ended.location().ends_with("/t/acme/settings/sessions?done=ended"), "{}", ended.location());
    assert!(there.get(&test, "/t/acme").await.location().starts_with("/t/acme/sign-in"));
    assert_eq!(here.get(&test, "/t/acme").await.status, StatusCode::OK);
}
