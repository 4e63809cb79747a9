//! A run that nothing disturbs.

use domain::organization::TargetId;
use domain::run::Ending;
use domain::wire::{AuditFilter, RequestState};

use crate::flow::Flow;

#[tokio::test]
async fn an_approved_request_becomes_an_account_where_the_plan_says() {
    let flow = Flow::new().await;
    let number = flow.approved("card-payments-dev").await;
    assert_eq!(flow.world.simulator.calls().get("CreateAccount"), None, "a decision calls nothing");
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
    let view = flow.show(number).await;
    let run = view.run.unwrap();
    assert_eq!(run.ending, Some(Ending::Succeeded));
    let plan = view.plan.unwrap();
    let state = flow.world.simulator.state();
    let organization = state.organizations.values().next().unwrap();
    let account = flow.world.simulator.state().accounts_per_email("aws+card-payments-dev@northwind.example");
    assert_eq!(account.len(), 1);
    assert_eq!(run.account_id.as_deref(), Some(account[0].as_str()));
    let seen = control::organization::accounts::show(&flow.approver, account[0].as_str()).await.unwrap();
    assert_eq!(seen.row.name, "card-payments-dev");
    assert_eq!(seen.place.levels.last().unwrap().id, plan.destination);
    assert!(plan.attached.iter().all(|policy| seen.place.own.policies.iter().any(|own| own.id == policy.id)));
    assert_eq!(seen.request, Some(number));
    assert!(organization.has_target(&TargetId::Account(account[0].clone())));
}

#[tokio::test]
async fn an_intent_and_an_outcome_of_each_step_stand_in_the_record() {
    let flow = Flow::new().await;
    let number = flow.approved("recorded").await;
    flow.run_to_end(number).await;
    let filter = AuditFilter { q: format!("target:R-{number}"), ..AuditFilter::default() };
    let events = control::audit::list(&flow.world.acme.administrator, filter).await.unwrap().events;
    for key in ["create", "await", "move", "attach-1", "verify"] {
        let of_step: Vec<_> =
            events.iter().filter(|event| event.step.as_deref() == Some(key)).map(|event| event.action.as_str()).collect();
        assert_eq!(of_step, ["step.concluded", "step.intended"], "{key}");
    }
    let created =
        events.iter().find(|event| event.step.as_deref() == Some("create") && event.action == "step.concluded").unwrap();
    assert!(created.aws_request.is_some());
    assert_eq!(events.first().unwrap().action, "run.finished");
}
