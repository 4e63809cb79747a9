//! The security contact: set, found again after a lost answer, parked where AWS denies it, and skipped where the plan allows it.

use control::organization::contact;
use control::{Error, requests, runs};
use domain::organization::{ContactFacts, ContactKind};
use domain::request::{FieldName, Refusal};
use domain::run::{ParkReason, Reaction};
use domain::wire::{MovedView, RequestState, RequestView, StepWord};
use simulator::{Effect, Fault};

use crate::flow::Flow;

const PHONE: &str = "+1 555 0100";

async fn with_contact() -> Flow {
    let flow = Flow::new().await;
    flow.set_contact(PHONE).await;
    flow
}

fn puts(flow: &Flow) -> u64 {
    flow.world.simulator.calls().get("PutAlternateContact").copied().unwrap_or(0)
}

fn trust(flow: &Flow, is_trusted: bool) {
    flow.aws().trust_service("account.amazonaws.com", is_trusted).unwrap();
}

fn parked(view: &RequestView) -> (String, ParkReason) {
    let run = view.run.as_ref().unwrap();
    let step = run.steps.iter().find(|step| step.word == StepWord::Parked).unwrap();
    (step.key.clone(), step.park_reason.unwrap())
}

/// The steps of the events of that action in the record; empty texts for those of no step.
async fn events(flow: &Flow, action: &str) -> Vec<String> {
    let query = format!("select coalesce(step_key, '') from audit_event where action = '{action}'");
    flow.world.database.ask(flow.world.acme.tenant, &query).await
}

#[tokio::test]
async fn a_new_account_gets_the_security_contact_of_the_connection() {
    let flow = with_contact().await;
    let number = flow.approved("contacted").await;
    let plan = flow.show(number).await.plan.unwrap();
    let keys: Vec<_> = plan.calls.iter().map(|call| (call.key.as_str(), call.is_optional)).collect();
    assert_eq!(keys[keys.len() - 2..], [("contact-security", true), ("verify", false)]);
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!(flow.contact_in_aws("contacted"), Some(Flow::contact(PHONE)));
    assert_eq!(puts(&flow), 1);
}

#[tokio::test]
async fn without_one_nothing_is_set() {
    let flow = with_contact().await;
    contact::change(&flow.world.acme.administrator, &ContactFacts { phone: " ".into(), ..empty() }).await.unwrap();
    let number = flow.approved("plain").await;
    assert!(flow.show(number).await.plan.unwrap().calls.iter().all(|call| !call.is_optional));
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    assert_eq!((flow.contact_in_aws("plain"), puts(&flow)), (None, 0));
}

#[tokio::test]
async fn after_a_lost_answer_it_is_looked_for_and_sent_again_only_if_it_is_not_there() {
    let flow = with_contact().await;
    for (name, fault, n_sent) in
        [("answer", Fault::LoseAnswer, 1), ("request", Fault::LoseRequest, 2), ("failure", Fault::InternalAfter, 1)]
    {
        let before = puts(&flow);
        flow.world.simulator.fail("PutAlternateContact", 1, fault);
        let number = flow.approved(&format!("lost-{name}")).await;
        assert_eq!(flow.run_to_end(number).await, RequestState::Ready, "{name}");
        assert_eq!(flow.contact_in_aws(&format!("lost-{name}")), Some(Flow::contact(PHONE)), "{name}");
        assert_eq!(puts(&flow) - before, n_sent, "{name}");
    }
}

#[tokio::test]
async fn where_aws_denies_it_a_person_may_retry_or_skip_and_the_run_goes_on() {
    let flow = with_contact().await;
    trust(&flow, false);
    let (skipped, retried) = (flow.approved("denied").await, flow.approved("mended").await);
    for number in [skipped, retried] {
        assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
        assert_eq!(parked(&flow.show(number).await), ("contact-security".to_owned(), ParkReason::ContactsBlocked));
    }
    let view = requests::show(&flow.approver, skipped).await.unwrap().run.unwrap();
    assert!(view.can_skip && view.can_retry && view.can_stop);
    assert!(!flow.show(skipped).await.run.unwrap().can_skip, "a requester steers nothing");
    assert!(matches!(runs::skip(&flow.requester, skipped).await, Err(Error::Denied(_))));

    runs::skip(&flow.approver, skipped).await.unwrap();
    assert!(matches!(runs::skip(&flow.approver, skipped).await, Err(Error::Refused(Refusal::NotParked))), "once");
    assert_eq!(flow.run_to_end(skipped).await, RequestState::Ready);
    let run = flow.show(skipped).await.run.unwrap();
    let words: Vec<_> = run.steps.iter().rev().take(2).map(|step| (step.key.as_str(), step.word)).collect();
    assert_eq!(words, [("verify", StepWord::Done), ("contact-security", StepWord::Skipped)]);
    assert_eq!(flow.contact_in_aws("denied"), None);
    assert_eq!(events(&flow, "step.skipped").await, ["contact-security"]);

    trust(&flow, true);
    runs::retry(&flow.approver, retried).await.unwrap();
    assert_eq!(flow.run_to_end(retried).await, RequestState::Ready);
    assert_eq!(flow.contact_in_aws("mended"), Some(Flow::contact(PHONE)));
}

