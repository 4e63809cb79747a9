//! Filters, pages, facets and bars.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use control::audit::{Format, export, index_all, list};
use control::{Error, members};
use domain::access::Role;
use domain::wire::{AuditFilter, AuditRow};
use store::Clock;

use super::{actions, file, found, invite_many};
use crate::support::TestWorld;

#[tokio::test]
async fn events_of_both_chains_come_newest_first_with_names_and_fields() {
    let world = TestWorld::new().await;
    world.caller(&[Role::Requester]).await;
    let view = found(&world.acme.administrator, "").await;
    let words: Vec<_> = view.events.iter().map(|event| (event.chain.as_str(), event.action.as_str())).collect();
    let expected = [
        ("access", "session.signed_in"),
        ("changes", "member.invited"),
        ("access", "session.signed_in"),
        ("changes", "workspace.created"),
    ];
    assert_eq!(words, expected);
    let invited = &view.events[1];
    assert_eq!((invited.actor.as_str(), invited.address.as_deref()), ("Admin", Some("192.0.2.1")));
    let email = invited.fields.iter().find(|field| field.name == "email").unwrap();
    assert_eq!((email.after.as_deref(), email.is_personal), (Some("person-1@example.com"), true));
    assert_eq!(view.events[3].actor, "operator");
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat() {
    let world = TestWorld::new().await;
    invite_many(&world.acme, 101).await;
    let (mut seen, mut times, mut filter, mut pages) = (BTreeSet::new(), Vec::new(), AuditFilter::default(), 0);
    loop {
        let view = list(&world.acme.administrator, filter.clone()).await.unwrap();
        for AuditRow { chain, sequence, at, .. } in view.events {
            assert!(seen.insert((chain, sequence)));
            times.push(at);
        }
        pages += 1;
        match view.next {
            Some(next) => filter = AuditFilter { seen: view.seen, before: next, ..filter },
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (104, 3), "with one for the looking");
    assert!(times.is_sorted_by(|a, b| a >= b));
}

#[tokio::test]
async fn terms_narrow_by_actor_action_target_address_result_and_time() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let person = world.caller(&[Role::Administrator]).await;
    let team_at = world.clock.now();
    world.clock.advance(TimeDelta::days(2));
    members::create_team(&person, "Payments").await.unwrap();
    for is_indexed in [false, true] {
        if is_indexed {
            assert!(!index_all(&world.means).await.unwrap());
        }
        let by_name = found(administrator, "actor:\"pErson 1\"").await;
        assert_eq!(actions(&by_name), BTreeSet::from(["session.signed_in", "team.created"]));
        assert_eq!(found(administrator, "actor:PERSON-1@").await.events, by_name.events);
        assert_eq!(actions(&found(administrator, "actor:operator").await), BTreeSet::from(["workspace.created"]));
        assert_eq!(actions(&found(administrator, "action:member.*").await), BTreeSet::from(["member.invited"]));
        assert!(found(administrator, "action:%").await.events.is_empty());
        let by_target = found(administrator, "target:team").await;
        assert_eq!(actions(&by_target), BTreeSet::from(["team.created"]));
        let id = &by_target.events[0].object_id;
        assert_eq!(found(administrator, &format!("target:{id}")).await.events.len(), 1);
        assert!(found(administrator, "target:R-999999").await.events.is_empty(), "no such request finds nothing, not everything");
        assert_eq!(actions(&found(administrator, "payments").await), BTreeSet::from(["team.created"]));
        assert_eq!(
            actions(&found(administrator, "person-1@example.com action:member.*").await),
            BTreeSet::from(["member.invited"])
        );
        assert_eq!(found(administrator, "ip:192.0.2.0/24 -ip:192.0.2.1").await.events.len(), 0);
        assert!(!found(administrator, "ip:192.0.2.1").await.events.is_empty());
        assert!(found(administrator, "result:failed").await.events.is_empty());
        let later = found(administrator, &format!("at:>{}", team_at.format("%Y-%m-%dT%H:%MZ"))).await;
        assert_eq!(actions(&later), BTreeSet::from(["team.created"]));
        assert_eq!(found(administrator, &format!("at:{}", team_at.format("%Y-%m-%d"))).await.events.len(), 4);
        assert_eq!(actions(&found(administrator, "at:24h").await), BTreeSet::from(["team.created"]));
    }
}

#[tokio::test]
async fn a_frozen_view_shows_the_same_for_ever() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let live = list(administrator, AuditFilter { q: "at:7d".into(), ..AuditFilter::default() }).await.unwrap();
    assert!(live.frozen_q.starts_with("at:>=") && live.filter.seen.is_empty(), "{}", live.frozen_q);
    let frozen = AuditFilter { q: live.frozen_q.clone(), seen: live.seen.clone(), before: String::new() };
    world.clock.advance(TimeDelta::days(30));
    members::create_team(administrator, "Later").await.unwrap();
    let again = list(administrator, frozen).await.unwrap();
    assert_eq!((again.events, again.facets.len(), again.bars), (live.events, live.facets.len(), live.bars));
    assert_eq!(found(administrator, "").await.events.len(), 3, "the live view goes on");
}

#[tokio::test]
async fn facets_and_bars_count_what_their_links_find() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    invite_many(&world.acme, 60).await;
    world.clock.advance(TimeDelta::hours(5));
    members::create_team(administrator, "Payments").await.unwrap();
    let view = found(administrator, "").await;
    assert_eq!((view.counted, view.is_cut), (64, false), "with one for the looking");
    let links = view.facets.iter().flat_map(|facet| facet.values.iter().map(|value| (value.q.clone(), value.count)));
    let links: Vec<_> = links.chain(view.bars.iter().map(|bar| (bar.q.clone(), bar.count))).collect();
    assert!(links.len() > 12, "{links:?}");
    for (q, count) in links {
        let narrowed = found(administrator, &q).await;
        assert_eq!(narrowed.counted, count, "{q}");
        assert!(!narrowed.facets.iter().flat_map(|facet| &facet.values).any(|value| value.is_on && value.q == q));
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_read_finds_nothing_and_says_why() {
    let world = TestWorld::new().await;
    let view = list(&world.acme.administrator, AuditFilter { q: "team at:soon".into(), ..AuditFilter::default() }).await.unwrap();
    let problem = view.problem.unwrap();
    assert_eq!((view.events.len(), problem.position, problem.text.as_str()), (0, 5, "at:soon"));
    for filter in [
        AuditFilter { before: "-300000000000000000.changes.1".into(), ..AuditFilter::default() },
        AuditFilter { seen: "1".into(), ..AuditFilter::default() },
    ] {
        assert!(matches!(list(&world.acme.administrator, filter).await, Err(Error::NoSuchPlace)));
    }
}

#[tokio::test]
async fn a_query_with_a_text_that_postgres_cannot_take_finds_nothing() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    for q in ["actor:\0", "target:a\0b", "action:\0", "ab\0*", "\"ab\0cd\""] {
        let view = list(administrator, AuditFilter { q: q.into(), ..AuditFilter::default() }).await.unwrap();
        assert!(view.events.is_empty(), "{q:?}");
    }
    let auditor = world.caller(&[Role::Auditor]).await;
    let filter = AuditFilter { q: "actor:\0 action:a\0".into(), ..AuditFilter::default() };
    let (_, rows) = file(export(&auditor, filter, Format::Csv).await.unwrap()).await;
    assert_eq!(rows.len(), 1, "only the names of the columns");
}
