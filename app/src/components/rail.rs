//! The rail: a vertical line that joins steps, levels or events. Never in here: what the steps mean.

use leptos::prelude::*;

use super::{chip::Status, icon::Icon};

/// An ordered list along the rail. Children are [`RailStep`]s.
#[component]
pub fn Rail(
    /// What the list is, for readers who cannot see it.
    #[prop(into)]
    label: String,
    /// The steps.
    children: Children,
) -> impl IntoView {
    view! {
        <ol class="rail" role="list" aria-label=label>
            {children()}
        </ol>
    }
}

/// One step along the rail.
#[component]
pub fn RailStep(
    /// The look.
    status: Status,
    /// What the step does.
    #[prop(into)]
    title: String,
    /// How it stands, in words, such as "Done" or "Failed at the second attempt".
    #[prop(into)]
    words: String,
    /// When, and how long; empty by default.
    #[prop(optional, into)]
    when: ViewFn,
    /// More about the step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon = if status == Status::Running { "rail-icon rail-turning" } else { "rail-icon" };
    let current = (status == Status::Running).then_some("step");
    view! {
        <li class=status.tone() aria-current=current>
            <span class=icon>
                <Icon glyph=status.glyph()/>
            </span>
            <div class="rail-line">
                <span class="rail-title">{title}</span>
                <span class="rail-words">{words}</span>
                <span class="rail-when">{when.run()}</span>
            </div>
            {children.map(|children| view! { <div class="rail-more stack">{children()}</div> })}
        </li>
    }
}
