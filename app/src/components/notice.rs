//! A sentence or two that must not be missed. Never in here: a message that vanishes by itself.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::text::OptionalText;

/// What sort of message it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Ok,
    /// Take care.
    Warn,
    /// It did not work.
    Bad,
}

impl NoticeKind {
    const fn look(self) -> (Glyph, &'static str) {
        match self {
            Self::Info => (Glyph::Info, "notice tone-info"),
            Self::Ok => (Glyph::Done, "notice tone-ok"),
            Self::Warn => (Glyph::Attention, "notice tone-warn"),
            Self::Bad => (Glyph::Failed, "notice tone-bad"),
        }
    }
}

/// A message within the page.
#[component]
pub fn Notice(
    /// What sort of message.
    #[prop(optional)]
    kind: NoticeKind,
    /// A first sentence in bold; none by default.
    #[prop(optional, into)]
    title: OptionalText,
    /// The message: text or blocks.
    children: Children,
) -> impl IntoView {
    let title = title.get();
    let (glyph, class) = kind.look();
    view! {
        <div class=class>
            <Icon glyph=glyph/>
            <div class="notice-words">
                {title.map(|title| view! { <p><strong>{title}</strong></p> })}
                {children()}
            </div>
        </div>
    }
}
