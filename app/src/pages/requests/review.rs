//! The review: the facts, the choice of OU and policies, the plan that follows from it, and the decision bound to its hash.
//! Never here: a way to approve without a plan in sight.

use domain::request::Refusal;
use domain::wire::{Frame, RequestState, ReviewView};
use leptos::prelude::*;

use super::calls::PlanCalls;
use super::choice::Choose;
use super::decide::{Decide, ReviewForm};
use super::facts::Facts;
use super::moved::Moved;
use super::show::decisions;
use crate::api::ApiError;
use crate::api::typed::{self, Kept};
use crate::components::{Chip, Notice, NoticeKind, PageHead, Place, Time};
use crate::pages::form::{self, Failed, Unsaved};
use crate::pages::{address, boundary::load, framed::Framed};
use crate::{routes, wording};

/// `/t/{workspace}/requests/{number}/review`.
#[component]
pub(crate) fn Review() -> impl IntoView {
    let number = address::number();
    let (plan, was) = (address::asked("plan"), address::asked("was"));
    let failure = form::failure();
    load(
        move |caller| async move {
            let number = number.ok_or_else(control::Error::hidden)?;
            control::requests::review(&caller, number, plan.as_deref(), was.as_deref()).await
        },
        move |frame, view: ReviewView| {
            let comment = typed::kept(&typed::decision(view.request.row.number));
            show(frame, view, failure, comment)
        },
    )
}

pub(super) fn show(frame: Frame, view: ReviewView, failure: Option<ApiError>, comment: Kept<String>) -> impl IntoView {
    let is_lost = comment.is_too_long();
    let comment = comment.text().unwrap_or_default();
    let slug = frame.slug.clone();
    let row = view.request.row;
    let number = row.number;
    let reference = wording::reference(number);
    let (status, words) = wording::request_state(row.state);
    let (requester, at) = (row.requester.clone(), row.at);
    let document = form::form_title(&format!("Review {reference}"), failure.is_some());
    let is_open = row.state == RequestState::Waiting && view.refusal.is_none();
    let errors = form::wrong_fields(failure.as_ref()).to_vec();
    let trouble = view.trouble.map(|(code, sentence)| {
        view! {
            <Notice kind=NoticeKind::Bad title="AWS could not be read, so no plan can be drawn now">
                <p><code>{code}</code> " " {sentence}</p>
                <p>"Reload this page in a minute. The request is kept as it is."</p>
            </Notice>
        }
    });
    let choice = (is_open && !view.units.is_empty()).then(|| {
        view! {
            <h2>"Place and policies"</h2>
            <Choose
                units=view.units
                chosen_unit=view.chosen_unit
                policies=view.policies
                chosen_policies=view.chosen_policies
                errors=errors.clone()
            />
        }
    });
    let bound = view.plan.as_ref().map(|plan| (plan.id.clone(), plan.hash.clone()));
    let plan = view.plan.map(|plan| {
        view! {
            <section id="plan" class="stack">
                <h2>"Plan"</h2>
                <PlanCalls workspace=slug.clone() plan=plan/>
            </section>
        }
    });
    let decision = if is_open {
        view! { <Decide plan=bound comment=comment errors=errors/> }.into_any()
    } else {
        closed(view.refusal.unwrap_or(Refusal::NotWaiting), &slug, number).into_any()
    };
    let name = row.account_name.clone();
    let version = view.request.version;
    view! {
        <Framed frame=frame title=document place=Place::Approvals>
            <PageHead
                title=format!("Review {reference} {name}")
                meta=move || view! { <Chip status=status words=words/> <span>"by " {requester.clone()} ", last change " <Time at=at/></span> }
            />
            <Failed failure=failure/>
            <Unsaved is_lost=is_lost/>
            <Moved moved=view.moved/>
            {trouble}
            <h2>"Answers"</h2>
            <Facts form=view.request.form team=row.team root_email=view.request.root_email/>
            {decisions(view.request.decisions)}
            <ReviewForm workspace=slug number=number version=version>
                {choice}
                {plan}
                <h2>"Decision"</h2>
                {decision}
            </ReviewForm>
        </Framed>
    }
}

fn closed(refusal: Refusal, slug: &str, number: i64) -> impl IntoView + use<> {
    let (what, remedy) = wording::refusal(refusal);
    let href = routes::request(slug, number);
    view! {
        <Notice title=what>
            <p>{remedy} " " <a href=href>"Open the request"</a></p>
        </Notice>
    }
}
