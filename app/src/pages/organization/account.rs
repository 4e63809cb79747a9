//! One account: facts, and which policies reach it from where.
//! Never here: what the policies allow together.

use domain::wire::{AccountPage, AccountRecord, AccountView, Dated, Frame};
use leptos::prelude::*;

use super::ladder;
use super::then::{AsOfLine, Banner, Then, asked, not_there, nothing, title};
use crate::components::{Chip, CopyId, EmptyState, KeyRow, KeyValue, PageHead, Place, Time};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{account_state, audit_action, joined_method};

/// The page.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let id = address::part("account");
    let (asked, here) = (asked(), id.clone());
    load(
        async move |caller| control::organization::accounts::show_as_of(&caller, &id, asked).await,
        move |frame, dated| show(frame, &here, dated),
    )
}

pub(super) fn show(frame: Frame, id: &str, dated: Dated<AccountPage>) -> impl IntoView + use<> {
    let moment = dated.moment;
    let then = Then::new(&frame.slug, &moment);
    let here = routes::account(&frame.slug, id);
    let all = then.accounts(&[]);
    let name = dated.shown.as_ref().map_or_else(|| id.to_owned(), |page| page.account.row.name.clone());
    let chip = dated.shown.as_ref().map(|page| account_state(&page.account.row.state));
    let chip = move || chip.clone().map(|(status, words)| view! { <Chip status=status words=words/> });
    let body = match (dated.shown, dated.life) {
        (Some(page), _) => view! { {facts(&then, page.account)} {page.record.map(|record| events(&then, record))} }.into_any(),
        (None, Some(life)) => not_there("account", &moment, life, &here),
        (None, None) => nothing(&frame, &moment, &here, &[]),
    };
    let (title, line, there) = (title(&name, &moment), moment.clone(), here.clone());
    view! {
        <Framed frame=frame title=title place=Place::Accounts>
            <PageHead
                title=name
                meta=move || {
                    view! { {chip()} <AsOfLine view=line.clone() here=there.clone()/> <a href=all.clone()>"All accounts"</a> }
                }
            />
            <Banner view=moment slug=then.slug().to_owned() here=here/>
            {body}
        </Framed>
    }
}

fn facts(then: &Then, view: AccountView) -> impl IntoView + use<> {
    let account = view.row;
    let joined_at = account.joined_at;
    let request = view.request.map(|number| {
        let href = routes::request(then.slug(), number);
        view! {
            <KeyRow label="Request">
                <a href=href>{format!("R-{number}")}</a>
            </KeyRow>
        }
    });
    let mut levels = view.place.levels;
    levels.push(view.place.own);
    let policies = if view.is_management {
        view! {
            <EmptyState sentence="None. This is the management account: AWS never applies service control policies to it, wherever they are attached."/>
        }
        .into_any()
    } else {
        view! {
            <p>"An action is possible only if every level from the root down allows it. A policy that is attached to a level applies to everything below."</p>
            {ladder(then, &levels)}
        }
        .into_any()
    };
    view! {
            <KeyValue>
                <KeyRow label="Account id">
                    <CopyId value=account.id what="account id"/>
                </KeyRow>
                <KeyRow label="Root e-mail">
                    <CopyId value=account.email what="root e-mail"/>
                </KeyRow>
                <KeyRow label="ARN">
                    <CopyId value=view.arn what="ARN"/>
                </KeyRow>
                <KeyRow label="Place">{account.path}</KeyRow>
                <KeyRow label="How it joined">{joined_method(view.joined_method.as_deref())}</KeyRow>
                {joined_at.map(|at| view! { <KeyRow label="Joined"><Time at=at/></KeyRow> })}
                {request}
            </KeyValue>
            <h2>"Service control policies that reach it"</h2>
            {policies}
    }
}

/// What the record has about it until the moment, newest first.
fn events(then: &Then, record: AccountRecord) -> impl IntoView + use<> {
    let heading = if then.text().is_empty() { "What was done" } else { "What was done until then" };
    if record.events.is_empty() {
        let sentence = if then.text().is_empty() {
            "The record has nothing about this account: it was not made in this workspace."
        } else {
            "The record had nothing about this account at that moment."
        };
        return view! { <h2>{heading}</h2> <EmptyState sentence=sentence/> }.into_any();
    }
    let has_more = record.has_more;
    let lines = record
        .events
        .into_iter()
        .map(|event| {
            let href = routes::audit_event(then.slug(), &event.chain, event.sequence);
            view! { <li><Time at=event.at/> " " <a href=href>{audit_action(&event.action)}</a></li> }
        })
        .collect_view();
    view! {
        <h2>{heading}</h2>
        <ul class="changes" role="list">{lines}</ul>
        {has_more.then_some(view! { <p class="faint">"There are older events in the audit history."</p> })}
    }
    .into_any()
}
