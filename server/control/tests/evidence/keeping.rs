//! Erasing, cutting and holding: the evidence still holds, and only the keeper's role can.
//! Never here: the rights table (`store/tests/catalog.rs`).

use chrono::TimeDelta;
use control::Means;
use control::evidence::{NotKept, Pruned, erase, hold, prune, release, retain};
use domain::access::Role;
use domain::audit::Chain;
use domain::audit::evidence::Anchors;

use super::{MemorySink, append, consistent, exported, keeper, key, signed, verified};
use crate::support::{TestWorld, again};

async fn count(world: &TestWorld, query: &str) -> usize {
    world.database.look(&format!("select count(*)::text from {query}")).await.remove(0).parse().unwrap()
}

#[tokio::test]
async fn an_erased_member_is_nowhere_in_the_record_and_the_evidence_holds() {
    let (world, log) = (TestWorld::new().await, key(1));
    let person = world.caller(&[Role::Requester]).await;
    signed(&world.means, &log).await;
    let named = "audit_personal where value in ('person-1@example.com', 'Person 1')";
    assert!(count(&world, named).await >= 3, "invitation and sign-in name them");
    let addresses =
        "audit_personal join audit_event using (tenant_id, chain, sequence) where path = 'origin/address' and actor_member";
    let (theirs, others) = (format!("{addresses} = '{}'", person.member()), format!("{addresses} <> '{}'", person.member()));
    assert!(count(&world, &theirs).await > 0 && count(&world, &others).await > 0);
    let keeper = keeper(&world).await;
    let erasure = erase(&keeper, "acme", " Person-1@Example.com ").await.unwrap();
    assert!(erasure.places >= 4 && erasure.events == 1, "{erasure:?}");
    assert_eq!((count(&world, named).await, count(&world, &theirs).await), (0, 0));
    assert!(count(&world, &others).await > 0, "others keep theirs");
    assert_eq!(count(&world, "member where email like 'erased-%@erased.invalid' and name is null and subject is null").await, 1);
    assert!(again(&person).await.is_err(), "who was erased does not come in any more");
    assert_eq!(
        count(&world, &format!("sign_in where member_id = '{}'", person.member())).await,
        0,
        "addresses and browsers went"
    );
    let file = exported(&world.means).await.unwrap();
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(!text.contains("person-1@") && !text.contains("Person 1"));
    let report = verified(&file, Anchors::default()).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(report.personal_absent, u64::try_from(erasure.places).unwrap());
    let again = erase(&keeper, "acme", "person-1@example.com").await.unwrap_err();
    assert!(matches!(again, NotKept::NoMember), "{again}");
}

#[tokio::test]
async fn a_value_that_vanished_without_an_erasure_is_found() {
    let (world, log) = (TestWorld::new().await, key(1));
    world.caller(&[Role::Requester]).await;
    signed(&world.means, &log).await;
    world.database.tamper("delete from audit_personal where value = 'person-1@example.com'").await.unwrap();
    assert!(verified(&exported(&world.means).await.unwrap(), Anchors::default()).is_err());
}

#[tokio::test]
async fn more_places_than_an_event_takes_become_several_events() {
    let world = TestWorld::new().await;
    let person = world.caller(&[Role::Administrator]).await;
    for number in 0..501 {
        control::members::create_team(&person, &format!("Team {number}")).await.unwrap();
    }
    let erasure = erase(&keeper(&world).await, "acme", "person-1@example.com").await.unwrap();
    assert!(erasure.places > 500, "{erasure:?}");
    assert_eq!(erasure.events, 2);
    consistent(&world.means).await;
}

/// A chain of 600 old and 300 young events, signed in steps.
async fn aged(world: &TestWorld, log: &domain::audit::evidence::SecretKey) {
    for (days, count) in [(0, 300), (1, 5), (1, 295), (20, 200), (1, 100)] {
        world.clock.advance(TimeDelta::days(days));
        append(&world.means, world.acme.tenant, Chain::Changes, count).await;
        append(&world.means, world.acme.tenant, Chain::Access, 2).await;
        signed(&world.means, log).await;
    }
}

async fn pruned(keeper: &Means) -> Vec<(Chain, u64)> {
    prune(keeper, "acme").await.unwrap().into_iter().map(|Pruned { chain, size, .. }| (chain, size)).collect()
}

#[tokio::test]
async fn a_cut_takes_only_old_events_at_a_signed_head_and_the_rest_is_still_evidence() {
    let (world, log, sink) = (TestWorld::new().await, key(1), MemorySink::default());
    aged(&world, &log).await;
    sink.deliver(&world.means).await;
    let keeper = keeper(&world).await;
    assert!(matches!(prune(&keeper, "acme").await, Err(NotKept::ForEver)), "nothing expires by default");
    retain(&world.means, "acme", Some(10)).await.unwrap();
    // 1 + 600 events of the chain are older, and all of them are under a head.
    assert_eq!(pruned(&keeper).await, [(Chain::Access, 7), (Chain::Changes, 601)]);
    assert_eq!(count(&world, "audit_event where chain = 'changes' and sequence <= 601").await, 0);
    assert_eq!(count(&world, "audit_personal where chain = 'changes' and sequence <= 601").await, 0);
    assert_eq!(count(&world, "audit_event where action = 'audit.pruned'").await, 2);
    let report = consistent(&world.means).await;
    assert_eq!(report.cut_chains, 2);
    signed(&world.means, &log).await;
    append(&world.means, world.acme.tenant, Chain::Changes, 700).await;
    signed(&world.means, &log).await;
    let mut anchors = Anchors::default();
    anchors.pin(log.public().fingerprint());
    let report = verified(&exported(&world.means).await.unwrap(), anchors).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(report.is_anchored() && report.unsigned_events < 5, "{report:?}");
    // Once more, later.
    world.clock.advance(TimeDelta::days(11));
    signed(&world.means, &log).await;
    assert!(pruned(&keeper).await.iter().any(|(chain, size)| *chain == Chain::Changes && *size > 1_600));
    consistent(&world.means).await;
    assert!(pruned(&keeper).await.is_empty(), "what was cut is not cut again");
}

