//! What a run does when AWS stays unclear for long: every rule here once could have made a second account or lost the first.

use chrono::TimeDelta;
use control::{Error, requests, runs};
use domain::request::Refusal;
use domain::run::{ParkReason, Reaction};
use domain::wire::{MovedView, RequestState};
use simulator::{Fault, Refusal as AwsRefusal};

use super::faults::{park_reason, sent};
use crate::flow::Flow;

#[tokio::test]
async fn every_lost_request_opens_a_settling_window_of_its_own() {
    let flow = Flow::new().await;
    let number = flow.approved("lost-twice").await;
    flow.world.simulator.fail("CreateAccount", 1, Fault::LoseRequest);
    flow.world.simulator.fail("CreateAccount", 2, Fault::LoseRequest);
    flow.turn(&flow.world.means).await;
    while sent(&flow, "CreateAccount") < 2 {
        flow.pass(TimeDelta::seconds(3)).await;
        flow.turn(&flow.world.means).await;
    }
    flow.pass(TimeDelta::seconds(4)).await;
    flow.turn(&flow.world.means).await;
    assert_eq!(sent(&flow, "CreateAccount"), 2, "4 s after the second send its window is open, although the first one's is over");
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!(flow.world.simulator.state().accounts_per_email("aws+lost-twice@northwind.example").len(), 1);
}

#[tokio::test]
async fn a_retry_while_a_creation_runs_waits_for_it_and_does_not_create_again() {
    let flow = Flow::new().await;
    let number = flow.approved("still-running").await;
    let denied = AwsRefusal::new("AccessDeniedException", Reaction::Blocked, "You don't have permissions.");
    flow.world.simulator.fail("DescribeCreateAccountStatus", 1, Fault::Refuse(denied));
    flow.turn(&flow.world.means).await;
    assert_eq!(park_reason(&flow.show(number).await), Some(ParkReason::Blocked));
    runs::retry(&flow.approver, number).await.unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!(sent(&flow, "CreateAccount"), 1);
}

#[tokio::test]
async fn a_creation_that_failed_is_begun_again_by_each_retry() {
    let flow = Flow::new().await;
    let number = flow.approved("taken").await;
    let reserve = simulator::Effect::ReserveEmail { email: "aws+taken@northwind.example".to_owned() };
    flow.world.simulator.happen(reserve).unwrap();
    for attempt in 1..=3 {
        assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
        assert_eq!(park_reason(&flow.show(number).await), Some(ParkReason::EmailTaken));
        assert_eq!(sent(&flow, "CreateAccount"), attempt);
        flow.pass(TimeDelta::seconds(10)).await;
        runs::retry(&flow.approver, number).await.unwrap();
    }
}

#[tokio::test]
async fn the_basis_is_read_again_before_a_creation_that_was_refused_is_sent_anew() {
    let flow = Flow::new().await;
    let number = flow.approved("quota").await;
    let attached: domain::organization::PolicyId = flow.show(number).await.plan.unwrap().attached[0].id.parse().unwrap();
    let limit = AwsRefusal::new("ConstraintViolationException", Reaction::Limit, "Too many accounts.");
    flow.world.simulator.fail("CreateAccount", 1, Fault::Refuse(limit));
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    let content = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#;
    flow.aws().update_policy(&attached, content).unwrap();
    runs::retry(&flow.approver, number).await.unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    assert_eq!(park_reason(&flow.show(number).await), Some(ParkReason::PlanMoved));
    assert_eq!(sent(&flow, "CreateAccount"), 1);
}

#[tokio::test]
async fn a_plan_that_moved_goes_back_to_the_approvers_with_the_difference() {
    let flow = Flow::new().await;
    let number = flow.approved("goes-back").await;
    let attached: domain::organization::PolicyId = flow.show(number).await.plan.unwrap().attached[0].id.parse().unwrap();
    let content = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#;
    flow.aws().update_policy(&attached, content).unwrap();
    flow.run_to_end(number).await;
    runs::stop(&flow.approver, number, "A policy changed.").await.unwrap();
    assert_eq!(flow.show(number).await.row.state, RequestState::Waiting);
    let unit = flow.unit(number, "Development").await;
    let plan = requests::draw(&flow.approver, number, &unit, vec![attached.to_string()]).await.unwrap();
    let review = requests::review(&flow.approver, number, Some(&plan), None).await.unwrap();
    assert!(
        matches!(&review.moved[..], [MovedView::Content { policy, .. }] if policy.id == attached.as_str()),
        "{:?}",
        review.moved
    );
    let hash = review.plan.unwrap().hash;
    requests::approve(&flow.approver, number, review.request.version, &plan, &hash, "").await.unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
}

#[tokio::test]
async fn a_run_is_not_stopped_while_its_creation_may_still_come_true() {
    let flow = Flow::new().await;
    let number = flow.approved("may-come").await;
    flow.world.simulator.fail("CreateAccount", 1, Fault::LoseAnswer);
    let denied = AwsRefusal::new("AccessDeniedException", Reaction::Blocked, "You don't have permissions.");
    flow.world.simulator.fail("ListAccounts", 1, Fault::Refuse(denied));
    flow.turn(&flow.world.means).await;
    flow.pass(TimeDelta::seconds(2)).await;
    flow.turn(&flow.world.means).await;
    assert_eq!(park_reason(&flow.show(number).await), Some(ParkReason::Blocked));
    let refused = runs::stop(&flow.approver, number, "Enough.").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::OutcomeUnknown))), "{refused:?}");
    runs::retry(&flow.approver, number).await.unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!(sent(&flow, "CreateAccount"), 1);
}

#[tokio::test]
async fn an_account_that_aws_does_not_show_yet_is_waited_for() {
    let flow = Flow::new().await;
    let number = flow.approved("lagging").await;
    let unknown =
        AwsRefusal::new("AccountNotFoundException", Reaction::StaleView, "You specified an account that does not exist.");
    flow.world.simulator.fail("DescribeAccount", 1, Fault::Refuse(unknown.clone()));
    flow.world.simulator.fail("MoveAccount", 1, Fault::Refuse(unknown));
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
}

#[tokio::test]
async fn at_most_three_creations_of_an_organization_are_in_progress() {
    let flow = Flow::new().await;
    let mut numbers = Vec::new();
    for name in ["many-1", "many-2", "many-3", "many-4", "many-5"] {
        numbers.push(flow.approved(name).await);
    }
    flow.turn(&flow.world.means).await;
    assert_eq!(sent(&flow, "CreateAccount"), 3);
    for number in numbers {
        assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    }
}
