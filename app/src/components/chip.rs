//! The status of a thing as shape, word and colour. Never in here: what a domain state is called; callers bring the words.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// The looks that a status can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not sent yet.
    Draft,
    /// Waiting on someone.
    Waiting,
    /// At work.
    Running,
    /// Done, healthy.
    Done,
    /// A person should look.
    Attention,
    /// Broke.
    Failed,
    /// A person or a rule said no.
    Rejected,
    /// Stopped for now.
    Paused,
    /// Withdrawn, closed, not needed.
    Closed,
}

impl Status {
    /// The icon of this status.
    #[must_use]
    pub const fn glyph(self) -> Glyph {
        match self {
            Self::Draft => Glyph::Draft,
            Self::Waiting => Glyph::Hourglass,
            Self::Running => Glyph::Running,
            Self::Done => Glyph::Done,
            Self::Attention => Glyph::Attention,
            Self::Failed => Glyph::Failed,
            Self::Rejected => Glyph::Rejected,
            Self::Paused => Glyph::Paused,
            Self::Closed => Glyph::Closed,
        }
    }

    /// The class that sets the colours of this status.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Draft | Self::Closed => "tone-faint",
            Self::Waiting => "tone-waiting",
            Self::Running => "tone-info",
            Self::Done => "tone-ok",
            Self::Attention => "tone-warn",
            Self::Failed | Self::Rejected => "tone-bad",
            Self::Paused => "tone-still",
        }
    }
}

/// A small label with icon, word and colour.
#[component]
pub fn Chip(
    /// The look.
    status: Status,
    /// The words, such as "Waiting for Security (1 of 2)".
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <span class=format!("chip {}", status.tone())>
            <Icon glyph=status.glyph()/>
            {words}
        </span>
    }
}
