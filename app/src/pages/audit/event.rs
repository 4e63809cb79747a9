//! One event: who, what, when, to what it belongs, what it changed, and its place in the chain.
//! Never here: a verdict whether the chain holds.

use domain::wire::{AuditRow, Frame};
use leptos::prelude::*;

use super::fields::{all_fields, object};
use crate::components::{CopyId, KeyRow, KeyValue, PageHead, Place, Time};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{audit_action, audit_actor, audit_chain, audit_object};

/// The page.
#[component]
pub(crate) fn Event() -> impl IntoView {
    let chain = address::part("chain");
    // A text that is no number is the place of no event.
    let sequence = address::part("sequence").parse().unwrap_or(0);
    load(async move |caller| control::audit::show(&caller, &chain, sequence).await, show)
}

pub(super) fn show(frame: Frame, event: AuditRow) -> impl IntoView {
    let slug = frame.slug.clone();
    let title = format!("{} {}", audit_chain(&event.chain), event.sequence);
    let what = audit_action(&event.action);
    let at = event.at;
    let belongs = object(&slug, &event).into_any();
    let kind = audit_object(&event.object_kind);
    let of_request = event.request.is_some().then(|| view! { <KeyRow label="Request">{belongs}</KeyRow> });
    let previous = (event.sequence > 1).then(|| routes::audit_event(&slug, &event.chain, event.sequence - 1));
    let back = routes::audit(&slug);
    let same_object = routes::with_query(routes::audit(&slug), &[("object", &event.object_id)]);
    let copied = |label: &'static str, what: &'static str, value: Option<String>| {
        value.map(|value| view! { <KeyRow label=label><CopyId value=value what=what/></KeyRow> })
    };
    let fields = (!event.fields.is_empty()).then(|| view! { <h2>"What changed"</h2> {all_fields(event.fields)} });
    view! {
        <Framed frame=frame title=format!("{what} - {title}") place=Place::Audit>
            <PageHead title=what.clone() meta=move || view! { <Time at=at/> <a href=back.clone()>"All events"</a> }/>
            <KeyValue>
                <KeyRow label="Who">{audit_actor(&event.actor)}</KeyRow>
                <KeyRow label="What">{what.clone()} " (" <code>{event.action}</code> ")"</KeyRow>
                <KeyRow label=kind>
                    <CopyId value=event.object_id what="id of the object"/>
                    " "
                    <a href=same_object>"All events on it"</a>
                </KeyRow>
                {of_request}
                {copied("Plan", "hash of the plan", event.plan)}
                {event.step.map(|step| view! { <KeyRow label="Step"><code>{step}</code></KeyRow> })}
                {copied("AWS request id", "AWS request id", event.aws_request)}
                {event.reason.map(|reason| view! { <KeyRow label="Reason"><span class="value">{reason}</span></KeyRow> })}
                {event.address.map(|address| view! { <KeyRow label="Source address"><code>{address}</code></KeyRow> })}
                <KeyRow label="Place in the chain">{title.clone()}</KeyRow>
                <KeyRow label="Leaf (SHA-256)">
                    <CopyId value=event.leaf what="leaf of the event"/>
                </KeyRow>
            </KeyValue>
            {fields}
            {previous.map(|href| view! { <p><a href=href>"The event before it in the chain"</a></p> })}
        </Framed>
    }
}
