//! The journal: what was answered is there after the process is gone.

use std::fs;
use std::io::Write;

use control::cloud::Cloud;
use domain::organization::{ContactKind, ParentId, TargetId};
use proptest::prelude::*;
use simulator::{JournalError, Options, SimulatedCloud, Simulator, State};

use crate::stage::{Hand, account, contact, management, path, stage};

fn reopen(options: &Options, hand: &Hand) -> Simulator {
    Simulator::open(options.clone(), &[], hand.clock()).unwrap()
}

fn on_disk(name: &str) -> Options {
    Options { state: Some(path(name)), ..Options::default() }
}

#[derive(Debug, Clone)]
enum Step {
    Create(u8),
    Move(u8, u8),
    Attach(u8),
    Unit(u8),
    Trust(bool),
    Contact(u8),
    Pass(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0u8..6).prop_map(Step::Create),
        (0u8..6, 0u8..4).prop_map(|(account, unit)| Step::Move(account, unit)),
        (0u8..6).prop_map(Step::Attach),
        (0u8..4).prop_map(Step::Unit),
        any::<bool>().prop_map(Step::Trust),
        (0u8..6).prop_map(Step::Contact),
        (0u8..10).prop_map(Step::Pass),
    ];
    prop::collection::vec(step, 0..40)
}

/// Does what the step says, whether AWS refuses or not.
async fn play(stage: &crate::stage::Stage, step: Step) {
    let state = stage.simulator.state();
    let here = &state.organizations[&management()];
    let nth_account = |n: u8| here.accounts.keys().nth(usize::from(n) % here.accounts.len()).unwrap().clone();
    match step {
        Step::Create(n) => drop(stage.cloud.create_account(&account(&format!("n{n}"), &format!("n{n}@example.com"))).await),
        Step::Move(n, unit) => {
            let Some(unit) = here.units.keys().nth(usize::from(unit)) else { return };
            drop(stage.cloud.move_account(&nth_account(n), &here.root, &ParentId::Unit(unit.clone())).await);
        }
        Step::Attach(n) => {
            drop(stage.cloud.attach_policy(&"p-FullAWSAccess".parse().unwrap(), &TargetId::Account(nth_account(n))).await)
        }
        Step::Unit(n) => {
            let new =
                simulator::NewUnit { name: format!("U{n}"), parent: ParentId::Root(here.root.clone()), tags: Default::default() };
            drop(stage.cloud.create_unit(&new));
        }
        Step::Trust(is_trusted) => drop(stage.cloud.trust_service("account.amazonaws.com", is_trusted)),
        Step::Contact(n) => {
            let kind = [ContactKind::Billing, ContactKind::Security][usize::from(n) % 2];
            drop(stage.cloud.put_alternate_contact(&nth_account(n), kind, &contact(&format!("555 {n}"))).await);
        }
        Step::Pass(seconds) => stage.hand.pass(i64::from(seconds)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_replayed_journal_gives_the_same_state(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let options = on_disk("replay");
        let (hand, before): (Hand, State) = runtime.block_on(async {
            let stage = stage(options.clone());
            for step in steps {
                play(&stage, step).await;
            }
            (stage.hand.clone(), stage.simulator.state())
        });
        prop_assert_eq!(reopen(&options, &hand).state(), before.clone());
        for email in (0..6).map(|n| format!("n{n}@example.com")) {
            prop_assert!(before.accounts_per_email(&email).len() <= 1);
        }
    }
}

#[tokio::test]
async fn a_torn_last_line_is_dropped_and_the_journal_goes_on() {
    let options = on_disk("torn");
    let file = options.state.clone().unwrap();
    let stage = stage(options.clone());
    stage.created("one", "one@example.com").await;
    let before = stage.simulator.state();
    let hand = stage.hand.clone();
    drop(stage);
    let whole = fs::read(&file).unwrap();
    fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(br#"{"at":"2027-01-15T08:00:09Z","effect":"mov"#).unwrap();
    let simulator = reopen(&options, &hand);
    assert_eq!(simulator.state(), before);
    assert_eq!(fs::read(&file).unwrap(), whole);
    SimulatedCloud::new(simulator.clone(), management()).create_account(&account("two", "two@example.com")).await.unwrap();
    let after = simulator.state();
    drop(simulator);
    assert_eq!(reopen(&options, &hand).state(), after);
}

#[tokio::test]
async fn a_creation_ends_while_nobody_runs() {
    let options = on_disk("asleep");
    let stage = stage(options.clone());
    stage.cloud.create_account(&account("one", "one@example.com")).await.unwrap();
    let hand = stage.hand.clone();
    drop(stage);
    hand.pass(60);
    assert_eq!(reopen(&options, &hand).state().accounts_per_email("one@example.com").len(), 1);
}

#[test]
fn two_simulators_cannot_share_a_journal() {
    let options = on_disk("shared");
    let first = stage(options.clone());
    let second = Simulator::open(options, &[], first.hand.clock());
    assert!(matches!(second.err(), Some(JournalError::InUse { .. })));
}

#[test]
fn a_whole_line_that_is_no_effect_is_told_with_its_number() {
    let options = on_disk("foreign");
    drop(stage(options.clone()));
    let file = options.state.clone().unwrap();
    let lines = fs::read_to_string(&file).unwrap().lines().count();
    fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(b"{\"effect\":\"unheard_of\"}\n").unwrap();
    let error = Simulator::open(options, &[], Hand::new().clock()).err();
    assert!(matches!(error, Some(JournalError::Line { line, .. }) if line == lines + 1), "{error:?}");
}

#[test]
fn the_seed_is_planted_once() {
    let options = on_disk("planted");
    let seeds = simulator::seed_demo();
    let hand = Hand::new();
    let before = Simulator::open(options.clone(), &seeds, hand.clock()).unwrap().state();
    assert_eq!(Simulator::open(options, &seeds, hand.clock()).unwrap().state(), before);
}
