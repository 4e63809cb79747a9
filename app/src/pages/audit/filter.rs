//! The filter of the audit history: a plain form whose answer is an address.
//! Never here: reading the filter.

use domain::wire::AuditFilter;
use leptos::prelude::*;

use crate::components::{Button, ButtonLink, Choice, Select, TextField};
use crate::wording::AUDIT_GROUPS;

/// The filter as query pairs.
pub(super) fn pairs(filter: &AuditFilter) -> [(&'static str, &str); 6] {
    [
        ("actor", &filter.actor),
        ("action", &filter.action),
        ("object", &filter.object),
        ("from", &filter.from),
        ("until", &filter.until),
        ("before", &filter.before),
    ]
}

/// The form.
#[component]
pub(super) fn FilterForm(
    /// The page's own path.
    here: String,
    /// What is asked for now.
    filter: AuditFilter,
    /// Whether anything is asked for.
    is_filtered: bool,
) -> impl IntoView {
    let mut actions = vec![Choice::new("", "Anything")];
    actions.extend(AUDIT_GROUPS.map(|(beginning, words)| Choice::new(beginning, words)));
    // An address may ask for one action exactly.
    if !actions.iter().any(|choice| choice.value == filter.action) {
        actions.push(Choice::new(filter.action.clone(), format!("Exactly: {}", filter.action)));
    }
    let clear = is_filtered.then(|| here.clone());
    view! {
        <form class="filter" method="get" action=here role="search" aria-label="Events">
            <TextField name="actor" label="Who: name or e-mail" value=filter.actor/>
            <Select name="action" label="What" choices=actions value=filter.action/>
            <TextField name="object" label="On: R-number or id" value=filter.object/>
            <TextField name="from" label="From day (UTC)" kind=day_or_text(&filter.from) value=filter.from/>
            <TextField name="until" label="Until day (UTC)" kind=day_or_text(&filter.until) value=filter.until/>
            <div class="actions">
                <Button>"Filter"</Button>
                {clear.map(|clear| view! { <ButtonLink href=clear>"Clear"</ButtonLink> })}
            </div>
        </form>
    }
}

/// A date control shows days only: what an address asks for otherwise must stay in sight.
fn day_or_text(value: &str) -> &'static str {
    let is_day = value.parse::<chrono::NaiveDate>().is_ok() && value.len() == 10;
    if value.is_empty() || is_day { "date" } else { "text" }
}
