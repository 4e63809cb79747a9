//! Single events, and who may see them.

use chrono::TimeDelta;
use control::audit::{list, show};
use control::{Caller, Error, members};
use domain::access::{Denied, Role};
use domain::wire::AuditFilter;

use super::{found, invite_many};
use crate::support::TestWorld;

#[tokio::test]
async fn another_workspaces_events_are_not_there() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    let view = found(&globex.administrator, "").await;
    assert_eq!(view.events.len(), 2);
    let text = format!("{view:?}");
    assert!(!text.contains("acme") && !text.contains(&world.acme.tenant.to_string()));
}

#[tokio::test]
async fn an_erased_value_reads_as_erased_and_the_leaf_stays() {
    let world = TestWorld::new().await;
    world.caller(&[Role::Requester]).await;
    let invited = "action:member.invited";
    let before = found(&world.acme.administrator, invited).await.events.remove(0);
    world.database.seed(world.acme.tenant, "delete from audit_personal where value = 'person-1@example.com'").await;
    let after = found(&world.acme.administrator, invited).await.events.remove(0);
    let email = after.fields.iter().find(|field| field.name == "email").unwrap();
    assert_eq!((email.after.as_deref(), email.is_personal), (Some("erased"), true));
    assert_eq!(after.leaf, before.leaf);
}

#[tokio::test]
async fn an_event_is_found_by_its_place_and_no_other_place_has_one() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    for name in ["Payments", "Search"] {
        members::create_team(administrator, name).await.unwrap();
        // The clock of another machine may be behind: the place counts, not the time.
        world.clock.advance(TimeDelta::hours(-1));
    }
    for event in found(administrator, "").await.events {
        assert_eq!(control::audit::show(administrator, &event.chain, event.sequence).await.unwrap().event, event);
    }
    for (chain, sequence) in [("changes", 0), ("changes", -1), ("changes", 1_000), ("access", i64::MAX), ("else", 1)] {
        let answer = control::audit::show(administrator, chain, sequence).await;
        assert!(matches!(answer, Err(Error::Denied(Denied::Hidden))), "{chain} {sequence}");
    }
}

#[tokio::test]
async fn one_event_is_found_by_its_place_and_reads_as_in_the_list() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    invite_many(&world.acme, 3).await;
    let events = found(&world.acme.administrator, "").await.events;
    assert_eq!(events.len(), 5);
    for event in events {
        assert_eq!(show(&world.acme.administrator, &event.chain, event.sequence).await.unwrap().event, event);
    }
    for (chain, sequence) in
        [("changes", 0), ("changes", -1), ("changes", 5), ("changes", i64::MAX), ("access", 3), ("nothing", 1)]
    {
        let error = show(&world.acme.administrator, chain, sequence).await.unwrap_err();
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{chain} {sequence}: {error:?}");
    }
    assert!(matches!(show(&globex.administrator, "changes", 2).await, Err(Error::Denied(Denied::Hidden))));
}

#[tokio::test]
async fn looking_at_the_audit_history_is_recorded_once_an_hour_for_each_person() {
    let world = TestWorld::new().await;
    let (administrator, auditor) = (&world.acme.administrator, world.caller(&[Role::Auditor]).await);
    let looks = async || {
        world.database.ask(world.acme.tenant, "select actor_member::text from audit_event where action = 'audit.read'").await
    };
    let both = async |caller: &Caller| {
        list(caller, AuditFilter::default()).await.unwrap();
        show(caller, "changes", 1).await.unwrap();
    };
    both(administrator).await;
    both(administrator).await;
    assert_eq!(looks().await, [administrator.member().to_string()]);
    both(&auditor).await;
    assert_eq!(looks().await.len(), 2, "another person");
    world.clock.advance(TimeDelta::minutes(59));
    both(administrator).await;
    assert_eq!(looks().await.len(), 2, "within the hour");
    world.clock.advance(TimeDelta::minutes(2));
    show(administrator, "changes", 1).await.unwrap();
    assert_eq!(looks().await.len(), 3, "an event page is a look, too");
    let requester = world.caller(&[Role::Requester]).await;
    list(&requester, AuditFilter::default()).await.unwrap_err();
    assert_eq!(looks().await.len(), 3, "whoever sees nothing has not looked");
}
