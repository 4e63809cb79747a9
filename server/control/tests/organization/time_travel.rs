//! The organization as it was: what moved, was renamed, changed or went between readings, for each of the pages.

use std::sync::Arc;

use chrono::TimeDelta;
use control::organization::{accounts, observe, policies, tree};
use control::{Caller, Error};
use domain::access::{Denied, Role};
use domain::organization::{AccountId, AsOfProblem, AsOfQuery, ParentId, PolicyId, instant_text};
use domain::time::Timestamp;
use domain::wire::{AccountsQuery, NodeView};
use simulator::{Effect, Seed, SimulatedClouds, Simulator, seed_demo};
use store::testing::FixedClock;

use crate::flow::Flow;
use crate::support::{OTHER_ROLE, TestWorld, connect, simulated};

fn at(instant: Timestamp) -> AsOfQuery {
    asked(&instant_text(instant))
}

fn asked(text: &str) -> AsOfQuery {
    AsOfQuery { as_of: text.into(), ..AsOfQuery::default() }
}

fn named(name: &str) -> AccountsQuery {
    AccountsQuery { q: name.into(), ..AccountsQuery::default() }
}

/// What the tests change: an account, a policy and a unit.
struct Parts {
    management: AccountId,
    account: AccountId,
    policy: PolicyId,
    to: ParentId,
}

impl Parts {
    fn of(simulator: &Simulator) -> Self {
        let state = simulator.state();
        let (management, organization) = state.organizations.iter().next().unwrap();
        let account = organization.accounts.iter().find(|(_, account)| account.name == "card-vault").unwrap().0.clone();
        let policy = organization.policies.iter().find(|(_, policy)| policy.name == "Deny-KMS-key-deletion").unwrap().0.clone();
        let to = organization.units.iter().find(|(_, unit)| unit.name == "Trainees").unwrap().0.clone();
        Self { management: management.clone(), account, policy, to: ParentId::Unit(to) }
    }

    /// The account moves, the policy changes.
    fn change(&self, simulator: &Simulator) {
        let (organization, account, to) = (self.management.clone(), self.account.clone(), self.to.clone());
        simulator.happen(Effect::Move { organization: organization.clone(), account, to }).unwrap();
        let content = Some(r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned());
        let id = self.policy.clone();
        simulator.happen(Effect::ChangePolicy { organization, id, name: None, description: None, content }).unwrap();
    }
}

/// The administrator before an AWS that began at the same instant with other seeds. The ids of a seed do not depend on its names.
fn with_another_aws(world: &TestWorld, seeds: &[Seed]) -> (Caller, Simulator) {
    let state = world.simulator.state();
    let organization = state.organizations.values().next().unwrap();
    let began = organization.accounts[&organization.management_account].joined_at;
    let simulator = simulated(seeds, Arc::new(FixedClock::at(began)));
    let mut administrator = world.acme.administrator.clone();
    administrator.means.clouds = Arc::new(SimulatedClouds::new(simulator.clone()));
    (administrator, simulator)
}

async fn observed_at(caller: &Caller) -> Timestamp {
    tree::read(caller).await.unwrap().observed_at.unwrap()
}

fn has_unit(node: &NodeView, name: &str) -> bool {
    node.name == name || node.children.iter().any(|child| has_unit(child, name))
}

