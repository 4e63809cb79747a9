//! One service control policy: its text and where it is attached.
//! Never here: changing it.

use domain::wire::{Dated, Frame, PolicyView, TargetRef};
use leptos::prelude::*;

use super::then::{AsOfLine, Banner, Then, asked, not_there, nothing, title};
use crate::components::{Code, CopyId, EmptyState, KeyRow, KeyValue, PageHead, Place};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::grouped;

/// The page.
#[component]
pub(crate) fn Policy() -> impl IntoView {
    let id = address::part("policy");
    let (asked, here) = (asked(), id.clone());
    load(
        async move |caller| control::organization::policies::show_as_of(&caller, &id, asked).await,
        move |frame, dated| show(frame, &here, dated),
    )
}

pub(super) fn show(frame: Frame, id: &str, dated: Dated<PolicyView>) -> impl IntoView + use<> {
    let moment = dated.moment;
    let then = Then::new(&frame.slug, &moment);
    let here = routes::policy(&frame.slug, id);
    let all = then.policies();
    let name = dated.shown.as_ref().map_or_else(|| id.to_owned(), |view| view.row.name.clone());
    let body = match (dated.shown, dated.life) {
        (Some(view), _) => shown(&then, view).into_any(),
        (None, Some(life)) => not_there("policy", &moment, life, &here),
        (None, None) => nothing(&frame, &moment, &here, &[]),
    };
    let (title, line, there) = (title(&name, &moment), moment.clone(), here.clone());
    view! {
        <Framed frame=frame title=title place=Place::Policies>
            <PageHead title=name meta=move || view! { <AsOfLine view=line.clone() here=there.clone()/> <a href=all.clone()>"All policies"</a> }/>
            <Banner view=moment slug=then.slug().to_owned() here=here/>
            {body}
        </Framed>
    }
}

fn shown(then: &Then, view: PolicyView) -> impl IntoView + use<> {
    let policy = view.row;
    let kept = if policy.is_aws_managed { "AWS keeps it; it cannot be changed" } else { "Your organization keeps it" };
    let targets = if view.targets.is_empty() {
        view! { <EmptyState sentence="It is attached to nothing, so it limits nobody."/> }.into_any()
    } else {
        let links = view.targets.into_iter().map(|target| view! { <li>{target_link(then, target)}</li> }).collect_view();
        view! { <ul class="links" role="list">{links}</ul> }.into_any()
    };
    let description =
        (!policy.description.is_empty()).then(|| view! { <KeyRow label="Description">{policy.description}</KeyRow> });
    view! {
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
    }
}

/// An account's own page, or the inventory below a root or unit.
fn target_link(then: &Then, target: TargetRef) -> impl IntoView + use<> {
    let is_account = target.id.bytes().all(|byte| byte.is_ascii_digit());
    let href = if is_account { then.account(&target.id) } else { then.accounts(&[("unit", &target.id)]) };
    let words = if is_account { "account" } else { "with everything below" };
    view! {
        <a href=href>{target.name}</a>
        " "
        <span class="faint">{words}</span>
    }
}
