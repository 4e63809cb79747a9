//! One request: where it stands, its run, its decisions, its answers, its plan.
//! Never here: deciding (the review does).

use domain::wire::{DecisionView, Frame, RequestState, RequestView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::calls::PlanCalls;
use super::facts::Facts;
use super::run::RunProgress;
use super::steer::Steer;
use crate::api::ApiError;
use crate::api::requests::WithdrawRequest;
use crate::api::typed::{self, Kept};
use crate::components::{Button, ButtonKind, ButtonLink, Chip, Notice, NoticeKind, PageHead, Place, Rail, RailStep, Time};
use crate::pages::form::{self, Failed, Unsaved};
use crate::pages::{address, boundary::load, framed::Framed};
use crate::{routes, wording};

/// What the address and the cookie say about the last act.
#[derive(Default)]
pub(super) struct Before {
    pub failure: Option<ApiError>,
    pub done: Option<&'static str>,
    /// A comment that was typed when a run should be stopped.
    pub comment: Kept<String>,
    pub is_refreshing: bool,
}

/// `/t/{workspace}/requests/{number}`.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let number = address::number();
    let mut before = Before {
        failure: form::failure(),
        done: address::asked("done").and_then(|word| wording::request_done(&word)),
        comment: Kept::Nothing,
        is_refreshing: address::asked("refresh").as_deref() != Some("off"),
    };
    load(
        move |caller| async move {
            let number = number.ok_or_else(control::Error::hidden)?;
            control::requests::show(&caller, number).await
        },
        move |frame, view: RequestView| {
            before.comment = typed::kept(&typed::stop(view.row.number));
            show(frame, view, before)
        },
    )
}

pub(super) fn show(frame: Frame, view: RequestView, before: Before) -> impl IntoView {
    let slug = frame.slug.clone();
    let number = view.row.number;
    let reference = wording::reference(number);
    let name = view.row.account_name.clone();
    let title = if name.is_empty() { reference.clone() } else { format!("{reference} {name}") };
    let document = form::form_title(&title, before.failure.is_some());
    let (status, words) = wording::request_state(view.row.state);
    let (requester, at) = (view.row.requester.clone(), view.row.at);
    let (state, has_run) = (view.row.state, view.run.is_some());
    let has_actions = view.can_edit || view.can_decide;
    let actions = {
        let (edit, review) = (routes::edit_request(&slug, number), routes::review(&slug, number));
        let edit_words = if view.row.state == RequestState::Draft { "Continue the draft" } else { "Change answers" };
        move || {
            (
                view.can_edit.then(|| view! { <ButtonLink href=edit.clone() kind=ButtonKind::Primary>{edit_words}</ButtonLink> }),
                view.can_decide
                    .then(|| view! { <ButtonLink href=review.clone() kind=ButtonKind::Primary>"Review and decide"</ButtonLink> }),
            )
        }
    };
    let meta = move || {
        let chip = (!has_run).then(|| view! { <Chip status=status words=words/> });
        view! { {chip} <span>"by " {requester.clone()} ", last change " <Time at=at/></span> }
    };
    let head = if has_actions {
        view! { <PageHead title=title meta=meta actions=actions/> }.into_any()
    } else {
        view! { <PageHead title=title meta=meta/> }.into_any()
    };
    let is_lost = before.comment.is_too_long();
    let comment = before.comment.text().unwrap_or_default();
    let run = view.run.map(|run| {
        let steer =
            run.is_parked().then(|| view! { <Steer workspace=slug.clone() number=number run=run.clone() comment=comment/> });
        view! { <RunProgress workspace=slug.clone() state=state run=run is_refreshing=before.is_refreshing>{steer}</RunProgress> }
    });
    view! {
        <Framed frame=frame title=document place=Place::Requests>
            {head}
            <Failed failure=before.failure/>
            <Unsaved is_lost=is_lost/>
            {before.done.map(|words| view! { <Notice kind=NoticeKind::Ok>{words}</Notice> })}
            {run}
            {decisions(view.decisions)}
            <h2>"Answers"</h2>
            <Facts form=view.form team=view.row.team root_email=view.root_email/>
            {view
                .plan
                .map(|plan| {
                    view! {
                        <h2>"Approved plan"</h2>
                        <PlanCalls workspace=slug.clone() plan=plan/>
                    }
                })}
            {view.can_withdraw.then(|| withdraw(slug, number, view.version))}
        </Framed>
    }
}

/// Every decision along the rail; nothing where there is none.
pub(super) fn decisions(decisions: Vec<DecisionView>) -> impl IntoView {
    (!decisions.is_empty()).then(|| {
        let steps = decisions
            .into_iter()
            .map(|decision| {
                let (status, words) = wording::verdict(decision.verdict);
                let at = decision.at;
                let comment = (!decision.comment.is_empty()).then(|| view! { <p class="value">{decision.comment}</p> });
                let plan = decision.plan_hash.map(|hash| view! { <p class="faint">"Plan " <code>{hash}</code></p> });
                view! {
                    <RailStep status=status title=decision.by words=words when=move || view! { <Time at=at/> }>
                        {comment}
                        {plan}
                    </RailStep>
                }
            })
            .collect_view();
        view! {
            <h2>"Decisions"</h2>
            <Rail label="Decisions, oldest first">{steps}</Rail>
        }
    })
}

fn withdraw(slug: String, number: i64, version: i32) -> impl IntoView {
    view! {
        <form method="post" action=WithdrawRequest::url()>
            <details class="fold">
                <summary>"Withdraw this request"</summary>
                <div class="stack">
                    <p>"The request ends undecided, and the account name and the root e-mail are free again. This cannot be undone."</p>
                    <input type="hidden" name="workspace" value=slug/>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <Button kind=ButtonKind::Danger>"Withdraw request"</Button>
                </div>
            </details>
        </form>
    }
}