#[tokio::test]
async fn each_page_shows_what_was_read_last_until_the_moment() {
    let world = TestWorld::connected().await;
    let parts = Parts::of(&world.simulator);
    let caller = world.acme.administrator.clone();
    let (account, policy) = (parts.account.as_str(), parts.policy.as_str());
    let first = observed_at(&caller).await;
    let content = policies::show(&caller, policy).await.unwrap().sha256;
    world.clock.advance(TimeDelta::hours(1));
    parts.change(&world.simulator);
    observe::observe(&caller).await.unwrap();
    let second = observed_at(&caller).await;
    world.clock.advance(TimeDelta::hours(1));
    let mut seeds = seed_demo();
    for unit in &mut seeds[0].units {
        unit.path = unit.path.replace("Trainees", "Apprentices");
    }
    for account in &mut seeds[0].accounts {
        account.unit = account.unit.replace("Trainees", "Apprentices");
    }
    let (renamed, simulator) = with_another_aws(&world, &seeds);
    parts.change(&simulator);
    observe::observe(&renamed).await.unwrap();
    let third = observed_at(&caller).await;

    let micro = TimeDelta::microseconds(1);
    let table = [
        (first, "Root / Workloads / Production / Payments / Card Data", true, "Trainees", first, None, Some(second)),
        (second - micro, "Root / Workloads / Production / Payments / Card Data", true, "Trainees", first, None, Some(second)),
        (second, "Root / Sandbox / Trainees", false, "Trainees", second, Some(first), Some(third)),
        (third - micro, "Root / Sandbox / Trainees", false, "Trainees", second, Some(first), Some(third)),
        (third, "Root / Sandbox / Apprentices", false, "Apprentices", third, Some(second), None),
    ];
    for (moment, path, is_old_content, unit, observed, previous, next) in table {
        let tree = tree::read_as_of(&caller, at(moment)).await.unwrap();
        let root = tree.shown.unwrap().root.unwrap();
        assert!(has_unit(&root, unit), "{moment}");
        assert!(!has_unit(&root, if unit == "Trainees" { "Apprentices" } else { "Trainees" }), "{moment}");
        assert_eq!(root.n_accounts_below, 101);
        let found = &tree.moment;
        assert_eq!((found.observed_at, found.previous, found.next), (Some(observed), previous, next), "{moment}");
        assert_eq!((found.watched_since, found.changed_at), (Some(first), Some(observed)), "{moment}");
        let list = accounts::list_as_of(&caller, named("card-vault"), at(moment)).await.unwrap().shown.unwrap();
        assert_eq!((list.accounts[0].path.as_str(), list.observed_at, list.n_all), (path, Some(observed), 101), "{moment}");
        let page = accounts::show_as_of(&caller, account, at(moment)).await.unwrap().shown.unwrap();
        assert_eq!((page.account.row.path.as_str(), page.account.observed_at), (path, Some(observed)), "{moment}");
        let shown = policies::show_as_of(&caller, policy, at(moment)).await.unwrap().shown.unwrap();
        assert_eq!((shown.sha256 == content, shown.observed_at), (is_old_content, Some(observed)), "{moment}");
        let row = policies::list_as_of(&caller, at(moment)).await.unwrap().shown.unwrap();
        let row = row.policies.into_iter().find(|row| row.id == policy).unwrap();
        assert_eq!((row.n_characters > 100, row.n_targets), (is_old_content, 3), "{moment}");
    }
    let now = accounts::show_as_of(&caller, account, AsOfQuery::default()).await.unwrap();
    assert_eq!(now.shown.unwrap().account, accounts::show(&caller, account).await.unwrap(), "without a moment it is now");
    assert_eq!((now.moment.as_of, now.moment.previous), (None, Some(second)));
}

#[tokio::test]
async fn before_charter_watched_nothing_is_shown_and_it_says_since_when() {
    let world = TestWorld::connected().await;
    let caller = &world.acme.administrator;
    let first = observed_at(caller).await;
    let before = at(first - TimeDelta::microseconds(1));
    let parts = Parts::of(&world.simulator);
    let tree = tree::read_as_of(caller, before.clone()).await.unwrap();
    let list = accounts::list_as_of(caller, AccountsQuery::default(), before.clone()).await.unwrap();
    let page = accounts::show_as_of(caller, parts.account.as_str(), before.clone()).await.unwrap();
    let policies = policies::list_as_of(caller, before.clone()).await.unwrap();
    let policy = policies::show_as_of(caller, parts.policy.as_str(), before).await.unwrap();
    let nothing =
        [tree.shown.is_none(), list.shown.is_none(), page.shown.is_none(), policies.shown.is_none(), policy.shown.is_none()];
    assert_eq!(nothing, [true; 5]);
    for moment in [tree.moment, list.moment, page.moment, policies.moment, policy.moment] {
        assert_eq!((moment.observed_at, moment.watched_since, moment.next), (None, Some(first), Some(first)));
        assert!(moment.as_of.is_some() && moment.problem.is_none());
    }
    let unconnected = world.open("globex").await;
    let nobody = tree::read_as_of(&unconnected.administrator, asked("2020-01-01")).await.unwrap();
    assert_eq!((nobody.shown, nobody.moment.watched_since), (None, None));
}

#[tokio::test]
async fn what_cannot_be_read_or_has_not_come_is_told_and_kept_as_typed() {
    let world = TestWorld::connected().await;
    let caller = &world.acme.administrator;
    let future = instant_text(world.means.now() + TimeDelta::days(1));
    for (text, problem) in
        [(future.as_str(), AsOfProblem::Future), ("3 March", AsOfProblem::Unreadable), ("\0", AsOfProblem::Unreadable)]
    {
        let tree = tree::read_as_of(caller, asked(text)).await.unwrap();
        assert_eq!((tree.shown, tree.moment.problem, tree.moment.asked), (None, Some(problem), asked(text)));
        let list = accounts::list_as_of(caller, AccountsQuery::default(), asked(text)).await.unwrap();
        assert_eq!((list.shown, list.moment.problem), (None, Some(problem)));
    }
    let today = instant_text(world.means.now())[..10].to_owned();
    let tree = tree::read_as_of(caller, asked(&today)).await.unwrap();
    assert!(tree.moment.as_of.unwrap().is_cut_short() && tree.shown.unwrap().root.is_some(), "the day that lasts ends now");
}