#[tokio::test]
async fn a_step_that_the_plan_does_not_call_optional_is_never_skipped() {
    let flow = with_contact().await;
    let refused = |operation: &'static str| {
        let refusal = simulator::Refusal::new("InvalidInputException", Reaction::Rejected, "no");
        flow.world.simulator.fail(operation, 1, Fault::Refuse(refusal));
    };
    for (operation, key) in [("CreateAccount", "create"), ("MoveAccount", "move"), ("AttachPolicy", "attach-1")] {
        refused(operation);
        let number = flow.approved(&format!("guard-{key}")).await;
        assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention, "{key}");
        assert_eq!(parked(&flow.show(number).await), (key.to_owned(), ParkReason::Rejected));
        let view = requests::show(&flow.approver, number).await.unwrap().run.unwrap();
        assert!(view.can_retry && !view.can_skip, "{key}");
        assert!(matches!(runs::skip(&flow.approver, number).await, Err(Error::Refused(Refusal::NotOptional))), "{key}");
        assert_eq!(parked(&flow.show(number).await).0, key, "nothing was changed");
        runs::stop(&flow.approver, number, "Enough.").await.unwrap();
    }
    assert!(events(&flow, "step.skipped").await.is_empty());
}

#[tokio::test]
async fn a_contact_that_somebody_changed_before_it_was_verified_is_told() {
    let flow = with_contact().await;
    let number = flow.approved("changed").await;
    // The first DescribeAccount proves the account to be ours; the next ones are those of the verification.
    for nth in 2..=4 {
        let busy = simulator::Refusal::new("ConcurrentModificationException", Reaction::Busy, "busy");
        flow.world.simulator.fail("DescribeAccount", nth, Fault::Refuse(busy));
    }
    while puts(&flow) == 0 {
        flow.turn(&flow.world.means).await;
        flow.pass(chrono::TimeDelta::seconds(3)).await;
    }
    let account = flow.world.simulator.state().accounts_per_email("aws+changed@northwind.example").remove(0);
    let contact = Flow::contact("999");
    let organization = "111122223333".parse().unwrap();
    flow.world.simulator.happen(Effect::PutContact { organization, account, kind: ContactKind::Security, contact }).unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    let view = flow.show(number).await;
    assert_eq!(parked(&view), ("verify".to_owned(), ParkReason::NotAsPlanned));
    let step = view.run.unwrap().steps.pop().unwrap();
    assert!(step.message.unwrap().contains("security contact"));
}

#[tokio::test]
async fn a_plan_with_another_contact_than_the_connections_is_not_approved() {
    let flow = with_contact().await;
    let number = flow.submitted("stale-contact").await;
    let unit = flow.unit(number, "Development").await;
    let plan = requests::draw(&flow.approver, number, &unit, Vec::new()).await.unwrap();
    let review = requests::review(&flow.approver, number, Some(&plan), None).await.unwrap();
    flow.set_contact("+1 555 0199").await;
    let hash = review.plan.unwrap().hash;
    let error = requests::approve(&flow.approver, number, review.request.version, &plan, &hash, "").await.unwrap_err();
    let Error::Moved { new_plan } = error else { panic!("{error:?}") };
    let review = requests::review(&flow.approver, number, Some(&new_plan), Some(&plan)).await.unwrap();
    assert_eq!(review.moved, [MovedView::Calls]);
    assert!(review.plan.unwrap().calls.iter().any(|call| call.parameters.contains("+1 555 0199")));
}

#[tokio::test]
async fn the_contact_is_checked_kept_and_recorded_as_personal() {
    let flow = Flow::new().await;
    let administrator = &flow.world.acme.administrator;
    let kept = async || control::organization::connection::show(administrator).await.unwrap().security_contact;
    let wrong = ContactFacts { email: "nowhere".into(), phone: String::new(), ..Flow::contact(PHONE) };
    let Err(Error::Invalid(errors)) = contact::change(administrator, &wrong).await else { panic!("it was taken") };
    let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
    assert_eq!(fields, [FieldName::ContactEmail, FieldName::ContactPhone]);
    assert_eq!(kept().await, None);
    assert!(matches!(contact::change(&flow.approver, &Flow::contact(PHONE)).await, Err(Error::Denied(_))));

    flow.set_contact(PHONE).await;
    flow.set_contact(PHONE).await;
    assert_eq!(kept().await, Some(Flow::contact(PHONE)));
    assert_eq!(events(&flow, "organization.contact_changed").await.len(), 1, "the same again is no change");
    contact::change(administrator, &empty()).await.unwrap();
    assert_eq!(kept().await, None);
    assert_eq!(events(&flow, "organization.contact_changed").await.len(), 2, "a removal is one");
    let bytes = "select convert_from(bytes, 'UTF8') from audit_event where action = 'organization.contact_changed'";
    let stored = flow.world.database.ask(flow.world.acme.tenant, bytes).await.join("");
    assert!(stored.contains("contact_email") && !stored.contains("soc@northwind"), "{stored}");
}

fn empty() -> ContactFacts {
    ContactFacts { name: String::new(), title: String::new(), email: String::new(), phone: String::new() }
}

#[tokio::test]
async fn before_the_organization_is_connected_there_is_nothing_to_give_a_contact_to() {
    let world = crate::support::TestWorld::new().await;
    let refused = contact::change(&world.acme.administrator, &Flow::contact(PHONE)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::NoOrganization))));
}
