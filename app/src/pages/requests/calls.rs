//! A plan: every call to AWS in order, what can be undone, what the account inherits, and the hash over it.
//! Never here: a summary that leaves a call out.

use domain::wire::{CallView, LevelView, PlanView, PolicyContentView, PolicyRef};
use leptos::prelude::*;

use crate::components::{Code, CopyId, KeyRow, KeyValue, Rail, RailStep, Status, Time};
use crate::{routes, wording};

/// Digits of a SHA-256 that people compare.
const SHORT: usize = 8;

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
        policy_links(&plan.attached).into_any()
    };
    let texts = plan.contents.into_iter().map(|one| text(&workspace, one)).collect_view();
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
        <Rail label="From the root down to the OU">{plan.levels.into_iter().map(level).collect_view()}</Rail>
        <h3>"Text of these policies"</h3>
        <p>"The plan hash covers each text by its SHA-256. You approve these texts, not what the policies may say later."</p>
        <div>{texts}</div>
    }
}

fn call(place: usize, call: CallView) -> impl IntoView {
    let label = format!("Parameters of call {place}, {}", call.operation);
    view! {
        <li class="panel">
            <h4>{format!("{place}. {}", wording::operation(&call.operation))}</h4>
            <p><code>{call.operation}</code></p>
            <p>{wording::reversal(call.reversal)} {call.is_optional.then_some(" It can be skipped if AWS does not take it.")}</p>
            <Code label=label text=call.parameters/>
        </li>
    }
}

fn level(level: LevelView) -> impl IntoView {
    let words = match level.policies.len() {
        0 => "No policy attached".to_owned(),
        1 => "1 policy attached".to_owned(),
        more => format!("{more} policies attached"),
    };
    let links = (!level.policies.is_empty()).then(|| policy_links(&level.policies));
    view! {
        <RailStep status=Status::Draft title=level.name words=words>
            {links}
        </RailStep>
    }
}

/// Links to the texts further down.
fn policy_links(policies: &[PolicyRef]) -> impl IntoView + use<> {
    let links = policies
        .iter()
        .map(|policy| view! { <li><a href=format!("#{}", place(&policy.id))>{policy.name.clone()}</a></li> })
        .collect_view();
    view! { <ul class="links" role="list">{links}</ul> }
}

/// Where the text of a policy stands on the page.
fn place(policy: &str) -> String {
    format!("text-{policy}")
}

fn text(workspace: &str, policy: PolicyContentView) -> impl IntoView + use<> {
    let short: String = policy.sha256.chars().take(SHORT).collect();
    let content = match policy.content {
        Some(content) => view! { <Code label=format!("Text of {}", policy.name) text=content/> }.into_any(),
        None => {
            view! { <p>"The text was not kept. Compare its SHA-256 with the policy in AWS before you decide."</p> }.into_any()
        }
    };
    let snapshot = policy.snapshot_sha256.map(|now| {
        let words = if now == policy.sha256 { "the same text" } else { "another text than this" };
        let href = routes::policy(workspace, &policy.id);
        view! { <p><a href=href>"Its page, as last read from AWS"</a> " (the snapshot has " {words} ")"</p> }
    });
    let at = place(&policy.id);
    view! {
        <details class="fold" id=at>
            <summary>{policy.name} ", SHA-256 " <code>{short}</code></summary>
            <div class="stack">
                <p class="faint">
                    <code>{policy.id}</code>
                    ", indented here; SHA-256 of the text as AWS returned it: "
                    <code class="value">{policy.sha256}</code>
                </p>
                {content}
                {snapshot}
            </div>
        </details>
    }
}
