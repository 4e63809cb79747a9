//! Who answers for a run that waits for a person.
//! Never here: what that person may do about it (`faults.rs`).

use control::{Caller, members, requests};
use domain::access::Role;
use domain::run::Reaction;
use domain::wire::{RequestState, RunOwner};
use simulator::{Fault, Refusal as AwsRefusal};

use crate::flow::Flow;

/// A run that waits because AWS refused to move the account; its number.
async fn parked(flow: &Flow, name: &str) -> i64 {
    let number = flow.approved(name).await;
    let denied = AwsRefusal::new("AccessDeniedException", Reaction::Blocked, "You don't have permissions.");
    flow.world.simulator.fail("MoveAccount", 1, Fault::Refuse(denied));
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    number
}

/// The owner as one reader finds them on the page of the request and in the list, which say the same.
async fn owner_for(reader: &Caller, number: i64) -> RunOwner {
    let view = requests::show(reader, number).await.unwrap();
    let listed = requests::list(reader, None).await.unwrap().requests;
    let listed = listed.into_iter().find(|row| row.number == number).unwrap().waits_for;
    let owner = view.run.unwrap().owner;
    assert_eq!((view.row.waits_for, listed), (Some(owner.clone()), Some(owner.clone())));
    owner
}

/// Gives the approver other roles or another standing.
async fn change_approver(flow: &Flow, role: Role, standing: &str) {
    let administrator = &flow.world.acme.administrator;
    let members = members::list(administrator).await.unwrap().members;
    let row = members.into_iter().find(|row| row.id == flow.approver.member().to_string()).unwrap();
    members::change(administrator, &row.id, row.version, vec![role.to_string()], vec![], standing).await.unwrap();
}

#[tokio::test]
async fn whoever_approved_the_plan_owns_its_parked_run() {
    let flow = Flow::new().await;
    let number = parked(&flow, "owned").await;
    // Somebody else who may steer the run is not its owner.
    let other = flow.world.caller(&[Role::Approver]).await;
    let named = |is_reader| RunOwner { name: "Person 2".into(), can_act: true, is_reader };
    assert_eq!(owner_for(&flow.approver, number).await, named(true));
    assert_eq!(owner_for(&other, number).await, named(false));
    assert_eq!(owner_for(&flow.requester, number).await, named(false));
    assert_eq!(flow.show(number).await.decisions[0].by, "Person 2");
}

#[tokio::test]
async fn an_owner_who_was_suspended_or_is_no_approver_any_more_cannot_act() {
    let flow = Flow::new().await;
    let number = parked(&flow, "left-alone").await;
    change_approver(&flow, Role::Approver, "suspended").await;
    assert!(!owner_for(&flow.requester, number).await.can_act);
    change_approver(&flow, Role::Auditor, "active").await;
    assert!(!owner_for(&flow.requester, number).await.can_act);
    // An administrator steers runs too.
    change_approver(&flow, Role::Administrator, "active").await;
    assert!(owner_for(&flow.requester, number).await.can_act);
}

#[tokio::test]
async fn a_run_that_is_not_parked_waits_for_nobody() {
    let flow = Flow::new().await;
    let number = flow.approved("under-way").await;
    let waits = async || {
        let listed = requests::list(&flow.requester, None).await.unwrap().requests.remove(0).waits_for;
        (flow.show(number).await.row.waits_for, listed)
    };
    assert_eq!(waits().await, (None, None), "the run is queued");
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!(waits().await, (None, None), "the run is over");
}
