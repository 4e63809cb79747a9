//! The organization as it was: for every instant between observations the pages equal the state that was stored.
//! Never here: what a person asks for, which is read by `domain`.

mod model;
mod rows;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::access::{
    Carrier, Grants, ObserveAfterRun, ObserveOrganization, Origin, Permit, Role, ViewOrganization, authorize, carry,
};
use domain::audit::Event;
use domain::ids::{DecisionId, MemberId, OrganizationId, PlanId, RequestId, RunId, TenantId};
use domain::organization::{AsOf, AsOfQuery};
use domain::time::Timestamp;
use domain::wire::{AccountsQuery, MomentView, NodeView};
use store::{Clock, ReadTx, accounts, policies, snapshot};
use uuid::Uuid;

use crate::scene::Scene;
use model::{Dice, Model, ROOT};

/// A tenant with a connected organization. The number becomes both ids.
async fn connected(scene: &Scene, number: u128) -> TenantId {
    let tenant = scene.tenant(number).await;
    let row = format!(
        "insert into organization (tenant_id, organization_id, external_id, role_arn, email_pattern, aws_organization_id,
                management_account, root_id, prepared_at, connected_at)
         values ('{tenant}', '{tenant}', 'x', 'arn:aws:iam::111122223333:role/Charter', 'aws+{{name}}@example.com', 'o-{number:010}',
                '111122223333', '{ROOT}', now(), now())"
    );
    scene.database.seed(tenant, &row).await;
    tenant
}

fn organization(tenant: TenantId) -> OrganizationId {
    OrganizationId::from_uuid(tenant.as_uuid())
}

fn grants(tenant: TenantId) -> Grants {
    let member = MemberId::from_uuid(Uuid::from_u128(9));
    Grants::loaded(tenant, member, BTreeSet::from([Role::Administrator]), BTreeSet::new(), Origin::default())
}

fn carrier(tenant: TenantId) -> Carrier {
    let some = Uuid::from_u128(7);
    Carrier::loaded(
        tenant,
        organization(tenant),
        RunId::from_uuid(some),
        RequestId::from_uuid(some),
        PlanId::from_uuid(some),
        DecisionId::from_uuid(some),
        MemberId::from_uuid(some),
    )
}

async fn look(scene: &Scene, tenant: TenantId) -> ReadTx<ViewOrganization> {
    scene.store.read(authorize(&grants(tenant), ViewOrganization).unwrap()).await.unwrap()
}

/// Stores a whole reading of this state, taken now.
async fn observe(scene: &Scene, tenant: TenantId, model: &Model) -> Timestamp {
    let at = scene.clock.now();
    let permit: Permit<ObserveOrganization> = authorize(&grants(tenant), ObserveOrganization).unwrap();
    let mut tx = scene.store.write(permit).await.unwrap();
    snapshot::apply(&mut tx, organization(tenant), &model.reading(at)).await.unwrap().unwrap();
    tx.commit(Event::about("organization", organization(tenant))).await.unwrap();
    at
}

/// Stores a reading of one account of this state, taken now; `None` if it is not there.
async fn observe_account(scene: &Scene, tenant: TenantId, model: &Model, id: &str) -> Option<Timestamp> {
    let at = scene.clock.now();
    let reading = model.account_reading(id, at)?;
    let mut tx = scene.store.write(carry(&carrier(tenant), ObserveAfterRun).unwrap()).await.unwrap();
    snapshot::apply_account(&mut tx, organization(tenant), &reading).await.unwrap();
    tx.commit(Event::about("organization", organization(tenant))).await.unwrap();
    Some(at)
}

