//! The simulator tells the same in process and through its wire door and the adapter, so that a test on one is a test on both.

use control::cloud::{Cloud, CloudError};
use domain::organization::{ParentId, TargetId};
use domain::run::Reaction;
use simulator::{Fault, Refusal, SimulatedCloud};

use crate::backend::{Backend, DENY, new_account};

fn told(error: CloudError) -> (&'static str, String, Option<String>, String, Reaction) {
    (error.operation, error.code, error.reason, error.message, error.reaction)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_are_the_same_in_process_and_over_the_wire() {
    let backend = Backend::simulated().await;
    let inside = SimulatedCloud::new(backend.simulator.clone().unwrap(), backend.account.clone());
    let root = backend.root().await;
    let unit = backend.unit(&ParentId::Root(root.clone()), "Unit").await;
    let policy = backend.policy("Guard", DENY).await;
    let id = backend.created(&new_account("one", "one@example.com", "x")).await;
    let (outside, target) = (&backend.cloud, TargetId::Account(id.clone()));
    assert_eq!(inside.describe_organization().await.unwrap().value, outside.describe_organization().await.unwrap().value);
    assert_eq!(inside.list_roots(None).await.unwrap().value, outside.list_roots(None).await.unwrap().value);
    assert_eq!(inside.list_accounts(None).await.unwrap().value, outside.list_accounts(None).await.unwrap().value);
    assert_eq!(inside.describe_account(&id).await.unwrap().value, outside.describe_account(&id).await.unwrap().value);
    assert_eq!(inside.parent_of_unit(&unit).await.unwrap().value, outside.parent_of_unit(&unit).await.unwrap().value);
    assert_eq!(inside.list_policies(None).await.unwrap().value, outside.list_policies(None).await.unwrap().value);
    assert_eq!(inside.describe_policy(&policy).await.unwrap().value, outside.describe_policy(&policy).await.unwrap().value);
    assert_eq!(
        inside.list_policies_for_target(&target, None).await.unwrap().value,
        outside.list_policies_for_target(&target, None).await.unwrap().value
    );
    assert_eq!(inside.list_tags(&id, None).await.unwrap().value, outside.list_tags(&id, None).await.unwrap().value);
    assert_eq!(inside.list_creations(None).await.unwrap().value, outside.list_creations(None).await.unwrap().value);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_are_the_same_in_process_and_over_the_wire() {
    let backend = Backend::simulated().await;
    let simulator = backend.simulator.clone().unwrap();
    let inside = SimulatedCloud::new(simulator.clone(), backend.account.clone());
    let with_reason = |reason: &str, reaction| Refusal {
        reason: Some(reason.to_owned()),
        ..Refusal::new("ConstraintViolationException", reaction, "no")
    };
    let refusals = [
        Refusal::new("ConcurrentModificationException", Reaction::Busy, "busy"),
        Refusal::new("FinalizingOrganizationException", Reaction::Busy, "young"),
        Refusal::new("TooManyRequestsException", Reaction::Throttled, "slow"),
        Refusal::new("AccessDeniedException", Reaction::Blocked, "denied"),
        Refusal::new("AWSOrganizationsNotInUseException", Reaction::Blocked, "none"),
        Refusal::new("MalformedPolicyDocumentException", Reaction::Rejected, "bad"),
        Refusal::new("SomethingNewException", Reaction::Bug, "new"),
        with_reason("ACCOUNT_NUMBER_LIMIT_EXCEEDED", Reaction::Limit),
        with_reason("TAG_POLICY_VIOLATION", Reaction::Rejected),
        with_reason("INVALID_PAYMENT_INSTRUMENT", Reaction::Blocked),
        with_reason("A_WORD_OF_NEXT_YEAR", Reaction::Bug),
    ];
    for refusal in refusals {
        let new = new_account("one", "one@example.com", "x");
        simulator.fail("CreateAccount", 1, Fault::Refuse(refusal.clone()));
        let in_process = inside.create_account(&new).await.unwrap_err();
        assert_eq!(in_process.reaction, refusal.reaction);
        simulator.fail("CreateAccount", 1, Fault::Refuse(refusal));
        assert_eq!(told(backend.cloud.create_account(&new).await.unwrap_err()), told(in_process));
    }
    simulator.fail("CreateAccount", 1, Fault::InternalAfter);
    let error = backend.cloud.create_account(&new_account("one", "one@example.com", "x")).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.reaction), ("ServiceException", Reaction::Unknown));
    assert_eq!(simulator.state().organizations[&backend.account].creations.len(), 1);
}
