//! Reading AWS: what changed is a new row, what did not is none, and a newer reading stays.

use std::sync::Arc;

use chrono::TimeDelta;
use control::organization::{observe, tree};
use control::{Caller, Error, audit};
use domain::access::Role;
use domain::organization::{AccountState, TargetId};
use domain::request::Refusal;
use domain::run::Reaction;
use domain::wire::{AuditFilter, AuditRow};
use simulator::{Effect, Fault, Refusal as AwsRefusal, Seed, SimulatedClouds, seed_demo};
use store::testing::FixedClock;

use crate::support::{TestWorld, simulated};

async fn observations(caller: &Caller) -> Vec<AuditRow> {
    let filter = AuditFilter { q: "action:organization.observed".into(), ..AuditFilter::default() };
    audit::list(caller, filter).await.unwrap().events
}

fn figure(event: &AuditRow, name: &str) -> i64 {
    let field = event.fields.iter().find(|field| field.name == name);
    field.and_then(|field| field.after.as_deref()).and_then(|text| text.parse().ok()).expect(name)
}

/// The administrator before an AWS that began at the same instant with other seeds. The ids of a seed do not depend on its names.
fn with_another_aws(world: &TestWorld, seeds: &[Seed]) -> Caller {
    let state = world.simulator.state();
    let organization = state.organizations.values().next().unwrap();
    let began = organization.accounts[&organization.management_account].joined_at;
    let mut administrator = world.acme.administrator.clone();
    administrator.means.clouds = Arc::new(SimulatedClouds::new(simulated(seeds, Arc::new(FixedClock::at(began)))));
    administrator
}

#[tokio::test]
async fn a_second_observation_without_changes_writes_no_rows() {
    let world = TestWorld::connected().await;
    let administrator = &world.acme.administrator;
    let before = tree::read(administrator).await.unwrap();
    observe::observe(administrator).await.unwrap();
    let events = observations(administrator).await;
    assert_eq!(events.len(), 2, "an observation is one event");
    assert_eq!(figure(&events[1], "n_accounts"), 101);
    assert!(figure(&events[1], "n_rows_opened") > 101 + 22);
    assert_eq!((figure(&events[0], "n_rows_opened"), figure(&events[0], "n_rows_closed")), (0, 0));
    let after = tree::read(administrator).await.unwrap();
    assert_eq!(before.root, after.root);
    assert!(before.observed_at < after.observed_at);
}

#[tokio::test]
async fn a_renamed_unit_closes_the_old_row_and_opens_a_new_one() {
    let world = TestWorld::connected().await;
    let mut seeds = seed_demo();
    let unit = seeds[0].units.iter_mut().find(|unit| unit.path == "Sandbox/Trainees").unwrap();
    unit.path = "Sandbox/Apprentices".into();
    let administrator = with_another_aws(&world, &seeds);
    observe::observe(&administrator).await.unwrap();
    let event = &observations(&administrator).await[0];
    assert_eq!((figure(event, "n_rows_opened"), figure(event, "n_rows_closed")), (1, 1));
    let check = "do $$ begin
        assert (select count(*) from aws_unit where name = 'Trainees' and seen_until is not null) = 1, 'the old name ended';
        assert (select count(*) from aws_unit where name = 'Apprentices' and seen_until is null) = 1, 'the new name began';
        assert (select seen_until from aws_unit where name = 'Trainees') = (select seen_from from aws_unit where name = 'Apprentices'), 'without a gap';
    end $$";
    world.database.seed(world.acme.tenant, check).await;
}

