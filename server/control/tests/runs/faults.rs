//! AWS in trouble: lost answers, refusals, throttling, outsiders.

use chrono::TimeDelta;
use control::{Error, requests, runs};
use domain::request::{AccountForm, Refusal};
use domain::run::{ParkReason, Reaction};
use domain::wire::{RequestState, StepWord};
use simulator::{Fault, Refusal as AwsRefusal};

use crate::flow::Flow;

pub(super) fn park_reason(view: &domain::wire::RequestView) -> Option<ParkReason> {
    view.run.as_ref()?.steps.iter().find(|step| step.word == StepWord::Parked)?.park_reason
}

pub(super) fn sent(flow: &Flow, operation: &str) -> u64 {
    flow.world.simulator.calls().get(operation).copied().unwrap_or(0)
}

#[tokio::test]
async fn a_lost_answer_to_create_account_is_looked_up_and_never_sent_again() {
    for fault in [Fault::LoseAnswer, Fault::InternalAfter] {
        let flow = Flow::new().await;
        let number = flow.approved("lost-answer").await;
        flow.world.simulator.fail("CreateAccount", 1, fault);
        assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
        assert_eq!(sent(&flow, "CreateAccount"), 1);
        assert_eq!(flow.world.simulator.state().accounts_per_email("aws+lost-answer@northwind.example").len(), 1);
    }
}

#[tokio::test]
async fn a_lost_request_is_sent_again_only_after_the_settling_window() {
    let flow = Flow::new().await;
    let number = flow.approved("lost-request").await;
    flow.world.simulator.fail("CreateAccount", 1, Fault::LoseRequest);
    flow.turn(&flow.world.means).await;
    flow.pass(TimeDelta::seconds(4)).await;
    flow.turn(&flow.world.means).await;
    assert_eq!(sent(&flow, "CreateAccount"), 1, "within the window nothing is resent although nothing is found");
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!(sent(&flow, "CreateAccount"), 2);
    assert_eq!(flow.world.simulator.state().accounts_per_email("aws+lost-request@northwind.example").len(), 1);
}

#[tokio::test]
async fn a_busy_or_throttling_aws_is_asked_again() {
    let flow = Flow::new().await;
    let number = flow.approved("busy").await;
    let busy = AwsRefusal::new("ConcurrentModificationException", Reaction::Busy, "Another change runs.");
    let throttled = AwsRefusal::new("TooManyRequestsException", Reaction::Throttled, "Slow down.");
    flow.world.simulator.fail("CreateAccount", 1, Fault::Refuse(busy.clone()));
    flow.world.simulator.fail("CreateAccount", 2, Fault::Refuse(throttled));
    flow.world.simulator.fail("MoveAccount", 1, Fault::Refuse(busy.clone()));
    flow.world.simulator.fail("AttachPolicy", 1, Fault::Refuse(busy));
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!((sent(&flow, "CreateAccount"), sent(&flow, "MoveAccount"), sent(&flow, "AttachPolicy")), (3, 2, 2));
}

#[tokio::test]
async fn a_lost_answer_to_move_and_attach_is_verified_by_reading() {
    let flow = Flow::new().await;
    let number = flow.approved("lost-later").await;
    flow.world.simulator.fail("MoveAccount", 1, Fault::LoseAnswer);
    flow.world.simulator.fail("AttachPolicy", 1, Fault::LoseAnswer);
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!((sent(&flow, "MoveAccount"), sent(&flow, "AttachPolicy")), (1, 1));
}

#[tokio::test]
async fn an_email_that_is_used_elsewhere_in_aws_parks_the_run() {
    let flow = Flow::new().await;
    let number = flow.approved("taken").await;
    let reserve = simulator::Effect::ReserveEmail { email: "aws+taken@northwind.example".to_owned() };
    flow.world.simulator.happen(reserve).unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    assert_eq!(park_reason(&flow.show(number).await), Some(ParkReason::EmailTaken));
    assert_eq!(flow.world.simulator.state().accounts_per_email("aws+taken@northwind.example").len(), 0);
}

