//! One account: facts, and which policies reach it from where.
//! Never here: what the policies allow together.

use domain::wire::{AccountView, Frame};
use leptos::prelude::*;

use super::ladder;
use crate::components::{Chip, CopyId, KeyRow, KeyValue, PageHead, Place, Time};
use crate::pages::address;
use crate::pages::as_of::AsOf;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{account_state, joined_method};

/// The page.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let id = address::part("account");
    load(async move |caller| control::organization::accounts::show(&caller, &id).await, show)
}

pub(super) fn show(frame: Frame, view: AccountView) -> impl IntoView + use<> {
    let slug = frame.slug.clone();
    let all = routes::accounts(&slug);
    let at = view.observed_at;
    let account = view.row;
    let (status, words) = account_state(&account.state);
    let joined_at = account.joined_at;
    let request = view.request.map(|number| {
        let href = routes::request(&slug, number);
        view! {
            <KeyRow label="Request">
                <a href=href>{format!("R-{number}")}</a>
            </KeyRow>
        }
    });
    let mut levels = view.place.levels;
    levels.push(view.place.own);
    view! {
        <Framed frame=frame title=account.name.clone() place=Place::Accounts>
            <PageHead title=account.name meta=move || view! { <Chip status=status words=words.clone()/> <AsOf at=at/> <a href=all.clone()>"All accounts"</a> }/>
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
            <p>"An action is possible only if every level from the root down allows it. A policy that is attached to a level applies to everything below."</p>
            {ladder(&slug, &levels)}
        </Framed>
    }
}