#[tokio::test]
async fn a_vanished_attachment_and_a_changed_account_are_seen() {
    let world = TestWorld::connected().await;
    let administrator = &world.acme.administrator;
    let state = world.simulator.state();
    let (management, organization) = state.organizations.iter().next().unwrap();
    let root = TargetId::Root(organization.root.clone());
    let policy = organization.attachments[&root].last().unwrap().clone();
    let (account, _) = organization.accounts.iter().find(|(id, _)| *id != management).unwrap();
    world.simulator.happen(Effect::Detach { organization: management.clone(), policy: policy.clone(), target: root }).unwrap();
    let state = AccountState::Suspended;
    world
        .simulator
        .happen(Effect::SetAccountState { organization: management.clone(), account: account.clone(), state })
        .unwrap();
    observe::observe(administrator).await.unwrap();
    let event = &observations(administrator).await[0];
    assert_eq!((figure(event, "n_rows_opened"), figure(event, "n_rows_closed")), (1, 2));
    let root = tree::read(administrator).await.unwrap().root.unwrap();
    assert!(root.policies.iter().all(|attached| attached.id != policy.as_str()));
}

#[tokio::test]
async fn two_observations_at_once_leave_one_row_each() {
    let world = TestWorld::connected().await;
    let administrator = &world.acme.administrator;
    let (a, b) = tokio::join!(observe::observe(administrator), observe::observe(administrator));
    a.unwrap();
    b.unwrap();
    let newest = tree::read(administrator).await.unwrap();
    assert_eq!(newest.root.unwrap().n_accounts_below, 101);
    let events = observations(administrator).await;
    assert!(matches!(events.len(), 2 | 3), "the older reading is dropped if the newer was stored first");
    assert!(events[..events.len() - 1].iter().all(|event| figure(event, "n_rows_opened") == 0));
}

#[tokio::test]
async fn an_older_reading_never_replaces_a_newer_one() {
    let world = TestWorld::connected().await;
    let administrator = &world.acme.administrator;
    let before = tree::read(administrator).await.unwrap();
    world.clock.advance(TimeDelta::hours(-1));
    observe::observe(administrator).await.unwrap();
    assert_eq!(tree::read(administrator).await.unwrap(), before);
    assert_eq!(observations(administrator).await.len(), 1);
}

#[tokio::test]
async fn a_reading_that_breaks_off_changes_nothing() {
    let world = TestWorld::connected().await;
    let administrator = &world.acme.administrator;
    let before = tree::read(administrator).await.unwrap();
    let denied = AwsRefusal::new("AccessDenied", Reaction::Blocked, "no");
    world.simulator.fail("ListPoliciesForTarget", 50, Fault::Refuse(denied));
    assert!(matches!(observe::observe(administrator).await, Err(Error::Cloud(_))));
    assert_eq!(tree::read(administrator).await.unwrap(), before);
}

#[tokio::test]
async fn a_throttled_reading_goes_on() {
    let world = TestWorld::connected().await;
    let slow = || Fault::Refuse(AwsRefusal::new("TooManyRequestsException", Reaction::Throttled, "slow down"));
    world.simulator.fail("ListRoots", 1, slow());
    world.simulator.fail("DescribePolicy", 2, slow());
    world.simulator.fail("ListAccountsForParent", 3, Fault::LoseAnswer);
    observe::observe(&world.acme.administrator).await.unwrap();
    assert_eq!(observations(&world.acme.administrator).await.len(), 2);
}

#[tokio::test]
async fn without_a_connection_there_is_nothing_to_read() {
    let world = TestWorld::new().await;
    let error = observe::observe(&world.acme.administrator).await.unwrap_err();
    assert!(matches!(error, Error::Refused(Refusal::NoOrganization)));
}

#[tokio::test]
async fn who_may_not_observe_makes_no_call() {
    let world = TestWorld::connected().await;
    let caller = world.caller(&[Role::Requester, Role::Approver, Role::Auditor]).await;
    let calls = world.simulator.calls();
    assert!(matches!(observe::observe(&caller).await, Err(Error::Denied(_))));
    assert_eq!(world.simulator.calls(), calls);
}

/// The worker and the web server run these on several threads.
#[tokio::test]
async fn observing_can_be_sent_to_another_thread() {
    let world = TestWorld::connected().await;
    fn sent<T: Send>(future: T) -> T {
        future
    }
    sent(observe::observe(&world.acme.administrator)).await.unwrap();
}
