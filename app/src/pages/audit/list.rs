//! The audit history: search, bars over time, facets and the events, newest first. The address holds all of it.
//! Never here: bytes of events.

use domain::wire::{AuditFilter, AuditRow, AuditView, Frame};
use leptos::prelude::*;

use super::fields::{object, short_changes};
use super::overview::{facets, histogram};
use super::search::{QueryBar, how_to, problem};
use crate::components::{
    ButtonKind, ButtonLink, Cell, Chip, Column, DataTable, EmptyState, Notice, PageHead, Pager, Place, RowHead, Status, Time,
};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::form::form_title;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{audit_action, audit_actor, audit_chain, audit_result, counted};

/// The page.
#[component]
pub(crate) fn History() -> impl IntoView {
    let [q, seen, before] = ["q", "seen", "before"].map(address::query);
    let filter = AuditFilter { q, seen, before };
    load(async move |caller| control::audit::list(&caller, filter).await, show)
}

pub(super) fn show(frame: Frame, view: AuditView) -> impl IntoView {
    let slug = frame.slug.clone();
    let here = routes::audit(&slug);
    let filter = view.filter.clone();
    let is_frozen = !filter.seen.is_empty();
    let is_asked = !filter.q.is_empty();
    let can_export = frame.can.can_export_audit && view.problem.is_none();
    let title = form_title("Audit", view.problem.is_some());
    // A page that follows another must be of the same picture, so its link is frozen; so is what is taken away from a frozen view.
    let frozen = |before: &str| [("q", view.frozen_q.clone()), ("seen", view.seen.clone()), ("before", before.to_owned())];
    let at = |path: String, pairs: [(&str, String); 3]| {
        routes::with_query(path, &pairs.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    let permalink = at(here.clone(), frozen(""));
    let next = view.next.as_deref().map(|before| at(here.clone(), frozen(before)));
    let first = (!filter.before.is_empty()).then(|| permalink.clone());
    let live = routes::with_query(here.clone(), &[("q", &filter.q)]);
    let asked = [("q", filter.q.as_str()), ("seen", filter.seen.as_str())];
    let csv = routes::with_query(routes::audit_csv(&slug), &asked);
    let lines = routes::with_query(routes::audit_lines(&slug), &asked);
    let is_answered = view.problem.is_none();
    let actions = move || {
        view! {
            {(is_answered && !is_frozen).then(|| view! { <ButtonLink kind=ButtonKind::Quiet href=permalink.clone()>"Freeze this view"</ButtonLink> })}
            {can_export.then(|| view! { <ButtonLink href=csv.clone()>"Download as CSV"</ButtonLink> <ButtonLink href=lines.clone()>"With proofs (JSON Lines)"</ButtonLink> })}
        }
    };
    let n = view.events.len();
    let found = match view.problem {
        Some(wrong) => problem(wrong).into_any(),
        None if n == 0 && is_asked => view! {
            <EmptyState sentence="No event matches all terms of the search. Take some of them out to find more." action="Show all events" href=here.clone()/>
        }
        .into_any(),
        None if n == 0 => view! { <EmptyState sentence="Nothing was recorded yet. Every change in this workspace appears here with who, what and when."/> }.into_any(),
        None => {
            let side = facets(&here, &filter, view.facets, view.is_cut);
            let over_time = filter.before.is_empty().then(|| histogram(&here, &filter, view.bars, view.counted, view.is_cut));
            view! {
                <div class="explorer">
                    <div class="explorer-main stack">
                        {over_time}
                        {first.map(|first| view! { <p><a href=first>"Back to the newest events"</a></p> })}
                        {table(&slug, view.events, is_asked)}
                        <Pager next=next position=counted(n, "event on this page", "events on this page")/>
                    </div>
                    <div class="explorer-side" id="narrow-down">{side}</div>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <Framed frame=frame title=title place=Place::Audit>
            <PageHead title="Audit" meta=|| "Every change, newest first. Nothing here can be changed or taken out." actions=actions/>
            <QueryBar here=here.clone() filter=filter terms=view.terms/>
            {is_frozen.then(|| view! { <FrozenNotice live=live/> })}
            {how_to(&here)}
            {found}
        </Framed>
    }
}

/// That later events are not shown.
#[component]
fn FrozenNotice(
    /// The same without an end.
    live: String,
) -> impl IntoView {
    view! {
        <Notice title="This view is frozen: its address shows the same events for ever.">
            <p>"Events that came later are not in it. " <a href=live>"Show them too"</a></p>
        </Notice>
    }
}

/// The look of an outcome.
pub(super) fn outcome(result: &str) -> impl IntoView + use<> {
    let status = match result {
        "refused" => Status::Rejected,
        "failed" => Status::Failed,
        _ => Status::Done,
    };
    view! { <Chip status=status words=audit_result(result)/> }
}

fn table(slug: &str, events: Vec<AuditRow>, is_asked: bool) -> impl IntoView + use<> {
    let rows = events
        .into_iter()
        .map(|event| {
            let href = routes::audit_event(slug, &event.chain, event.sequence);
            let place = format!("{} {}", audit_chain(&event.chain), event.sequence);
            let at = event.at;
            let (on, change) = (object(slug, &event), short_changes(&event));
            let not_done = (event.result != "done").then(|| outcome(&event.result));
            view! {
                <tr>
                    <RowHead label="Event">
                        <a class="unbroken" href=href>{place}</a>
                        <span class="event-when">
                            <Time at=at/>
                        </span>
                    </RowHead>
                    <Cell label="Who">{audit_actor(&event.actor)}</Cell>
                    <Cell label="What">{audit_action(&event.action)} " " {not_done}</Cell>
                    <Cell label="On">{on}</Cell>
                    <Cell label="Change">{change}</Cell>
                </tr>
            }
        })
        .collect_view();
    let caption = if is_asked { "Events that match the search, newest first" } else { "All events, newest first" };
    let columns = ["Event", "Who", "What", "On", "Change"].map(Column::new).to_vec();
    view! { <DataTable id="events" caption=caption columns=columns>{rows}</DataTable> }
}
