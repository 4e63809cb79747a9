//! The difference between two texts, line by line. Never in here: how the difference is found.

use leptos::prelude::*;

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// In both.
    Same(String),
    /// Only in the new one.
    Added(String),
    /// Only in the old one.
    Removed(String),
}

/// A difference, one line under the other, with signs beside the colours.
#[component]
pub fn Diff(
    /// What differs, for readers who cannot see it.
    #[prop(into)]
    label: String,
    /// The lines, in order.
    lines: Vec<DiffLine>,
) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let (class, sign, spoken, text) = match line {
                DiffLine::Same(text) => (None, " ", None, text),
                DiffLine::Added(text) => (Some("diff-added"), "+", Some("Added: "), text),
                DiffLine::Removed(text) => (Some("diff-removed"), "-", Some("Removed: "), text),
            };
            view! {
                <li class=class>
                    <span class="diff-sign" aria-hidden="true">{sign}</span>
                    {spoken.map(|spoken| view! { <span class="unseen">{spoken}</span> })}
                    <code>{text}</code>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="diff" role="region" tabindex="0" aria-label=label>
            <ol role="list">{rows}</ol>
        </div>
    }
}
