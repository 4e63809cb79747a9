//! The tree: root and organizational units as nested lists that fold.
//! Never here: accounts by name, moving anything.

use domain::wire::{Frame, NodeView, TreeView};
use leptos::prelude::*;

use super::{not_read, policy_links};
use crate::components::{CopyId, Glyph, Icon, PageHead, Place};
use crate::pages::as_of::AsOf;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::pages::observe::{ObserveButton, Observed};
use crate::routes;
use crate::wording::counted;

/// Levels that are unfolded at first, counted from the root.
const UNFOLDED: usize = 2;

/// The page.
#[component]
pub(crate) fn Tree() -> impl IntoView {
    load(async |caller| control::organization::tree::read(&caller).await, show)
}

pub(super) fn show(frame: Frame, tree: TreeView) -> impl IntoView {
    let at = tree.observed_at;
    let (slug, can_observe) = (frame.slug.clone(), frame.can.can_observe && at.is_some());
    let body = match tree.root {
        Some(root) => view! {
            <p>
                "The root and the organizational units (OUs), each with the service control policies (SCPs) that are attached to it. "
                "An SCP applies to everything below the place where it is attached."
            </p>
            <ul class="tree" role="list">{node(&slug, root, 0)}</ul>
        }
        .into_any(),
        None => not_read(&frame).into_any(),
    };
    view! {
        <Framed frame=frame title="Tree" place=Place::Tree>
            <PageHead
                title="Tree"
                meta=move || view! { <AsOf at=at/> }
                actions=move || can_observe.then(|| view! { <ObserveButton workspace=slug.clone() from="tree"/> })
            />
            <Observed/>
            {body}
        </Framed>
    }
}

fn node(slug: &str, node: NodeView, depth: usize) -> AnyView {
    let accounts = routes::with_query(routes::accounts(slug), &[("unit", &node.id)]);
    let below = node.n_accounts_below.saturating_sub(node.n_accounts);
    let own = counted(node.n_accounts, "account", "accounts");
    let counts = if below == 0 { own } else { format!("{own}, {below} more below") };
    let counts = format!("{counts} · {}", counted(node.policies.len(), "SCP", "SCPs"));
    let policies = (!node.policies.is_empty()).then(|| policy_links(slug, &node.policies));
    let name = node.name.clone();
    let anchor = format!("unit-{}", node.id);
    let children = (!node.children.is_empty()).then(|| {
        let children = node.children.into_iter().map(|child| self::node(slug, child, depth + 1)).collect_view();
        view! { <ul class="tree" role="list">{children}</ul> }
    });
    view! {
        <li>
            <details id=anchor open=depth < UNFOLDED>
                <summary>
                    <Icon glyph=Glyph::Unit/>
                    <span class="tree-name">{node.name}</span>
                    <span class="tree-counts">{counts}</span>
                </summary>
                <div class="tree-more">
                    <div class="tree-facts">
                        <CopyId value=node.id what=format!("id of {name}")/>
                        <a href=accounts>"Accounts in " {name} " and below"</a>
                    </div>
                    {policies}
                </div>
                {children}
            </details>
        </li>
    }
    .into_any()
}