#[tokio::test]
async fn a_creation_that_failed_and_was_stopped_frees_the_name_and_the_email_and_says_who_stopped_it_and_why() {
    let flow = Flow::new().await;
    let number = flow.approved("taken").await;
    let reserve = simulator::Effect::ReserveEmail { email: "aws+taken@northwind.example".to_owned() };
    flow.world.simulator.happen(reserve).unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    let other = AccountForm { root_email: "aws+other@northwind.example".to_owned(), ..flow.form("taken") };
    let (again, version) = flow.draft(other).await;
    let refused = requests::submit(&flow.requester, again, version).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "the run may still be retried: {refused:?}");
    runs::stop(&flow.approver, number, "Another address.").await.unwrap();
    let stopped = requests::show(&flow.requester, number).await.unwrap().run.unwrap().stopped.unwrap();
    assert_eq!((stopped.by.as_str(), stopped.reason.as_str()), (flow.approver.name.as_str(), "Another address."));
    requests::submit(&flow.requester, again, version).await.unwrap();
    let unit = flow.unit(again, "Development").await;
    flow.approve(again, &unit, Vec::new()).await.unwrap();
    assert_eq!(flow.run_to_end(again).await, RequestState::Ready);
}

#[tokio::test]
async fn a_refusal_for_good_parks_with_awss_words_and_can_be_retried_or_stopped() {
    let flow = Flow::new().await;
    let number = flow.approved("denied").await;
    let denied = AwsRefusal::new("AccessDeniedException", Reaction::Blocked, "You don't have permissions.");
    flow.world.simulator.fail("MoveAccount", 1, Fault::Refuse(denied.clone()));
    flow.world.simulator.fail("MoveAccount", 2, Fault::Refuse(denied));
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    let view = flow.show(number).await;
    assert_eq!(park_reason(&view), Some(ParkReason::Blocked));
    let step = view.run.unwrap().steps.into_iter().find(|step| step.key == "move").unwrap();
    assert_eq!(step.message.as_deref(), Some("You don't have permissions."));
    assert!(matches!(runs::retry(&flow.requester, number).await, Err(Error::Denied(_))));
    runs::retry(&flow.approver, number).await.unwrap();
    assert!(matches!(runs::retry(&flow.approver, number).await, Err(Error::Refused(Refusal::NotParked))));
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    runs::stop(&flow.approver, number, "The account is kept in the root.").await.unwrap();
    assert_eq!(flow.show(number).await.row.state, RequestState::Stopped);
    assert_eq!(
        flow.world.simulator.state().accounts_per_email("aws+denied@northwind.example").len(),
        1,
        "an account is never closed to undo"
    );
}

#[tokio::test]
async fn a_plan_that_moved_between_the_decision_and_the_first_call_creates_nothing() {
    let flow = Flow::new().await;
    let number = flow.approved("moved").await;
    let plan = flow.show(number).await.plan.unwrap();
    let attached: domain::organization::PolicyId = plan.attached[0].id.parse().unwrap();
    let content = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#;
    flow.aws().update_policy(&attached, content).unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    let view = flow.show(number).await;
    assert_eq!(park_reason(&view), Some(ParkReason::PlanMoved));
    assert_eq!(sent(&flow, "CreateAccount"), 0);
    assert!(matches!(runs::retry(&flow.approver, number).await, Err(Error::Refused(Refusal::NotRetryable))));
}

#[tokio::test]
async fn an_account_that_somebody_moved_elsewhere_is_never_chased() {
    let flow = Flow::new().await;
    let number = flow.approved("chased").await;
    flow.world.simulator.fail("MoveAccount", 1, Fault::LoseRequest);
    flow.turn(&flow.world.means).await;
    for _ in 0..8 {
        if sent(&flow, "MoveAccount") > 0 {
            break;
        }
        flow.pass(TimeDelta::seconds(3)).await;
        flow.turn(&flow.world.means).await;
    }
    let account = flow.world.simulator.state().accounts_per_email("aws+chased@northwind.example").remove(0);
    let elsewhere = flow.unit_now("Sandbox").await;
    flow.move_by_hand(&account, &elsewhere).await;
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    assert_eq!(park_reason(&flow.show(number).await), Some(ParkReason::MovedElsewhere));
}
