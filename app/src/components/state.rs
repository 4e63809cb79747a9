//! What stands in a page that has nothing to show, or could not show it. Never in here: a cause or a secret of the machine.

use leptos::prelude::*;

use super::{
    button::{ButtonKind, ButtonLink},
    icon::{Glyph, Icon},
    text::OptionalText,
};

/// Nothing here yet: one sentence, one act.
#[component]
pub fn EmptyState(
    /// The sentence.
    #[prop(into)]
    sentence: String,
    /// Label of the act; without it there is none.
    #[prop(optional, into)]
    action: OptionalText,
    /// Where the act leads.
    #[prop(optional, into)]
    href: String,
) -> impl IntoView {
    let action = action.get();
    view! {
        <div class="state state-empty">
            <p>{sentence}</p>
            {action.map(|label| view! { <ButtonLink href=href kind=ButtonKind::Primary>{label}</ButtonLink> })}
        </div>
    }
}

/// Something failed: what, what was kept, what to do now.
#[component]
pub fn ErrorState(
    /// What failed, in one sentence.
    #[prop(into)]
    what: String,
    /// What was kept, such as "Your draft is saved."
    #[prop(into)]
    kept: String,
    /// What the person can do now.
    #[prop(into)]
    remedy: String,
    /// The id under which the log holds the cause; none by default.
    #[prop(optional, into)]
    reference: OptionalText,
    /// Buttons; none by default.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let reference = reference.get();
    view! {
        <section class="state state-failed" role="alert">
            <h2>
                <Icon glyph=Glyph::Failed/>
                {what}
            </h2>
            <p>{kept}</p>
            <p>{remedy}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
            {reference
                .map(|id| {
                    view! { <p class="state-reference">"Reference for support: " <code>{id}</code></p> }
                })}
        </section>
    }
}
