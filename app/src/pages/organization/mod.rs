//! The AWS organization as it was last read: tree, accounts, policies.
//! Never here: changing it, reading AWS.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod policies;
pub(crate) mod policy;
mod then;
pub(crate) mod tree;

#[cfg(test)]
mod tests;

use domain::wire::{Frame, LevelView, PolicyRef};
use leptos::prelude::*;

use crate::components::{EmptyState, Rail, RailStep, Status};
use crate::routes;
use crate::wording::counted;
use then::Then;

/// What stands there before AWS was read for the first time.
fn not_read(frame: &Frame) -> impl IntoView + use<> {
    if frame.can.can_connect {
        view! {
            <EmptyState
                sentence="Nothing was read from AWS yet. Connect the organization, then its tree, accounts and policies appear here."
                action="Open the connection"
                href=routes::connection(&frame.slug)
            />
        }
        .into_any()
    } else {
        view! {
            <EmptyState sentence="Nothing was read from AWS yet. An administrator of this workspace connects the organization; then it appears here."/>
        }
        .into_any()
    }
}

/// Links to policies, as a list.
fn policy_links(then: &Then, policies: &[PolicyRef]) -> impl IntoView + use<> {
    let links =
        policies.iter().map(|policy| view! { <li><a href=then.policy(&policy.id)>{policy.name.clone()}</a></li> }).collect_view();
    view! { <ul class="links" role="list">{links}</ul> }
}

/// From the root down to the account, each level with what is attached there.
fn ladder(then: &Then, levels: &[LevelView]) -> impl IntoView + use<> {
    let steps = levels
        .iter()
        .map(|level| {
            let links = (!level.policies.is_empty()).then(|| policy_links(then, &level.policies));
            view! {
                <RailStep
                    status=Status::Draft
                    title=level.name.clone()
                    words=counted(level.policies.len(), "SCP attached", "SCPs attached")
                >
                    {links}
                </RailStep>
            }
        })
        .collect_view();
    view! { <Rail label="From the root down to the account">{steps}</Rail> }
}
