//! The frame of pages without a workspace: sign-in, errors, signed out. Never in here: navigation.

use leptos::prelude::*;

use super::{document_title::DocumentTitle, theme::ThemeSwitch};

/// The frame of a page without a workspace. It also sets the document's title.
#[component]
pub fn PlainPage(
    /// The document's title before the product.
    #[prop(into)]
    title: String,
    /// The page itself: a page head, then its blocks.
    children: Children,
) -> impl IntoView {
    view! {
        <DocumentTitle text=format!("{title} - Charter")/>
        <a class="skip" href="#content">"Skip to content"</a>
        <header class="bar">
            <a class="bar-brand" href="/">"Charter"</a>
            <div class="bar-end">
                <ThemeSwitch/>
            </div>
        </header>
        <main class="content plain" id="content" tabindex="-1">
            {children()}
        </main>
    }
}
