//! The head of a page: title, meta line, actions. Never in here: the document's title, which the frame sets.

use leptos::prelude::*;

/// Title, meta line and actions of a page.
#[component]
pub fn PageHead(
    /// The title.
    #[prop(into)]
    title: String,
    /// The meta line, such as a chip and "AWS as of ..."; empty by default.
    #[prop(optional, into)]
    meta: Option<ViewFn>,
    /// Buttons at the end of the line; none by default.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
) -> impl IntoView {
    view! {
        <div class="head">
            <div class="head-words">
                <h1>{title}</h1>
                {meta.map(|meta| view! { <div class="head-meta">{meta.run()}</div> })}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions.run()}</div> })}
        </div>
    }
}
