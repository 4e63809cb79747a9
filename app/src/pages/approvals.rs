//! The queue: requests that wait for a decision, the longest waiting first.
//! Never here: deciding (the review does).

use chrono::DateTime;
use domain::time::Timestamp;
use domain::wire::{Frame, RequestsView};
use leptos::prelude::*;

use super::requests::RequestTable;
use crate::components::{EmptyState, PageHead, Pager, Place};
use crate::pages::{address, boundary::load, framed::Framed};
use crate::routes;

/// `/t/{workspace}/approvals`.
#[component]
pub(crate) fn Approvals() -> impl IntoView {
    let after = address::place("after", place);
    let is_later = matches!(after, Ok(Some(_)));
    load(
        move |caller| async move { control::requests::queue(&caller, after?).await },
        move |frame, view| show(frame, view, is_later),
    )
}

/// Time of submission (microseconds since 1970) and number of the last request of the page before; `None` if it is none.
fn place(text: &str) -> Option<(Timestamp, i64)> {
    let (micros, number) = text.split_once('-')?;
    let micros: u64 = micros.parse().ok()?;
    Some((DateTime::from_timestamp_micros(i64::try_from(micros).ok()?)?, number.parse().ok()?))
}

fn show(frame: Frame, view: RequestsView, is_later: bool) -> impl IntoView {
    let slug = frame.slug.clone();
    let last = view.requests.last().filter(|_| view.next.is_some());
    let next = last.map(|row| routes::approvals_after(&slug, row.at, row.number));
    let first = is_later.then(|| routes::approvals(&slug));
    let has_others = is_later || next.is_some();
    let (own, others): (Vec<_>, Vec<_>) = view.requests.into_iter().partition(|row| row.is_own);
    let body = if others.is_empty() {
        let href = routes::requests(&slug);
        let sentence =
            if has_others { "Nothing on this page waits for your decision." } else { "Nothing waits for your decision." };
        view! { <EmptyState sentence=sentence action="See all requests" href=href/> }.into_any()
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
            {first.map(|href| view! { <p><a href=href>"Back to those that wait longest"</a></p> })}
            <Pager next=next/>
            {note.map(|note| view! { <p>{note}" "<a href=routes::requests(&slug)>"See all requests"</a></p> })}
        </Framed>
    }
}

#[cfg(test)]
mod tests {
    use domain::wire::{RequestRow, RequestState};

    use super::*;
    use crate::pages::tests::{frame, rendered};

    fn row(number: i64, is_own: bool) -> RequestRow {
        RequestRow {
            number,
            account_name: "Payments".into(),
            team: None,
            environment: "test".into(),
            requester: "Ben".into(),
            state: RequestState::Waiting,
            at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
            is_own,
            waits_for: None,
        }
    }

    #[test]
    fn the_link_to_the_next_page_leads_past_the_last_row() {
        let view = RequestsView { requests: vec![row(7, false), row(9, true)], next: Some(9) };
        let html = rendered(|| show(frame(), view, false));
        let after = "1700000000123456-9";
        assert!(html.contains(&format!("/t/acme/approvals?after={after}")), "{html}");
        assert_eq!(place(after), Some((row(9, true).at, 9)));
        let html = rendered(|| show(frame(), RequestsView { requests: vec![row(7, false)], next: None }, true));
        assert!(!html.contains("Next page") && html.contains("Back to those that wait longest"), "{html}");
    }

    #[test]
    fn a_page_of_ones_own_requests_does_not_say_that_nothing_waits() {
        let html = rendered(|| show(frame(), RequestsView { requests: vec![row(7, true)], next: Some(7) }, false));
        assert!(html.contains("Nothing on this page waits for your decision") && html.contains("Next page"), "{html}");
    }

    #[test]
    fn a_text_that_no_page_gave_is_no_place() {
        for text in ["", "-", "1", "x-1", "-1-1", "1-x", "99999999999999999999-1", "18446744073709551615-1"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
