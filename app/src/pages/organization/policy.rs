//! One service control policy: its text and where it is attached.
//! Never here: changing it.

use domain::wire::{Frame, PolicyView, TargetRef};
use leptos::prelude::*;

use crate::components::{Code, CopyId, EmptyState, KeyRow, KeyValue, PageHead, Place};
use crate::pages::address;
use crate::pages::as_of::AsOf;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::grouped;

/// The page.
#[component]
pub(crate) fn Policy() -> impl IntoView {
    let id = address::part("policy");
    load(async move |caller| control::organization::policies::show(&caller, &id).await, show)
}

pub(super) fn show(frame: Frame, view: PolicyView) -> impl IntoView + use<> {
    let slug = frame.slug.clone();
    let all = routes::policies(&slug);
    let at = view.observed_at;
    let policy = view.row;
    let kept = if policy.is_aws_managed { "AWS keeps it; it cannot be changed" } else { "Your organization keeps it" };
    let targets = if view.targets.is_empty() {
        view! { <EmptyState sentence="It is attached to nothing, so it limits nobody."/> }.into_any()
    } else {
        let links = view.targets.into_iter().map(|target| view! { <li>{target_link(&slug, target)}</li> }).collect_view();
        view! { <ul class="links" role="list">{links}</ul> }.into_any()
    };
    let description =
        (!policy.description.is_empty()).then(|| view! { <KeyRow label="Description">{policy.description}</KeyRow> });
    view! {
        <Framed frame=frame title=policy.name.clone() place=Place::Policies>
            <PageHead title=policy.name meta=move || view! { <AsOf at=at/> <a href=all.clone()>"All policies"</a> }/>
            <KeyValue>
                {description}
                <KeyRow label="Policy id">
                    <CopyId value=policy.id what="policy id"/>
                </KeyRow>
                <KeyRow label="Kept by">{kept}</KeyRow>
                <KeyRow label="Size">{format!("{} of {} characters", grouped(policy.n_characters), grouped(view.most_characters))}</KeyRow>
                <KeyRow label="SHA-256">
                    <CopyId value=view.sha256 what="SHA-256 of the policy"/>
                </KeyRow>
            </KeyValue>
            <h2>"Attached to"</h2>
            {targets}
            <h2>"Text"</h2>
            <Code label="Text of the policy" text=view.content/>
        </Framed>
    }
}

/// An account's own page, or the inventory below a root or unit.
fn target_link(slug: &str, target: TargetRef) -> impl IntoView + use<> {
    let is_account = target.id.bytes().all(|byte| byte.is_ascii_digit());
    let href = if is_account {
        routes::account(slug, &target.id)
    } else {
        routes::with_query(routes::accounts(slug), &[("unit", &target.id)])
    };
    let words = if is_account { "account" } else { "with everything below" };
    view! {
        <a href=href>{target.name}</a>
        " "
        <span class="faint">{words}</span>
    }
}
