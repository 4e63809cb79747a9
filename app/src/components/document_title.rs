//! The document's title. Never in here: the title that people see in the page.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the document's title.
///
/// `leptos_meta` writes the text of a title into the page as it is, so it has to be escaped here; no page may use its `Title` itself.
#[component]
pub(super) fn DocumentTitle(
    /// The whole title, as people read it.
    text: String,
) -> impl IntoView {
    view! { <Title text=text.replace('&', "&amp;").replace('<', "&lt;")/> }
}