/// What the pages show at an instant (`None`: now), a line for each thing.
async fn shown(scene: &Scene, tenant: TenantId, at: Option<Timestamp>) -> BTreeSet<String> {
    let mut tx = look(scene, tenant).await;
    let mut lines = BTreeSet::new();
    let tree = snapshot::tree(&mut tx, at).await.unwrap();
    if let Some(root) = &tree.root {
        nodes(root, "-", &mut lines);
    }
    let mut n_accounts = 0;
    let mut after = None;
    loop {
        let page = accounts::page(&mut tx, AccountsQuery::default(), after.as_ref(), at).await.unwrap();
        for row in page.accounts {
            n_accounts += 1;
            assert!(
                lines.insert(format!("account {} {} {} in {}", row.id, row.name, row.state, row.path)),
                "{} came twice",
                row.id
            );
            let one = accounts::one(&mut tx, &row.id, at).await.unwrap().unwrap();
            assert_eq!(one.row, row);
            let on: BTreeSet<_> = one.place.own.policies.iter().map(|policy| policy.id.clone()).collect();
            lines.insert(format!("ladder {} in {} with {on:?}", row.id, row.path));
        }
        match page.next {
            Some(next) => after = domain::organization::AccountPosition::read(&next),
            None => {
                assert_eq!(page.n_all, n_accounts, "the number in the head is that of the moment");
                break;
            }
        }
    }
    assert_eq!(tree.root.map_or(0, |root| root.n_accounts_below as i64), n_accounts);
    for row in policies::list(&mut tx, at).await.unwrap().policies {
        let one = policies::one(&mut tx, &row.id, at).await.unwrap().unwrap();
        assert_eq!(one.row, row);
        let on: BTreeSet<_> = one.targets.into_iter().map(|target| target.id).collect();
        lines.insert(format!("policy {} {} {} on {on:?}", row.id, row.name, one.content));
    }
    lines
}

fn nodes(node: &NodeView, parent: &str, lines: &mut BTreeSet<String>) {
    let on: BTreeSet<_> = node.policies.iter().map(|policy| policy.id.clone()).collect();
    lines.insert(format!("unit {} {} below {parent} with {on:?}", node.id, node.name));
    for child in &node.children {
        nodes(child, &node.id, lines);
    }
}

async fn moment(scene: &Scene, tenant: TenantId, at: Timestamp) -> MomentView {
    snapshot::moment(&mut look(scene, tenant).await, AsOfQuery::default(), Some(AsOf { at, day: None })).await.unwrap()
}

/// One state, and from when on it was known.
struct Known {
    at: Timestamp,
    is_whole: bool,
    lines: BTreeSet<String>,
}

/// A history of observations by chance, of which some find nothing new and some are of one account alone.
async fn history(scene: &Scene, tenant: TenantId, seed: u64, n_observations: usize) -> (Vec<Known>, Model) {
    let mut dice = Dice(seed);
    let mut aws = Model::new(&mut dice);
    let mut known = aws.clone();
    let mut states = Vec::new();
    while states.len() < n_observations {
        scene.clock.advance(dice.pause());
        for _ in 0..dice.roll(6) {
            aws.change(&mut dice);
        }
        // The engine reads only accounts that it made: in a unit that is known.
        let accounts = known.accounts();
        let one = accounts.get(dice.roll(accounts.len() as u64 + 1) as usize).filter(|_| !states.is_empty() && dice.roll(3) == 0);
        let (at, is_whole) = match one {
            Some(id) if !known.knows_place_of(id, &aws) => continue,
            Some(id) => match observe_account(scene, tenant, &aws, id).await {
                Some(at) => {
                    known.learn(id, &aws);
                    (at, false)
                }
                None => continue,
            },
            None => {
                known = aws.clone();
                (observe(scene, tenant, &aws).await, true)
            }
        };
        states.push(Known { at, is_whole, lines: known.lines() });
        rows::assert_only_ends_were_set(scene, tenant).await;
    }
    (states, aws)
}

