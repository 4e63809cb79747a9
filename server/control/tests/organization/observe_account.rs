//! Reading one account after a run: it is in the inventory at once, and an older whole reading does not take it out again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use control::audit;
use control::cloud::{Cloud, Connection, NewAccount};
use control::organization::{accounts, connection, observe};
use domain::access::Carrier;
use domain::ids::{DecisionId, MemberId, PlanId, RequestId, RunId};
use domain::organization::AccountId;
use domain::request::{AccountName, RootEmail};
use domain::wire::AuditFilter;
use simulator::{SimulatedClouds, seed_demo};
use uuid::Uuid;

use crate::support::{ROLE, TestWorld, simulated};

const REQUEST: Uuid = Uuid::from_u128(0x5eed);

async fn carrier(world: &TestWorld) -> Carrier {
    let filter = AuditFilter { q: "action:organization.connected".into(), ..AuditFilter::default() };
    let event = audit::list(&world.acme.administrator, filter).await.unwrap().events.remove(0);
    let some = || Uuid::from_u128(7);
    Carrier::loaded(
        world.acme.tenant,
        event.object_id.parse().unwrap(),
        RunId::from_uuid(some()),
        RequestId::from_uuid(REQUEST),
        PlanId::from_uuid(some()),
        DecisionId::from_uuid(some()),
        MemberId::from_uuid(world.acme.administrator.member().as_uuid()),
    )
}

async fn cloud(world: &TestWorld) -> Arc<dyn Cloud> {
    let external_id = connection::show(&world.acme.administrator).await.unwrap().external_id.unwrap();
    world.means.clouds.connect(&Connection { role_arn: ROLE.into(), external_id }).await.unwrap()
}

async fn created(world: &TestWorld, cloud: &dyn Cloud) -> AccountId {
    let email = "aws+new@northwind.example";
    let account = NewAccount {
        account_name: AccountName::parse("new").unwrap(),
        email: RootEmail::parse(email).unwrap(),
        tags: BTreeMap::new(),
    };
    cloud.create_account(&account).await.unwrap();
    world.clock.advance(TimeDelta::minutes(1));
    world.simulator.state().accounts_per_email(email).remove(0)
}

#[tokio::test]
async fn a_new_account_is_in_the_inventory_at_once_and_read_twice_it_is_one_event() {
    let world = TestWorld::connected().await;
    let (carrier, cloud) = (carrier(&world).await, cloud(&world).await);
    let account = created(&world, &*cloud).await;
    for _ in 0..2 {
        observe::observe_account(&world.means, &carrier, &*cloud, &account).await.unwrap();
    }
    let view = accounts::show(&world.acme.administrator, account.as_str()).await.unwrap();
    assert_eq!((view.row.name.as_str(), view.row.path.as_str()), ("new", "Root"));
    assert_eq!(view.place.own.policies[0].name, "FullAWSAccess");
    let filter = AuditFilter { q: "action:organization.observed actor:engine".into(), ..AuditFilter::default() };
    let events = audit::list(&world.acme.administrator, filter).await.unwrap().events;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].actor, "engine, on behalf of Admin");
}

#[tokio::test]
async fn an_older_whole_reading_leaves_the_new_account_there() {
    let world = TestWorld::connected().await;
    let (carrier, cloud) = (carrier(&world).await, cloud(&world).await);
    world.clock.advance(TimeDelta::hours(2));
    let account = created(&world, &*cloud).await;
    observe::observe_account(&world.means, &carrier, &*cloud, &account).await.unwrap();
    // A whole reading that began an hour before, when the account was not there yet.
    let mut administrator = world.acme.administrator.clone();
    administrator.means.clouds = Arc::new(SimulatedClouds::new(simulated(&seed_demo(), world.clock.clone())));
    world.clock.advance(TimeDelta::hours(-1));
    observe::observe(&administrator).await.unwrap();
    assert!(accounts::show(&administrator, account.as_str()).await.is_ok());
    // One that began later does take it out.
    world.clock.advance(TimeDelta::hours(2));
    observe::observe(&administrator).await.unwrap();
    assert!(accounts::show(&administrator, account.as_str()).await.is_err());
}

#[tokio::test]
async fn events_are_found_by_the_number_of_their_request() {
    let world = TestWorld::connected().await;
    let (carrier, cloud) = (carrier(&world).await, cloud(&world).await);
    let member = world.acme.administrator.member();
    let request = format!(
        "insert into account_request (tenant_id, request_id, number, organization_id, requested_by, changed_by, form, nonce, stage, created_at, changed_at)
         select tenant_id, '{REQUEST}', 1001, organization_id, '{member}', '{member}', '{{}}', repeat('0', 32), 'draft', now(), now() from organization"
    );
    world.database.seed(world.acme.tenant, &request).await;
    let account = created(&world, &*cloud).await;
    observe::observe_account(&world.means, &carrier, &*cloud, &account).await.unwrap();
    for object in ["R-1001", "r-1001"] {
        let filter = AuditFilter { q: format!("target:{object}"), ..AuditFilter::default() };
        let events = audit::list(&world.acme.administrator, filter).await.unwrap().events;
        assert_eq!(events.iter().map(|event| event.request).collect::<Vec<_>>(), [Some(1001)]);
    }
}
