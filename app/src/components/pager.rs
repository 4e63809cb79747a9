//! Links to the pages before and after, by key. Never in here: page numbers or totals that cost a count.

use leptos::prelude::*;

use super::{
    button::ButtonLink,
    icon::{Glyph, Icon},
    text::OptionalText,
};

/// Links to the page before and the page after; nothing when there is neither.
#[component]
pub fn Pager(
    /// The page before.
    #[prop(optional, into)]
    previous: OptionalText,
    /// The page after.
    #[prop(optional, into)]
    next: OptionalText,
    /// What is shown, such as "50 requests on this page"; empty by default.
    #[prop(optional, into)]
    position: String,
) -> impl IntoView {
    let previous = previous.get();
    let next = next.get();
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {previous
                    .map(|href| {
                        view! {
                            <ButtonLink href=href>
                                <Icon glyph=Glyph::Back/>
                                "Previous page"
                            </ButtonLink>
                        }
                    })}
                {next
                    .map(|href| {
                        view! {
                            <ButtonLink href=href>
                                "Next page"
                                <Icon glyph=Glyph::Onward/>
                            </ButtonLink>
                        }
                    })}
                {(!position.is_empty()).then(|| view! { <span class="pager-position">{position}</span> })}
            </nav>
        }
    })
}
