//! AWS that is not as it should be: it moves while it is read, shows an entry twice, takes no policies, or trusts anybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use control::audit;
use control::organization::connect::FirstReading;
use control::organization::{accounts, connect, connection, observe};
use domain::organization::{AccountId, ParentId, PolicyFacts, RootFacts};
use domain::request::Refusal;
use domain::wire::AuditFilter;
use simulator::{Effect, Fault, Refusal as AwsRefusal, Simulator};

use crate::support::watched::{Watch, WatchedClouds};
use crate::support::{PATTERN, ROLE, TestWorld};

/// The administrator of `acme`, who reads AWS while something happens.
fn watched(world: &TestWorld, watch: impl Watch + 'static) -> control::Caller {
    let mut caller = world.acme.administrator.clone();
    caller.means.clouds = Arc::new(WatchedClouds { inner: caller.means.clouds.clone(), watch: Arc::new(watch) });
    caller
}

/// Moves an account, once, just before the first unit that holds or gets it is listed. The root was listed before.
struct Mover {
    simulator: Simulator,
    management: AccountId,
    account: AccountId,
    unit: ParentId,
    to: ParentId,
    is_done: Arc<AtomicBool>,
}

impl Watch for Mover {
    fn before_accounts_for_parent(&self, parent: &ParentId) {
        if *parent == self.unit && !self.is_done.swap(true, Ordering::SeqCst) {
            let (organization, account, to) = (self.management.clone(), self.account.clone(), self.to.clone());
            self.simulator.happen(Effect::Move { organization, account, to }).unwrap();
        }
    }
}

/// Reads while an account moves from the root to a unit, or the other way round; where the account is afterwards, for AWS and for us.
async fn moved(into_unit: bool) {
    let world = TestWorld::connected().await;
    let (management, root, account, unit) = {
        let state = world.simulator.state();
        let (management, organization) = state.organizations.iter().next().unwrap();
        let root = ParentId::Root(organization.root.clone());
        let (account, unit) = organization
            .accounts
            .iter()
            .filter(|(id, _)| *id != management)
            .map(|(id, account)| (id.clone(), account.parent.clone()))
            .find(|(_, parent)| *parent != root)
            .unwrap();
        (management.clone(), root, account, unit)
    };
    let to = if into_unit { unit.clone() } else { root.clone() };
    if into_unit {
        let effect = Effect::Move { organization: management.clone(), account: account.clone(), to: root.clone() };
        world.simulator.happen(effect).unwrap();
        observe::observe(&world.acme.administrator).await.unwrap();
    }
    let is_done = Arc::new(AtomicBool::new(false));
    let (simulator, is) = (world.simulator.clone(), is_done.clone());
    let caller = watched(&world, Mover { simulator, management, account: account.clone(), unit, to: to.clone(), is_done: is });
    observe::observe(&caller).await.unwrap();
    assert!(is_done.load(Ordering::SeqCst), "the account moved while it was read");
    let view = accounts::show(&caller, account.as_str()).await.expect("the account is still there");
    assert_eq!(view.place.levels.last().unwrap().id, to.as_str());
    let filter = AuditFilter { q: "action:organization.observed".into(), ..AuditFilter::default() };
    let event = audit::list(&caller, filter).await.unwrap().events.remove(0);
    let n = event.fields.iter().find(|field| field.name == "n_accounts").unwrap();
    assert_eq!(n.after.as_deref(), Some("101"));
}

#[tokio::test]
async fn an_account_that_is_listed_below_two_parents_is_kept_once_where_it_is() {
    moved(true).await;
}

#[tokio::test]
async fn an_account_that_moves_to_a_parent_read_before_is_not_taken_for_gone() {
    moved(false).await;
}

struct Twice;

impl Watch for Twice {
    fn policies(&self, mut policies: Vec<PolicyFacts>) -> Vec<PolicyFacts> {
        policies.extend(policies.clone());
        policies
    }
}

#[tokio::test]
async fn a_policy_on_two_pages_is_one_policy() {
    let world = TestWorld::new().await;
    let caller = watched(&world, Twice);
    connect::prepare(&caller).await.unwrap();
    assert_eq!(connect::connect(&caller, ROLE, PATTERN).await.unwrap(), FirstReading::Done);
    let policies = control::organization::policies::list(&caller).await.unwrap().policies;
    let ids: std::collections::BTreeSet<_> = policies.iter().map(|policy| &policy.id).collect();
    assert_eq!(ids.len(), policies.len());
}

#[tokio::test]
async fn a_connection_stands_although_the_first_reading_fails() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    connect::prepare(administrator).await.unwrap();
    let denied = AwsRefusal::new("AccessDenied", domain::run::Reaction::Blocked, "no");
    world.simulator.fail("ListPolicies", 1, Fault::Refuse(denied));
    assert_eq!(connect::connect(administrator, ROLE, PATTERN).await.unwrap(), FirstReading::NotYet);
    let view = connection::show(administrator).await.unwrap();
    assert!(view.connected_at.is_some() && view.observed_at.is_none());
    observe::observe(administrator).await.unwrap();
}

struct WithoutScps;

impl Watch for WithoutScps {
    fn roots(&self, roots: Vec<RootFacts>) -> Vec<RootFacts> {
        roots.into_iter().map(|root| RootFacts { has_scps_enabled: false, ..root }).collect()
    }
}

#[tokio::test]
async fn an_organization_without_service_control_policies_is_not_connected() {
    let world = TestWorld::new().await;
    let caller = watched(&world, WithoutScps);
    connect::prepare(&caller).await.unwrap();
    let error = connect::connect(&caller, ROLE, PATTERN).await.unwrap_err();
    assert!(matches!(error, control::Error::Refused(Refusal::ScpsNotEnabled)), "{error:?}");
    assert_eq!(connection::show(&caller).await.unwrap().connected_at, None);
}

struct OpenRole;

impl Watch for OpenRole {
    fn is_open_role(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn a_role_that_needs_no_external_id_is_not_connected() {
    let world = TestWorld::new().await;
    let caller = watched(&world, OpenRole);
    connect::prepare(&caller).await.unwrap();
    let error = connect::connect(&caller, ROLE, PATTERN).await.unwrap_err();
    assert!(matches!(error, control::Error::Refused(Refusal::ExternalIdNotNeeded)), "{error:?}");
    assert_eq!(connection::show(&caller).await.unwrap().connected_at, None);
}
