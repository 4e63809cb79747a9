//! The tree: root and organizational units as nested lists that fold.
//! Never here: accounts by name, moving anything.

use domain::wire::{Dated, Frame, NodeView, TreeView};
use leptos::prelude::*;

use super::then::{AsOfLine, Banner, Then, asked, nothing, title};
use super::{not_read, policy_links};
use crate::components::{CopyId, Glyph, Icon, PageHead, Place};
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
    let asked = asked();
    load(async move |caller| control::organization::tree::read_as_of(&caller, asked).await, show)
}

pub(super) fn show(frame: Frame, dated: Dated<TreeView>) -> impl IntoView {
    let moment = dated.moment;
    let then = Then::new(&frame.slug, &moment);
    let here = routes::tree(&frame.slug);
    let is_now = moment.as_of.is_none() && moment.problem.is_none();
    let (slug, can_observe) = (frame.slug.clone(), frame.can.can_observe && is_now && moment.observed_at.is_some());
    let body = match dated.shown.map(|tree| tree.root) {
        Some(Some(root)) => view! {
            <p>
                "The root and the organizational units (OUs), each with the service control policies (SCPs) that are attached to it. "
                "An SCP applies to everything below the place where it is attached."
            </p>
            <ul class="tree" role="list">{node(&then, root, 0)}</ul>
        }
        .into_any(),
        Some(None) => not_read(&frame).into_any(),
        None => nothing(&frame, &moment, &here, &[]),
    };
    let (title, line, there) = (title("Tree", &moment), moment.clone(), here.clone());
    view! {
        <Framed frame=frame title=title place=Place::Tree>
            <PageHead
                title="Tree"
                meta=move || view! { <AsOfLine view=line.clone() here=there.clone()/> }
                actions=move || can_observe.then(|| view! { <ObserveButton workspace=slug.clone() from="tree"/> })
            />
            <Observed/>
            <Banner view=moment slug=then.slug().to_owned() here=here/>
            {body}
        </Framed>
    }
}

fn node(then: &Then, node: NodeView, depth: usize) -> AnyView {
    let accounts = then.accounts(&[("unit", &node.id)]);
    let below = node.n_accounts_below.saturating_sub(node.n_accounts);
    let own = counted(node.n_accounts, "account", "accounts");
    let counts = if below == 0 { own } else { format!("{own}, {below} more below") };
    let counts = format!("{counts} · {}", counted(node.policies.len(), "SCP", "SCPs"));
    let policies = (!node.policies.is_empty()).then(|| policy_links(then, &node.policies));
    let name = node.name.clone();
    let anchor = format!("unit-{}", node.id);
    let children = (!node.children.is_empty()).then(|| {
        let children = node.children.into_iter().map(|child| self::node(then, child, depth + 1)).collect_view();
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
