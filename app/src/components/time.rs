//! Times as people read them, in UTC, with the exact value for machines. Never in here: the clock.

use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

/// `24 Nov 2026, 19:40 UTC`.
#[must_use]
pub fn utc_text(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M UTC").to_string()
}

/// A point in time.
#[component]
pub fn Time(
    /// When.
    at: DateTime<Utc>,
) -> impl IntoView {
    let exact = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    view! { <time datetime=exact>{utc_text(at)}</time> }
}

/// The day of a point in time, where the hour says nothing: `24 Nov 2026`.
#[component]
pub fn Day(
    /// When.
    at: DateTime<Utc>,
) -> impl IntoView {
    let exact = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    view! { <time datetime=exact>{at.format("%-d %b %Y").to_string()}</time> }
}

/// A point in time whose text was made elsewhere.
#[component]
pub fn TimeText(
    /// RFC 3339, for machines.
    #[prop(into)]
    datetime: String,
    /// What people read.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <time datetime=datetime>{text}</time> }
}
