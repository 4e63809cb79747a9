//! A plan: every call to AWS in order, what can be undone, what the account inherits, and the hash over it.
//! Never here: a summary that leaves a call out.

use domain::wire::{CallView, LevelView, PlanView, PolicyRef};
use leptos::prelude::*;

use crate::components::{Code, CopyId, KeyRow, KeyValue, Rail, RailStep, Status, Time};
use crate::{routes, wording};

/// A plan in full.
#[component]
pub(crate) fn PlanCalls(
    /// The workspace's address.
    workspace: String,
    /// The plan.
    plan: PlanView,
) -> impl IntoView {
    let n_calls = plan.calls.len();
    let calls = plan.calls.into_iter().enumerate().map(|(place, one)| call(place + 1, one)).collect_view();
    let own = if plan.attached.is_empty() {
        view! { <p>"No policy is attached to the account itself beyond what AWS attaches."</p> }.into_any()
    } else {
        policy_links(&workspace, &plan.attached).into_any()
    };
    view! {
        <KeyValue>
            <KeyRow label="Plan hash">
                <CopyId value=plan.hash what="plan hash"/>
            </KeyRow>
            <KeyRow label="Drawn">
                <Time at=plan.drawn_at/>
                ", from AWS as it was then"
            </KeyRow>
            <KeyRow label="OU">
                {plan.destination_path}
                " "
                <code>{plan.destination}</code>
            </KeyRow>
        </KeyValue>
        <h3>{format!("{n_calls} calls, in this order")}</h3>
        <ol class="calls" role="list">{calls}</ol>
        <h3>"Policies attached to the account"</h3>
        {own}
        <h3>"Policies inherited from the levels above"</h3>
        <Rail label="From the root down to the OU">{plan.levels.into_iter().map(|one| level(&workspace, one)).collect_view()}</Rail>
    }
}

fn call(place: usize, call: CallView) -> impl IntoView {
    let label = format!("Parameters of call {place}, {}", call.operation);
    view! {
        <li class="panel">
            <h4>{format!("{place}. {}", wording::operation(&call.operation))}</h4>
            <p><code>{call.operation}</code></p>
            <p>{wording::reversal(call.reversal)}</p>
            <Code label=label text=call.parameters/>
        </li>
    }
}

fn level(workspace: &str, level: LevelView) -> impl IntoView + use<> {
    let words = match level.policies.len() {
        0 => "No policy attached".to_owned(),
        1 => "1 policy attached".to_owned(),
        more => format!("{more} policies attached"),
    };
    let links = (!level.policies.is_empty()).then(|| policy_links(workspace, &level.policies));
    view! {
        <RailStep status=Status::Draft title=level.name words=words>
            {links}
        </RailStep>
    }
}

fn policy_links(workspace: &str, policies: &[PolicyRef]) -> impl IntoView + use<> {
    let links = policies
        .iter()
        .map(|policy| view! { <li><a href=routes::policy(workspace, &policy.id)>{policy.name.clone()}</a></li> })
        .collect_view();
    view! { <ul class="links" role="list">{links}</ul> }
}
