//! The list of requests that the reader may see.
//! Never here: the queue of decisions (`approvals.rs`).

use domain::wire::{Frame, RequestsView};
use leptos::prelude::*;

use super::RequestTable;
use crate::components::{ButtonKind, ButtonLink, EmptyState, Notice, NoticeKind, PageHead, Pager, Place};
use crate::pages::{address, boundary::load, framed::Framed};
use crate::routes;

/// `/t/{workspace}/requests`.
#[component]
pub(crate) fn List() -> impl IntoView {
    let before = address::place("before", number);
    let is_later = matches!(before, Ok(Some(_)));
    let is_discarded = address::asked("done").as_deref() == Some("discarded");
    load(
        move |caller| async move { control::requests::list(&caller, before?).await },
        move |frame, view| show(frame, view, is_later, is_discarded),
    )
}

/// The number of the last request of the page before; `None` if it is none.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number > 0)
}

fn show(frame: Frame, view: RequestsView, is_later: bool, is_discarded: bool) -> impl IntoView {
    let slug = frame.slug.clone();
    let new = routes::new_request(&slug);
    let can_request = frame.can.can_request;
    let n_requests = view.requests.len();
    let actions = new.clone();
    let body = if view.requests.is_empty() {
        let sentence = match (is_later, can_request) {
            (true, _) => "There are no older requests.",
            (false, true) => "Nobody has asked for an account yet. A request takes a few minutes and is kept while you write it.",
            (false, false) => "There is no request yet. People with the role requester make them.",
        };
        let action = (can_request && !is_later).then_some("Begin a request");
        view! { <EmptyState sentence=sentence action=action href=new/> }.into_any()
    } else {
        view! { <RequestTable workspace=slug.clone() caption="Requests, newest first" when="Last change" rows=view.requests/> }
            .into_any()
    };
    let next = view.next.map(|before| routes::requests_before(&slug, before));
    let first = is_later.then(|| routes::requests(&slug));
    let position =
        if n_requests == 1 { "1 request on this page".to_owned() } else { format!("{n_requests} requests on this page") };
    view! {
        <Framed frame=frame title="Requests" place=Place::Requests>
            <PageHead
                title="Requests"
                actions=move || can_request.then(|| view! { <ButtonLink href=actions.clone() kind=ButtonKind::Primary>"New request"</ButtonLink> })
            />
            {is_discarded.then(|| view! { <Notice kind=NoticeKind::Ok>"The draft was discarded."</Notice> })}
            {body}
            {first.map(|href| view! { <p><a href=href>"Back to the newest requests"</a></p> })}
            <Pager next=next position=position/>
        </Framed>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_no_page_gave_is_no_place() {
        assert_eq!(number("1042"), Some(1042));
        for text in ["", "0", "-1", "1.5", "nonsense", "\0", "99999999999999999999999999"] {
            assert_eq!(number(text), None, "{text:?}");
        }
    }
}
