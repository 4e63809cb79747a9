//! The connection to the AWS organization: prepared, made, and how fresh the last reading is.
//! Never here: credentials (there are none to keep).

use domain::wire::{ConnectionView, Frame};
use leptos::prelude::*;

use super::connect_form::{ConnectForm, HowTo, Prepare};
use super::contact_form::ContactForm;
use crate::api::organization::{ChangeSecurityContact, ConnectOrganization, PrepareConnection};
use crate::api::typed::{self, Kept};
use crate::components::{CopyId, KeyRow, KeyValue, PageHead, Place, Time};
use crate::pages::as_of::AsOf;
use crate::pages::boundary::load;
use crate::pages::form::{Failed, form_title};
use crate::pages::framed::Framed;
use crate::pages::observe::{ObserveButton, Observed};
use crate::pages::outcome::{Done, failed_at};

/// The page.
#[component]
pub(crate) fn Connection() -> impl IntoView {
    load(async |caller| control::organization::connection::show(&caller).await, show)
}

pub(super) fn show(frame: Frame, view: ConnectionView) -> impl IntoView {
    let failure = failed_at::<ConnectOrganization>();
    let unprepared = failed_at::<PrepareConnection>();
    let no_contact = failed_at::<ChangeSecurityContact>();
    let title = form_title("Connection", failure.is_some() || no_contact.is_some());
    let slug = frame.slug.clone();
    let at = view.observed_at;
    let can_observe = frame.can.can_observe && view.connected_at.is_some();
    let has_typed = typed::kept::<(String, String)>("connect") != Kept::Nothing;
    let body = match (&view.external_id, view.connected_at) {
        (None, _) => view! { <Prepare workspace=slug.clone()/> }.into_any(),
        (Some(external_id), None) => view! {
            <HowTo external_id=external_id.clone()/>
            <h2>"3. Connect"</h2>
            <ConnectForm workspace=slug.clone() view=view.clone() failure=failure.clone()/>
        }
        .into_any(),
        (Some(external_id), Some(_)) => view! {
            {facts(view.clone())}
            <details class="fold" open=failure.is_some() || has_typed>
                <summary>"Change the role or the e-mail pattern"</summary>
                <div class="stack">
                    <ConnectForm workspace=slug.clone() view=view.clone() failure=failure.clone()/>
                </div>
            </details>
            <ContactForm workspace=slug.clone() contact=view.security_contact.clone() failure=no_contact.clone()/>
            <details class="fold">
                <summary>"Trust policy and permissions of the role"</summary>
                <div class="stack">
                    <HowTo external_id=external_id.clone()/>
                </div>
            </details>
        }
        .into_any(),
    };
    view! {
        <Framed frame=frame title=title place=Place::Connection>
            <PageHead
                title="Connection to AWS"
                meta=move || view! { <AsOf at=at/> }
                actions=move || can_observe.then(|| view! { <ObserveButton workspace=slug.clone() from="connection"/> })
            />
            <Failed failure=unprepared/>
            <Failed failure=failure/>
            <Failed failure=no_contact/>
            <Observed/>
            <Done word="contact_changed" sentence="The security contact was saved. Plans that are drawn from now on have it."/>
            <Done word="connected" sentence="The organization is connected, and AWS was read for the first time."/>
            <Done word="connected_unread" sentence="The organization is connected, but AWS could not be read yet: press Read AWS now."/>
            {body}
        </Framed>
    }
}

fn facts(view: ConnectionView) -> impl IntoView {
    let id = |label: &'static str, what: &'static str, value: Option<String>| {
        value.map(|value| view! { <KeyRow label=label><CopyId value=value what=what/></KeyRow> })
    };
    let contact = view
        .security_contact
        .map_or_else(|| "None".to_owned(), |one| format!("{}, {}, {}, {}", one.name, one.title, one.email, one.phone));
    let connected_at = view.connected_at;
    let observed_at = view.observed_at;
    view! {
        <KeyValue>
            {id("AWS organization", "id of the organization", view.aws_organization_id)}
            {id("Management account", "id of the management account", view.management_account)}
            {id("Role", "ARN of the role", view.role_arn)}
            {id("External id", "external id", view.external_id)}
            {view.email_pattern.map(|pattern| view! { <KeyRow label="Root e-mails are made from"><code>{pattern}</code></KeyRow> })}
            <KeyRow label="Security contact of new accounts">{contact}</KeyRow>
            {connected_at.map(|at| view! { <KeyRow label="Connected"><Time at=at/></KeyRow> })}
            <KeyRow label="Last read">
                {match observed_at {
                    Some(at) => view! { <Time at=at/> }.into_any(),
                    None => "Not yet. Read AWS now to fill the tree, the accounts and the policies.".into_any(),
                }}
            </KeyRow>
        </KeyValue>
    }
}
