//! The demo's organizations are what AWS could hold.

use std::collections::BTreeSet;

use domain::organization::{AccountId, limits};
use simulator::{Options, Organization, Simulator, State, seed_demo};

use crate::stage::Hand;

fn planted() -> State {
    Simulator::open(Options::default(), &seed_demo(), Hand::new().clock()).unwrap().state()
}

fn organization<'a>(state: &'a State, management: &str) -> &'a Organization {
    &state.organizations[&management.parse::<AccountId>().unwrap()]
}

#[test]
fn the_demo_has_a_grown_and_a_small_organization() {
    let state = planted();
    let grown = organization(&state, "111122223333");
    assert_eq!((grown.units.len(), grown.accounts.len() - 1, grown.policies.len() - 1), (21, 100, 12));
    let deepest = grown.units.keys().map(|id| grown.depth(&domain::organization::ParentId::Unit(id.clone()))).max();
    assert_eq!(deepest, Some(4));
    let small = organization(&state, "444455556666");
    assert_eq!((small.units.len(), small.accounts.len() - 1), (5, 8));
}

#[test]
fn everything_in_the_demo_keeps_the_rules_of_aws() {
    let state = planted();
    let emails: Vec<_> = state
        .organizations
        .values()
        .flat_map(|here| here.accounts.values())
        .map(|account| account.email.to_ascii_lowercase())
        .collect();
    assert_eq!(emails.iter().collect::<BTreeSet<_>>().len(), emails.len());
    for here in state.organizations.values() {
        for (target, attached) in &here.attachments {
            assert!(here.has_target(target), "{target}");
            assert!((1..=limits::SCPS_PER_TARGET.value).contains(&attached.len()), "{target}");
            assert_eq!(attached.iter().collect::<BTreeSet<_>>().len(), attached.len(), "{target}");
        }
        for policy in here.policies.values() {
            assert!(policy::Document::parse(&policy.content).is_ok(), "{}", policy.name);
            assert!(policy.content.chars().count() <= limits::SCP_CHARACTERS.value, "{}", policy.name);
        }
        assert!(
            here.accounts
                .values()
                .all(|account| here.has_parent(&account.parent) && domain::request::RootEmail::parse(&account.email).is_ok())
        );
        let attached: BTreeSet<_> = here.attachments.values().flatten().collect();
        assert!(attached.len() < here.policies.len(), "an approver finds a policy that is attached nowhere yet");
    }
}
