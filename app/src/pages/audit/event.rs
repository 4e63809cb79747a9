//! One event: who, what, when, what it changed, what belongs to the same thing, its place in the chain and the proof of it.
//! Never here: a verdict whether the whole chain holds.

use domain::wire::{AuditEventView, AuditRow, Frame, RelatedEvent};
use leptos::prelude::*;

use super::fields::{all_fields, object};
use super::list::outcome;
use super::proof::{Proof, proof};
use crate::components::{Code, CopyId, KeyRow, KeyValue, PageHead, Place, Time};
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

pub(super) fn show(frame: Frame, view: AuditEventView) -> impl IntoView {
    let slug = frame.slug.clone();
    let AuditEventView { event, session, json, previous_leaf, has_next, related, related_q, proof: head } = view;
    let title = format!("{} {}", audit_chain(&event.chain), event.sequence);
    let what = audit_action(&event.action);
    let at = event.at;
    let back = routes::audit(&slug);
    let result = event.result.clone();
    let meta = move || view! { <Time at=at/> {outcome(&result)} <a href=back.clone()>"All events"</a> };
    let (chain, sequence) = (event.chain.clone(), event.sequence);
    let before = (sequence > 1).then(|| routes::audit_event(&slug, &chain, sequence - 1));
    let after = has_next.then(|| routes::audit_event(&slug, &chain, sequence + 1));
    let download = frame.can.can_export_audit.then(|| routes::audit_proof(&slug, &chain, sequence));
    let facts = facts(&slug, &event, session);
    let fields = if event.fields.is_empty() {
        view! { <p>"No value was changed."</p> }.into_any()
    } else {
        all_fields(event.fields).into_any()
    };
    let all = related_q.map(|q| routes::with_query(routes::audit(&slug), &[("q", &q)]));
    let signed = proof(head.as_ref(), sequence).into_any();
    view! {
        <Framed frame=frame title=format!("{what} - {title}") place=Place::Audit>
            <PageHead title=what meta=meta/>
            {facts}
            <h2>"What changed"</h2>
            {fields}
            {(!related.is_empty()).then(|| belonging(&slug, related, all))}
            <h2>"Place in the record"</h2>
            <KeyValue>
                <KeyRow label="Place in the chain">
                    {title}
                    " "
                    <span class="links">
                        {before.map(|href| view! { <a href=href>"The event before it in the chain"</a> })}
                        {after.map(|href| view! { <a href=href>"The event after it"</a> })}
                    </span>
                </KeyRow>
                <KeyRow label="Leaf (SHA-256)">
                    <CopyId value=event.leaf what="leaf of the event"/>
                </KeyRow>
                <KeyRow label="Leaf before it">
                    <CopyId value=previous_leaf what="leaf of the event before it"/>
                </KeyRow>
                {signed}
            </KeyValue>
            <Proof head=head download=download/>
            <details class="fold">
                <summary>"The event as it is chained (JSON)"</summary>
                <div class="stack">
                    <p class="faint">"Indented for reading. The leaf is the hash of the canonical bytes, which every download has. A personal value stands in them as a salted hash."</p>
                    <Code label="The event" text=json/>
                </div>
            </details>
        </Framed>
    }
}

/// Who, what, on what, from where.
fn facts(slug: &str, event: &AuditRow, session: Option<String>) -> impl IntoView + use<> {
    let event = event.clone();
    let search = |q: &str| routes::with_query(routes::audit(slug), &[("q", q)]);
    let same_object = search(&format!("target:{}", event.object_id));
    let belongs = object(slug, &event).into_any();
    // An event about a request names it once.
    let is_request = event.object_kind == "request";
    let to_request = event.request.filter(|_| is_request).map(|number| routes::request(slug, number));
    let of_request = (event.request.is_some() && !is_request).then(|| view! { <KeyRow label="Request">{belongs}</KeyRow> });
    let copied = |label: &'static str, what: &'static str, value: Option<String>| {
        value.map(|value| view! { <KeyRow label=label><CopyId value=value what=what/></KeyRow> })
    };
    let address = event.address.clone().map(|address| {
        // A value that was erased is no address, and leads nowhere.
        let from_it = address.parse::<std::net::IpAddr>().is_ok().then(|| search(&format!("ip:{address}")));
        view! {
            <KeyRow label="Source address">
                <code>{address}</code>
                " "
                {from_it.map(|href| view! { <a href=href>"All events from it"</a> })}
            </KeyRow>
        }
    });
    let session = session.map(|session| {
        let href = search(&session);
        view! { <KeyRow label="Session"><code>{session}</code> " " <a href=href>"All events of it"</a></KeyRow> }
    });
    view! {
        <KeyValue>
            <KeyRow label="Who">{audit_actor(&event.actor)}</KeyRow>
            <KeyRow label="What">{audit_action(&event.action)} " (" <code>{event.action.clone()}</code> ")"</KeyRow>
            <KeyRow label=audit_object(&event.object_kind)>
                <CopyId value=event.object_id.clone() what="id of the object"/>
                " "
                <span class="links">
                    {to_request.map(|href| view! { <a href=href>"The request"</a> })}
                    <a href=same_object>"All events on it"</a>
                </span>
            </KeyRow>
            {of_request}
            {copied("Plan", "hash of the plan", event.plan.clone())}
            {event.step.clone().map(|step| view! { <KeyRow label="Step"><code>{step}</code></KeyRow> })}
            {copied("AWS request id", "AWS request id", event.aws_request.clone())}
            {event.reason.clone().map(|reason| view! { <KeyRow label="Reason"><span class="value">{reason}</span></KeyRow> })}
            {address}
            {session}
        </KeyValue>
    }
}

/// Events of the same request, run or object.
fn belonging(slug: &str, related: Vec<RelatedEvent>, all: Option<String>) -> impl IntoView + use<> {
    let items = related
        .into_iter()
        .map(|one| {
            let href = routes::audit_event(slug, &one.chain, one.sequence);
            let at = one.at;
            view! {
                <li>
                    <Time at=at/>
                    <a href=href>
                        {audit_action(&one.action)}
                        <span class="unseen">{format!(", {} {}", audit_chain(&one.chain), one.sequence)}</span>
                    </a>
                    {(one.result != "done").then(|| outcome(&one.result))}
                </li>
            }
        })
        .collect_view();
    view! {
        <h2>"Belongs to the same"</h2>
        <ol class="related" role="list">{items}</ol>
        {all.map(|href| view! { <p><a href=href>"All events that belong to it"</a></p> })}
    }
}
