//! A list of facts, or answers to check with a way to change each. Never in here: which facts.

use leptos::prelude::*;

use super::text::OptionalText;

/// A list of facts. Children are [`KeyRow`]s.
#[component]
pub fn KeyValue(
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact.
#[component]
pub fn KeyRow(
    /// What the fact is about.
    #[prop(into)]
    label: String,
    /// Where the answer can be changed; no link by default.
    #[prop(optional, into)]
    change: OptionalText,
    /// The fact.
    children: Children,
) -> impl IntoView {
    let change = change.get();
    let link = change.map(|href| {
        let what = format!(" {}", label.to_lowercase());
        view! {
            <dd class="facts-change">
                <a href=href>"Change" <span class="unseen">{what}</span></a>
            </dd>
        }
    });
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{children()}</dd>
            {link}
        </div>
    }
}
