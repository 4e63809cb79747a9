//! Code as it is: JSON of calls, of policies, of events. Never in here: formatting or colouring of it.

use leptos::prelude::*;

/// A block of code that scrolls by keyboard too.
#[component]
pub fn Code(
    /// What the block holds, for readers who cannot see it.
    #[prop(into)]
    label: String,
    /// The text, shown as it is.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <pre class="code" role="region" tabindex="0" aria-label=label>
            <code>{text}</code>
        </pre>
    }
}
