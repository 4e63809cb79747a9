//! The table of doors: each has a rule here and is tried by a stranger. A door that is not listed fails this test.

mod access;
mod bad_input;
mod browse;
mod foreign;
mod roles;
mod twice;
mod world;

use axum::http::StatusCode;
use server::router::{Access, doors, pages};

use crate::support::TestSite;
use crate::support::browser::Browser;

#[test]
fn every_door_of_our_own_is_as_reviewed() {
    let mut found: Vec<String> = doors().iter().map(|door| format!("{:?} {} {}", door.access, door.method, door.path)).collect();
    found.sort();
    let reviewed = [
        "Anyone GET /enter",
        "Anyone GET /healthz",
        "Anyone GET /metrics",
        "Anyone GET /pkg/{hash}/{*file}",
        "Anyone GET /readyz",
        "Anyone GET /set-up",
        "Anyone POST /set-up",
        "Anyone POST /theme",
        "Member GET /t/{slug}/audit.csv",
        "Member GET /t/{slug}/audit.jsonl",
        "Member GET /t/{slug}/audit/{chain}/{sequence}/proof",
        "Visitor GET /sign-in/callback",
        "Visitor GET /t/{slug}/sign-in",
        "Visitor GET /t/{slug}/sign-in/start",
        "Visitor POST /t/{slug}/sign-out",
    ];
    assert_eq!(found, reviewed);
}

#[tokio::test]
async fn a_members_door_sends_a_stranger_to_sign_in_and_hides_workspaces_that_do_not_exist() {
    let test = TestSite::with_acme().await;
    let members: Vec<_> = doors().into_iter().filter(|door| door.access == Access::Member).collect();
    assert!(!members.is_empty());
    for door in members {
        let ask = |slug: &str| door.path.replace("{slug}", slug);
        let answer = Browser::default().send(&test.router, door.method.clone(), &ask("acme"), &[], "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", door.path);
        assert!(answer.location().starts_with("/t/acme/sign-in?return="), "{}", answer.location());
        let answer = Browser::default().send(&test.router, door.method.clone(), &ask("nowhere"), &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", door.path);
    }
}

#[tokio::test]
async fn every_page_of_a_workspace_sends_a_stranger_to_sign_in() {
    let test = TestSite::with_acme().await;
    let mut n_asked = 0;
    for page in pages() {
        let Some(rest) = page.path().strip_prefix("/t/{workspace}") else {
            assert_eq!(page.path(), "/", "a page outside workspaces must be reviewed");
            continue;
        };
        let filled: String =
            rest.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/");
        let answer = Browser::default().get(&test, &format!("/t/acme{filled}")).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}: {}", page.path(), answer.body);
        assert!(answer.location().starts_with("/t/acme/sign-in?return="), "{} leads to {}", page.path(), answer.location());
        let answer = Browser::default().get(&test, &format!("/t/nowhere{filled}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", page.path());
        n_asked += 1;
    }
    assert!(n_asked >= 15, "{n_asked}");
}
