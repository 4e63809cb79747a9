//! The answers once more, before they are sent.
//! Never here: fields; answers that are wrong go back to the form.

use domain::wire::{CheckView, Frame};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::facts::Facts;
use crate::api::ApiError;
use crate::api::requests::SubmitRequest;
use crate::components::{Button, ButtonKind, ButtonLink, PageHead, Place, Time};
use crate::pages::{
    address,
    boundary::{load, send_to},
    form,
    form::Failed,
    framed::Framed,
};
use crate::{routes, wording};

/// `/t/{workspace}/requests/{number}/check`.
#[component]
pub(crate) fn Check() -> impl IntoView {
    let number = address::number();
    let failure = form::failure();
    load(
        move |caller| async move {
            let number = number.ok_or_else(control::Error::hidden)?;
            control::requests::check(&caller, number).await
        },
        move |frame, view| {
            if failure.is_none() && !view.draft.errors.is_empty() {
                send_to(&routes::correct_request(&frame.slug, view.draft.number));
            }
            show(frame, view, failure)
        },
    )
}

fn show(frame: Frame, view: CheckView, failure: Option<ApiError>) -> impl IntoView {
    let number = view.draft.number;
    let reference = wording::reference(number);
    let title = form::form_title(&format!("{reference}: check your answers"), failure.is_some());
    let slug = frame.slug.clone();
    let edit = routes::edit_request(&slug, number);
    let saved_at = view.draft.saved_at;
    view! {
        <Framed frame=frame title=title place=Place::NewRequest>
            <PageHead
                title="Check your answers"
                meta=move || view! { <span>{reference.clone()}", saved " <Time at=saved_at/></span> }
            />
            <Failed failure=failure fields_here=false/>
            <Facts form=view.draft.form team=view.team root_email=view.root_email change=edit.clone()/>
            <h2>"What happens next"</h2>
            <p>
                "The account name and the root e-mail are reserved for this request. An approver chooses the "
                <abbr title="organizational unit">"OU"</abbr>
                " and the policies, sees every call to AWS, and decides. You can withdraw the request until then."
            </p>
            <form method="post" action=SubmitRequest::url()>
                <input type="hidden" name="workspace" value=slug/>
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="version" value=view.draft.version.to_string()/>
                <div class="actions">
                    <Button kind=ButtonKind::Primary>"Send request"</Button>
                    <ButtonLink href=edit>"Change answers"</ButtonLink>
                </div>
            </form>
        </Framed>
    }
}
