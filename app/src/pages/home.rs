//! The first page of a workspace: what waits for the reader, and the reader's newest requests.
//! Never here: numbers that cost a count.

use domain::wire::{Frame, RequestsView, TurnRow};
use leptos::prelude::*;

use super::requests::RequestTable;
use crate::components::{ButtonKind, ButtonLink, EmptyState, Notice, NoticeKind, PageHead};
use crate::pages::{boundary::load, framed::Framed};
use crate::{routes, wording};

/// Requests on this page.
const NEWEST: usize = 5;

/// `/t/{workspace}`.
#[component]
pub(crate) fn Home() -> impl IntoView {
    load(
        |caller| async move {
            match control::requests::list(&caller, None).await {
                // A member without a role still has a first page; it says what to do.
                Err(control::Error::Denied(_)) => Ok(None),
                Err(other) => Err(other),
                Ok(newest) => Ok(Some((newest, control::requests::turns(&caller).await?))),
            }
        },
        show,
    )
}

fn show(frame: Frame, view: Option<(RequestsView, Vec<TurnRow>)>) -> impl IntoView {
    let (view, turns) = view.unzip();
    let slug = frame.slug.clone();
    let frame_slug = slug.clone();
    let workspace = frame.workspace.clone();
    let can = frame.can;
    let waiting = match frame.n_waiting {
        0 => None,
        1 => Some("One request waits for your decision".to_owned()),
        more => Some(format!("{more} requests wait for your decision")),
    };
    let approvals = routes::approvals(&slug);
    let new = routes::new_request(&slug);
    let connection = routes::connection(&slug);
    let action = new.clone();
    let body = match view {
        None => view! {
            <Notice title="You have no role in this workspace yet">
                <p>"An administrator of this workspace can give you one under Members."</p>
            </Notice>
        }
        .into_any(),
        Some(view) if view.requests.is_empty() => {
            let sentence = "There is no request here yet. Whoever needs an AWS account asks for it here; an approver decides.";
            let action = can.can_request.then_some("Begin a request");
            view! { <EmptyState sentence=sentence action=action href=new/> }.into_any()
        }
        Some(mut view) => {
            view.requests.truncate(NEWEST);
            let all = routes::requests(&slug);
            view! {
                <RequestTable workspace=slug caption="Newest requests" when="Last change" rows=view.requests/>
                <p><a href=all>"See all requests"</a></p>
            }
            .into_any()
        }
    };
    view! {
        <Framed frame=frame title="Home">
            <PageHead
                title=workspace
                actions=move || {
                    can.can_request.then(|| view! { <ButtonLink href=action.clone() kind=ButtonKind::Primary>"New request"</ButtonLink> })
                }
            />
            {waiting
                .map(|words| {
                    view! {
                        <Notice kind=NoticeKind::Warn title=words>
                            <p><a href=approvals>"Open the approvals"</a></p>
                        </Notice>
                    }
                })}
            {turns.filter(|turns| !turns.is_empty()).map(|turns| needs_you(&frame_slug, turns))}
            {body}
            {can.can_connect.then(|| view! { <p>"Charter works on the AWS organization under "<a href=connection>"Connection"</a>"."</p> })}
        </Framed>
    }
}

/// What goes on only when the reader does something.
fn needs_you(slug: &str, turns: Vec<TurnRow>) -> impl IntoView + use<> {
    let lines = turns
        .into_iter()
        .map(|turn| {
            let href = routes::request(slug, turn.number);
            let what = if turn.is_parked { "its run waits for you" } else { "an approver asks for changes" };
            let name = if turn.account_name.is_empty() { "without a name".to_owned() } else { turn.account_name };
            view! { <li><a href=href>{wording::reference(turn.number)} " " {name}</a> ": " {what}</li> }
        })
        .collect_view();
    view! {
        <Notice kind=NoticeKind::Warn title="Needs you">
            <ul class="plain-list" role="list">{lines}</ul>
        </Notice>
    }
}