#[tokio::test]
async fn an_account_that_left_is_shown_as_it_was_and_told_from_one_that_never_was() {
    let world = TestWorld::connected().await;
    let caller = world.acme.administrator.clone();
    let first = observed_at(&caller).await;
    let mut seeds = seed_demo();
    let gone = seeds[0].accounts.pop().unwrap();
    let id = accounts::list(&caller, named(&gone.email)).await.unwrap().accounts.remove(0).id;
    world.clock.advance(TimeDelta::hours(1));
    let (administrator, _) = with_another_aws(&world, &seeds);
    observe::observe(&administrator).await.unwrap();
    let second = observed_at(&caller).await;
    let then = accounts::show_as_of(&caller, &id, at(first)).await.unwrap();
    assert_eq!((then.shown.unwrap().account.row.name, then.life), (gone.name, None));
    for moment in [at(second), AsOfQuery::default()] {
        let page = accounts::show_as_of(&caller, &id, moment).await.unwrap();
        let life = page.life.unwrap();
        assert_eq!((page.shown, life.seen_from, life.seen_until), (None, first, Some(second)));
    }
    assert!(matches!(accounts::show(&caller, &id).await, Err(Error::Denied(Denied::Hidden))));
    let never = accounts::show_as_of(&caller, "999999999999", at(first)).await;
    assert!(matches!(never, Err(Error::Denied(Denied::Hidden))));
    for count in [(at(first), 101), (at(second), 100)] {
        let list = accounts::list_as_of(&caller, AccountsQuery::default(), count.0).await.unwrap().shown.unwrap();
        assert_eq!(list.n_all, count.1);
    }
}

#[tokio::test]
async fn pages_of_a_past_inventory_neither_skip_nor_repeat() {
    let world = TestWorld::connected().await;
    let caller = &world.acme.administrator;
    let first = observed_at(caller).await;
    world.clock.advance(TimeDelta::hours(1));
    Parts::of(&world.simulator).change(&world.simulator);
    observe::observe(caller).await.unwrap();
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), String::new());
    loop {
        let query = AccountsQuery { after, ..AccountsQuery::default() };
        let view = accounts::list_as_of(caller, query, at(first)).await.unwrap().shown.unwrap();
        assert!(view.accounts.iter().all(|account| seen.insert(account.id.clone())));
        match view.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen.len(), 101);
    let bad = AccountsQuery { after: "nowhere".into(), ..AccountsQuery::default() };
    assert!(matches!(accounts::list_as_of(caller, bad, at(first)).await, Err(Error::NoSuchPlace)));
}

#[tokio::test]
async fn a_foreign_past_is_hidden() {
    let world = TestWorld::connected().await;
    let globex = world.open("globex").await;
    connect(&globex.administrator, OTHER_ROLE).await.unwrap();
    let parts = Parts::of(&world.simulator);
    let mine = observed_at(&globex.administrator).await;
    for moment in [at(observed_at(&world.acme.administrator).await), at(mine), AsOfQuery::default()] {
        let account = accounts::show_as_of(&globex.administrator, parts.account.as_str(), moment.clone()).await;
        assert!(matches!(account, Err(Error::Denied(Denied::Hidden))), "{account:?}");
        let policy = policies::show_as_of(&globex.administrator, parts.policy.as_str(), moment.clone()).await;
        assert!(matches!(policy, Err(Error::Denied(Denied::Hidden))), "{policy:?}");
        let tree = tree::read_as_of(&globex.administrator, moment).await.unwrap();
        assert_eq!(tree.moment.watched_since, Some(mine));
        assert!(tree.shown.is_none_or(|tree| tree.root.unwrap().n_accounts_below == 9));
    }
}

#[tokio::test]
async fn an_account_has_the_events_until_the_moment_for_who_may_read_the_record() {
    let flow = Flow::new().await;
    let number = flow.approved("recorded").await;
    flow.run_to_end(number).await;
    let id = flow.world.simulator.state().accounts_per_email("aws+recorded@northwind.example").remove(0);
    let auditor = flow.world.caller(&[Role::Auditor]).await;
    let now = accounts::show_as_of(&auditor, id.as_str(), AsOfQuery::default()).await.unwrap().shown.unwrap();
    let record = now.record.unwrap();
    let actions: Vec<_> = record.events.iter().map(|event| event.action.as_str()).collect();
    assert!(actions.contains(&"request.approved") && actions.contains(&"run.finished"), "{actions:?}");
    assert!(record.events.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first");
    // The run's end came after the account was seen first.
    let life = record.events.iter().find(|event| event.action == "run.finished").unwrap().at - TimeDelta::microseconds(1);
    let then = accounts::show_as_of(&auditor, id.as_str(), at(life)).await.unwrap();
    if let Some(page) = then.shown {
        let record = page.record.unwrap();
        assert!(
            !record.events.is_empty() && record.events.iter().all(|event| event.at <= life && event.action != "run.finished")
        );
    } else {
        assert!(then.life.unwrap().seen_from > life, "the account was seen after its run ended");
    }
    let requester = flow.world.caller(&[Role::Requester]).await;
    let page = accounts::show_as_of(&requester, id.as_str(), AsOfQuery::default()).await.unwrap().shown.unwrap();
    assert_eq!(page.record, None);
}