#[tokio::test]
async fn a_cut_that_was_tampered_with_is_found() {
    let (world, log) = (TestWorld::new().await, key(1));
    aged(&world, &log).await;
    retain(&world.means, "acme", Some(10)).await.unwrap();
    prune(&keeper(&world).await, "acme").await.unwrap();
    world.database.tamper("create schema keep; create table keep.cut as table audit_cut").await.unwrap();
    for change in [
        "leaf = sha256(leaf)",
        "path[1] = sha256(path[1])",
        "tail[1] = sha256(tail[1])",
        "tail = tail[2:]",
        "path = path[2:]",
        "size = size - 1",
    ] {
        world.database.tamper(&format!("update audit_cut set {change} where chain = 'changes'")).await.unwrap();
        let file = exported(&world.means).await;
        assert!(file.is_err() || verified(&file.unwrap(), Anchors::default()).is_err(), "{change}");
        world.database.tamper("delete from audit_cut; insert into audit_cut select * from keep.cut").await.unwrap();
    }
    world.database.tamper("delete from audit_cut").await.unwrap();
    assert!(exported(&world.means).await.is_err(), "a cut that is forgotten is a hole");
}

#[tokio::test]
async fn an_erasure_that_still_explains_something_is_not_cut() {
    let (world, log) = (TestWorld::new().await, key(1));
    world.caller(&[Role::Requester]).await;
    let keeper = keeper(&world).await;
    erase(&keeper, "acme", "person-1@example.com").await.unwrap();
    // The chain of changes is signed and grows old, that of sign-ins has no head at which it could be cut.
    append(&world.means, world.acme.tenant, Chain::Changes, 3).await;
    signed(&world.means, &log).await;
    world.database.tamper("delete from audit_tree_head where chain = 'access'").await.unwrap();
    world.clock.advance(TimeDelta::days(30));
    retain(&world.means, "acme", Some(1)).await.unwrap();
    assert!(pruned(&keeper).await.is_empty());
    signed(&world.means, &log).await;
    assert_eq!(pruned(&keeper).await.len(), 2, "both go together");
    consistent(&world.means).await;
}

#[tokio::test]
async fn a_legal_hold_stops_cuts_and_erasures_until_it_is_released() {
    let (world, log) = (TestWorld::new().await, key(1));
    aged(&world, &log).await;
    let keeper = keeper(&world).await;
    retain(&world.means, "acme", Some(1)).await.unwrap();
    hold(&world.means, "acme", "case 7").await.unwrap();
    assert!(matches!(prune(&keeper, "acme").await, Err(NotKept::Held(reason)) if reason == "case 7"));
    assert!(matches!(erase(&keeper, "acme", "admin@acme.example").await, Err(NotKept::Held(_))));
    assert!(matches!(hold(&world.means, "acme", "  ").await, Err(NotKept::Invalid(_))));
    release(&world.means, "acme").await.unwrap();
    assert!(matches!(release(&world.means, "acme").await, Err(NotKept::NotHeld)));
    assert!(!prune(&keeper, "acme").await.unwrap().is_empty());
    for action in ["audit.retention_set", "audit.held", "audit.released"] {
        assert_eq!(count(&world, &format!("audit_event where action = '{action}' and actor_kind = 'operator'")).await, 1);
    }
}

#[tokio::test]
async fn nobody_erases_while_an_export_is_under_way() {
    let world = TestWorld::new().await;
    let still = world.means.store.hold_still().await.unwrap();
    let keeper = keeper(&world).await;
    assert!(matches!(erase(&keeper, "acme", "admin@acme.example").await, Err(NotKept::Busy)));
    drop(still);
    // The connection is given back when its rollback is done.
    while !matches!(erase(&keeper, "acme", "admin@acme.example").await, Ok(_) | Err(NotKept::NoMember)) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_application_can_neither_erase_nor_cut() {
    let (world, log) = (TestWorld::new().await, key(1));
    aged(&world, &log).await;
    retain(&world.means, "acme", Some(1)).await.unwrap();
    let before = world.database.fingerprint(world.acme.tenant).await;
    assert!(prune(&world.means, "acme").await.is_err());
    assert!(erase(&world.means, "acme", "admin@acme.example").await.is_err());
    assert_eq!(world.database.fingerprint(world.acme.tenant).await, before);
    assert!(!world.means.store.is_keeper().await.unwrap());
    assert!(keeper(&world).await.store.is_keeper().await.unwrap());
}
