//! The audit history, newest first, with what each event changed. The address holds the filter.
//! Never here: bytes of events.

use domain::wire::{AuditFilter, AuditRow, AuditView, Frame};
use leptos::prelude::*;

use super::fields::{object, short_changes};
use super::filter::{FilterForm, pairs};
use crate::components::{
    ButtonLink, Cell, Column, DataTable, EmptyState, Notice, NoticeKind, PageHead, Pager, Place, RowHead, Time,
};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::form::form_title;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{audit_action, audit_actor, audit_chain, counted};

/// The page.
#[component]
pub(crate) fn History() -> impl IntoView {
    let [actor, action, object, from, until, before] =
        ["actor", "action", "object", "from", "until", "before"].map(address::query);
    let filter = AuditFilter { actor, action, object, from, until, before };
    load(async move |caller| control::audit::list(&caller, filter).await, show)
}

pub(super) fn show(frame: Frame, view: AuditView) -> impl IntoView {
    let slug = frame.slug.clone();
    let here = routes::audit(&slug);
    let filter = view.filter;
    let is_first = filter.before.is_empty();
    let next = view.next.map(|before| routes::with_query(here.clone(), &pairs(&AuditFilter { before, ..filter.clone() })));
    let all = AuditFilter { before: String::new(), ..filter.clone() };
    let is_filtered = all != AuditFilter::default();
    let first = (!is_first).then(|| routes::with_query(here.clone(), &pairs(&all)));
    let csv = routes::with_query(routes::audit_csv(&slug), &pairs(&all));
    let can_export = frame.can.can_export_audit && view.unreadable.is_none();
    let title = form_title("Audit", view.unreadable.is_some());
    let n = view.events.len();
    let list = match (view.unreadable, n) {
        (Some(text), _) => view! {
            <div role="alert">
                <Notice kind=NoticeKind::Bad title="The filter could not be read, so nothing was searched.">
                    <p>
                        "Write " <strong>{text}</strong>
                        " as a day such as 2026-11-24, or as an instant such as 2026-11-24T19:40:00Z. Both are in UTC."
                    </p>
                </Notice>
            </div>
        }
        .into_any(),
        (None, 0) if is_filtered => view! {
            <EmptyState sentence="No event matches all parts of the filter. Leave some of them empty to find more." action="Show all events" href=here.clone()/>
        }
        .into_any(),
        (None, 0) => view! { <EmptyState sentence="Nothing was recorded yet. Every change in this workspace appears here with who, what and when."/> }.into_any(),
        (None, _) => table(&slug, view.events, is_filtered).into_any(),
    };
    view! {
        <Framed frame=frame title=title place=Place::Audit>
            <PageHead
                title="Audit"
                meta=|| "Every change, newest first. Nothing here can be changed or taken out."
                actions=move || can_export.then(|| view! { <ButtonLink href=csv.clone()>"Download as CSV"</ButtonLink> })
            />
            <FilterForm here=here filter=filter is_filtered=is_filtered/>
            {first.map(|first| view! { <p><a href=first>"Back to the newest events"</a></p> })}
            {list}
            <Pager next=next position=counted(n, "event on this page", "events on this page")/>
        </Framed>
    }
}

fn table(slug: &str, events: Vec<AuditRow>, is_filtered: bool) -> impl IntoView + use<> {
    let rows = events
        .into_iter()
        .map(|event| {
            let href = routes::audit_event(slug, &event.chain, event.sequence);
            let place = format!("{} {}", audit_chain(&event.chain), event.sequence);
            let at = event.at;
            let (on, change) = (object(slug, &event), short_changes(&event));
            view! {
                <tr>
                    <RowHead label="Event">
                        <a class="unbroken" href=href>{place}</a>
                    </RowHead>
                    <Cell label="When">
                        <Time at=at/>
                    </Cell>
                    <Cell label="Who">{audit_actor(&event.actor)}</Cell>
                    <Cell label="What">{audit_action(&event.action)}</Cell>
                    <Cell label="On">{on}</Cell>
                    <Cell label="Change">{change}</Cell>
                </tr>
            }
        })
        .collect_view();
    let caption = if is_filtered { "Events that match the filter, newest first" } else { "All events, newest first" };
    let columns = ["Event", "When", "Who", "What", "On", "Change"].map(Column::new).to_vec();
    view! { <DataTable id="events" caption=caption columns=columns>{rows}</DataTable> }
}
