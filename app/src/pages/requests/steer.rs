//! A run that waits for a person: why, whose turn it is, and the buttons.
//! Never here: whether it may go on.

use domain::request::FieldName;
use domain::wire::{RunView, StepWord};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::runs::{RetryRun, SkipStep, StopRun};
use crate::components::{Button, ButtonKind, Notice, NoticeKind, TextArea};
use crate::pages::form::{wrong, wrong_fields};
use crate::pages::outcome::failed_at;
use crate::wording;

/// The cause in one sentence, and what can be done.
#[component]
pub(crate) fn Steer(
    /// The workspace's address.
    workspace: String,
    /// The request's number.
    number: i64,
    /// The run.
    run: RunView,
    /// What was typed before as the reason to stop it.
    comment: String,
) -> impl IntoView {
    let reason = run.steps.iter().find(|step| step.word == StepWord::Parked).and_then(|step| step.park_reason);
    let (cause, remedy) = reason.map_or(("A person must decide how this run goes on.", "Retry it or stop it."), wording::parked);
    let turn = wording::waits_for(&run.owner);
    let retry = run.can_retry.then(|| {
        view! {
            <form method="post" action=RetryRun::url()>
                <input type="hidden" name="workspace" value=workspace.clone()/>
                <input type="hidden" name="number" value=number.to_string()/>
                <p class="field-hint">"A retry looks at AWS before it sends anything."</p>
                <Button kind=ButtonKind::Primary>"Retry this step"</Button>
            </form>
        }
    });
    let skip = run.can_skip.then(|| {
        view! {
            <form method="post" action=SkipStep::url()>
                <input type="hidden" name="workspace" value=workspace.clone()/>
                <input type="hidden" name="number" value=number.to_string()/>
                <p class="field-hint">"The approved plan calls this step optional: the run goes on without it. It stays left out."</p>
                <Button>"Skip this step"</Button>
            </form>
        }
    });
    let refused = failed_at::<StopRun>();
    let is_unfolded = !comment.is_empty() || refused.is_some();
    let wrong_comment = wrong(wrong_fields(refused.as_ref()), FieldName::Comment);
    let stop = run.can_stop.then(|| {
        view! {
            <form class="form" method="post" action=StopRun::url() novalidate>
                <details class="fold" id="stop" open=is_unfolded>
                    <summary>"Stop this run"</summary>
                    <div class="stack">
                        <p>
                            "Nothing more is sent to AWS. What was done stays: an account that exists can only be closed, in AWS, and its root e-mail stays used. This cannot be undone."
                        </p>
                        <input type="hidden" name="workspace" value=workspace.clone()/>
                        <input type="hidden" name="number" value=number.to_string()/>
                        <TextArea name="comment" label="Why it is stopped" hint="The requester reads it." value=comment rows=3 error=wrong_comment/>
                        <Button kind=ButtonKind::Danger>"Stop run"</Button>
                    </div>
                </details>
            </form>
        }
    });
    view! {
        <Notice kind=NoticeKind::Warn title=cause>
            <p>{remedy}</p>
            <p>{turn}</p>
        </Notice>
        {retry}
        {skip}
        {stop}
    }
}
