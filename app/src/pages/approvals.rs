//! The queue: requests that wait for a decision, the longest waiting first.
//! Never here: deciding (the review does).

use domain::wire::{Frame, RequestsView};
use leptos::prelude::*;

use super::requests::RequestTable;
use crate::components::{EmptyState, PageHead, Place};
use crate::pages::{boundary::load, framed::Framed};
use crate::routes;

/// `/t/{workspace}/approvals`.
#[component]
pub(crate) fn Approvals() -> impl IntoView {
    load(|caller| async move { control::requests::queue(&caller).await }, show)
}

fn show(frame: Frame, view: RequestsView) -> impl IntoView {
    let slug = frame.slug.clone();
    let (own, others): (Vec<_>, Vec<_>) = view.requests.into_iter().partition(|row| row.is_own);
    let body = if others.is_empty() {
        let href = routes::requests(&slug);
        view! { <EmptyState sentence="Nothing waits for your decision." action="See all requests" href=href/> }.into_any()
    } else {
        view! {
            <RequestTable
                workspace=slug.clone()
                caption="Requests that wait for your decision, longest first"
                when="Waiting since"
                to_review=true
                rows=others
            />
        }
        .into_any()
    };
    let note = match own.len() {
        0 => None,
        1 => Some("One request of your own waits too; another approver has to decide it.".to_owned()),
        more => Some(format!("{more} requests of your own wait too; another approver has to decide them.")),
    };
    view! {
        <Framed frame=frame title="Approvals" place=Place::Approvals>
            <PageHead title="Approvals"/>
            {body}
            {note.map(|note| view! { <p>{note}" "<a href=routes::requests(&slug)>"See all requests"</a></p> })}
        </Framed>
    }
}