async fn every_instant_shows_what_was_known(seed: u64) {
    let scene = Scene::new().await;
    let tenant = connected(&scene, 1).await;
    let (states, _) = history(&scene, tenant, seed, 40).await;
    let mut dice = Dice(!seed);
    let micro = TimeDelta::microseconds(1);
    let first = states[0].at;
    let before = shown(&scene, tenant, Some(first - micro)).await;
    assert_eq!(before, BTreeSet::new(), "before the first observation nothing is known");
    for (position, state) in states.iter().enumerate() {
        let end = states.get(position + 1).map_or(state.at + TimeDelta::days(1), |next| next.at);
        let span = (end - state.at).num_microseconds().unwrap();
        let between = state.at + TimeDelta::microseconds(dice.roll(span as u64) as i64);
        for at in BTreeSet::from([state.at, between, end - micro]) {
            assert_eq!(shown(&scene, tenant, Some(at)).await, state.lines, "seed {seed}, state {position}, {at}");
            let found = moment(&scene, tenant, at).await;
            let whole = states[..=position].iter().rev().find(|state| state.is_whole).map(|state| state.at);
            assert_eq!((found.watched_since, found.observed_at), (Some(first), whole), "seed {seed}, {at}");
        }
    }
    assert_eq!(shown(&scene, tenant, None).await, states.last().unwrap().lines, "now is the last state");
}

#[tokio::test]
async fn at_every_instant_the_pages_show_what_was_known_then() {
    for seed in [1, 20_260_303, u64::MAX] {
        every_instant_shows_what_was_known(seed).await;
    }
}

#[tokio::test]
async fn the_steps_between_changes_miss_none_and_stop_at_none_that_was_not() {
    let scene = Scene::new().await;
    let tenant = connected(&scene, 1).await;
    let (states, _) = history(&scene, tenant, 5, 40).await;
    // Names of policies on a ladder are not in the lines, so a change is what differs in any line.
    let mut changes: Vec<Timestamp> = Vec::new();
    let mut last = &BTreeSet::new();
    for state in &states {
        if state.lines != *last {
            changes.push(state.at);
        }
        last = &state.lines;
    }
    assert!(changes.len() > 20 && changes.len() < states.len(), "{} of {}", changes.len(), states.len());
    let mut found = Vec::new();
    let mut step = moment(&scene, tenant, scene.clock.now() + TimeDelta::days(9)).await;
    assert_eq!(step.next, None);
    while let Some(at) = step.changed_at {
        found.push(at);
        let Some(previous) = step.previous else { break };
        let before = moment(&scene, tenant, previous).await;
        assert_eq!((before.changed_at, before.next), (Some(previous), Some(at)));
        step = before;
    }
    found.reverse();
    assert_eq!(found, changes);
    let early = moment(&scene, tenant, changes[0] - TimeDelta::microseconds(1)).await;
    assert_eq!((early.observed_at, early.changed_at, early.previous, early.next), (None, None, None, Some(changes[0])));
}

#[tokio::test]
async fn another_tenant_has_no_past_of_ours() {
    let scene = Scene::new().await;
    let (ours, theirs) = (connected(&scene, 1).await, connected(&scene, 2).await);
    let (states, aws) = history(&scene, theirs, 3, 6).await;
    for at in states.iter().map(|state| Some(state.at)).chain([None]) {
        assert_eq!(shown(&scene, ours, at).await, BTreeSet::new());
        let mut tx = look(&scene, ours).await;
        for id in aws.accounts() {
            assert_eq!(accounts::one(&mut tx, &id, at).await.unwrap(), None);
            assert_eq!(snapshot::life_of_account(&mut tx, &id).await.unwrap(), None);
        }
        for id in aws.policies() {
            assert_eq!(policies::one(&mut tx, &id, at).await.unwrap(), None);
            assert_eq!(snapshot::life_of_policy(&mut tx, &id).await.unwrap(), None);
        }
    }
    let nothing = moment(&scene, ours, states[3].at).await;
    assert_eq!((nothing.watched_since, nothing.observed_at, nothing.previous, nothing.next), (None, None, None, None));
    assert_eq!(shown(&scene, theirs, None).await, states.last().unwrap().lines);
}
