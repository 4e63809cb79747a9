//! The same form several times at once, as an impatient hand sends it: one is taken, the others are told why not, and nothing happens twice.
//! Never here: crashes (the engine's tests have those).

use domain::wire::AuditFilter;
use futures::future::join_all;

use super::browse::{fill, post, refusal};
use super::roles::{form, ids_for};
use super::world::World;
use crate::support::browser::Browser;

/// How many at once: as many as there are connections to the database, so that all of them wait for the same row.
const AT_ONCE: usize = 8;

/// Events of one action in `acme`.
async fn n_events(world: &World, action: &str) -> usize {
    let filter = AuditFilter { q: format!("action:{action}"), ..AuditFilter::default() };
    control::audit::list(&world.acme.auditor, filter).await.unwrap().events.len()
}

/// Sends the same form several times at once; gives back why each was not taken.
async fn at_once(world: &World, browser: &Browser, door: &str) -> Vec<Option<String>> {
    let ids = ids_for(world, false);
    let (page, body) = form(door);
    let (page, body) = (fill(&format!("/t/acme{page}"), &ids, &ids), fill(&format!("workspace=acme&{body}"), &ids, &ids));
    let sent = (0..AT_ONCE).map(|_| post(browser, &world.router, door, &page, &body));
    join_all(sent).await.iter().map(refusal).collect()
}

#[tokio::test]
async fn what_is_sent_several_times_at_once_happens_once() {
    let world = World::new().await;
    let acme = &world.acme;
    let (requester, approver) = (world.browser(&acme.requester).await, world.browser(&acme.approver).await);
    let administrator = world.browser(&acme.administrator).await;
    // The door, who sends, the event that stands for it, and how the others are told.
    let changed = "refused \"changed_since\"";
    let cases: [(&str, &Browser, &str, &[&str]); 13] = [
        ("/api/requests/save", &requester, "", &[changed]),
        ("/api/requests/submit", &requester, "request.submitted", &[changed, "refused \"not_editable\""]),
        ("/api/requests/discard", &requester, "", &["not_found"]),
        (
            "/api/requests/withdraw",
            &requester,
            "request.withdrawn",
            &[changed, "refused \"not_waiting\"", "refused \"not_withdrawable\""],
        ),
        ("/api/requests/approve", &approver, "request.approved", &[changed, "refused \"not_waiting\""]),
        ("/api/requests/ask-for-changes", &approver, "request.changes_asked", &[changed, "refused \"not_waiting\""]),
        ("/api/requests/decline", &approver, "request.declined", &[changed, "refused \"not_waiting\""]),
        ("/api/runs/retry", &approver, "run.retried", &["refused \"not_parked\""]),
        ("/api/runs/skip", &approver, "step.skipped", &["refused \"not_parked\""]),
        ("/api/runs/stop", &approver, "run.stopped", &["refused \"not_parked\""]),
        ("/api/members/create-team", &administrator, "team.created", &["invalid"]),
        ("/api/members/invite", &administrator, "member.invited", &["invalid"]),
        ("/api/members/change", &administrator, "member.changed", &[changed]),
    ];
    for (door, browser, action, told) in cases {
        let before = if action.is_empty() { 0 } else { n_events(&world, action).await };
        let answers = at_once(&world, browser, door).await;
        let n_taken = answers.iter().filter(|answer| answer.is_none()).count();
        assert_eq!(n_taken, 1, "{door}: {answers:?}");
        for why in answers.iter().flatten() {
            assert!(told.iter().any(|word| why.starts_with(word)), "{door}: {why}");
        }
        if !action.is_empty() {
            assert_eq!(n_events(&world, action).await, before + 1, "{door}");
        }
    }
}

#[tokio::test]
async fn what_may_happen_again_happens_as_often_as_it_is_sent() {
    let world = World::new().await;
    let acme = &world.acme;
    let requester = world.browser(&acme.requester).await;
    let first = control::requests::begin(&acme.requester).await.unwrap();
    assert_eq!(at_once(&world, &requester, "/api/requests/begin").await, vec![None; AT_ONCE]);
    let after = control::requests::begin(&acme.requester).await.unwrap();
    assert_eq!(after, first + 1 + AT_ONCE as i64, "every draft has a number of its own, and none is left out");
    let approver = world.browser(&acme.approver).await;
    let before = n_events(&world, "plan.drawn").await;
    assert_eq!(at_once(&world, &approver, "/api/requests/draw").await, vec![None; AT_ONCE]);
    assert_eq!(n_events(&world, "plan.drawn").await, before + AT_ONCE);
    let administrator = world.browser(&acme.administrator).await;
    let events = n_events(&world, "organization.connection_prepared").await;
    let contacts = n_events(&world, "organization.contact_changed").await;
    for door in ["/api/organization/prepare", "/api/organization/contact", "/api/organization/observe"] {
        let answers = at_once(&world, &administrator, door).await;
        assert!(answers.iter().any(Option::is_none), "{door}: {answers:?}");
        assert!(answers.iter().flatten().all(|why| !why.starts_with("broken") && why != "try_later"), "{door}: {answers:?}");
    }
    assert_eq!(n_events(&world, "organization.connection_prepared").await, events, "the external id is drawn once");
    assert_eq!(n_events(&world, "organization.contact_changed").await, contacts + 1, "the same contact again is no change");
}

#[tokio::test]
async fn of_different_decisions_at_once_one_is_taken() {
    let world = World::new().await;
    let ids = &world.acme.ids;
    let (requester, approver) = (world.browser(&world.acme.requester).await, world.browser(&world.acme.approver).await);
    let page = format!("/t/acme/requests/{}/review", ids["planned"]);
    let base = format!("workspace=acme&number={}&version=3", ids["planned"]);
    let approve = format!("{base}&plan={}&hash={}", ids["plan"], ids["hash"]);
    let because = format!("{base}&comment=Because.");
    let (router, page) = (&world.router, page.as_str());
    let answers = join_all([
        post(&approver, router, "/api/requests/approve", page, &approve),
        post(&approver, router, "/api/requests/decline", page, &because),
        post(&approver, router, "/api/requests/ask-for-changes", page, &because),
        post(&requester, router, "/api/requests/withdraw", page, &base),
        post(&approver, router, "/api/requests/approve", page, &approve),
    ])
    .await;
    let answers: Vec<_> = answers.iter().map(refusal).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_none()).count(), 1, "{answers:?}");
    assert!(answers.iter().flatten().all(|why| why.starts_with("refused")), "{answers:?}");
}
