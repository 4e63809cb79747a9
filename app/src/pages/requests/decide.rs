//! The decision: approve the plan that is in sight, ask for changes, or decline; one comment for whichever it is.
//! Never here: who may decide.

use domain::request::{FieldError, FieldName};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::requests::{ApproveRequest, AskForChanges, DeclineRequest, DrawPlan};
use crate::components::{Button, ButtonKind, Notice, TextArea};
use crate::pages::form::wrong;

/// Digits of a hash that people compare.
const SHORT: usize = 8;

/// The comment and the buttons of the decision, within the form of the review. Without a plan there is nothing to approve.
#[component]
pub(crate) fn Decide(
    /// The id and the hash of the plan that is shown.
    plan: Option<(String, String)>,
    /// What was written before.
    comment: String,
    /// What was wrong with it.
    errors: Vec<FieldError>,
) -> impl IntoView {
    let (bound, approve) = match plan {
        Some((id, hash)) => {
            let short: String = hash.chars().take(SHORT).collect();
            let bound = view! {
                <input type="hidden" name="plan" value=id/>
                <input type="hidden" name="hash" value=hash/>
            };
            (Some(bound), view! { <Button kind=ButtonKind::Primary formaction=ApproveRequest::url()>{format!("Approve plan {short}")}</Button> }.into_any())
        }
        None => (None, ().into_any()),
    };
    let hint = if bound.is_some() {
        "Kept with the decision. Needed to ask for changes or to decline; the requester reads it."
    } else {
        "Kept with the decision; the requester reads it."
    };
    let missing = bound.is_none().then(|| {
        view! {
            <Notice title="Nothing to approve yet">
                <p>"Choose the OU and the policies and draw the plan. You approve the calls that you see there, and nothing else."</p>
            </Notice>
        }
    });
    view! {
        {missing}
        <div class="form">
            {bound}
            <TextArea name="comment" label="Comment" value=comment hint=hint error=wrong(&errors, FieldName::Comment)/>
            <div class="actions">
                {approve}
                <Button formaction=AskForChanges::url()>"Ask for changes"</Button>
                <Button kind=ButtonKind::Danger formaction=DeclineRequest::url()>"Decline request"</Button>
            </div>
        </div>
    }
}

/// The form around choice, plan and decision: whichever button is pressed, what stands in all of it is sent, so that a choice other than
/// the plan's is seen.
#[component]
pub(crate) fn ReviewForm(
    /// The workspace's address.
    workspace: String,
    /// The request's number.
    number: i64,
    /// The version that was shown.
    version: i32,
    /// Choice, plan and decision.
    children: Children,
) -> impl IntoView {
    view! {
        <form class="stack" method="post" action=DrawPlan::url() novalidate>
            <input type="hidden" name="workspace" value=workspace/>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            {children()}
        </form>
    }
}
