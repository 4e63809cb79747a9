//! What an event is about and what it changed, in a cell and in a table.
//! Never here: values that were erased.

use domain::wire::{AuditRow, ChangedField};
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, RowHead};
use crate::routes;
use crate::wording::{audit_field, audit_object};

/// Fields that a cell of the list shows; the event's page has all.
const MOST_IN_CELL: usize = 3;
/// Characters of a value that a cell of the list shows.
const MOST_CHARACTERS: usize = 60;

/// The object: the request where there is one, else its kind.
pub(super) fn object(slug: &str, event: &AuditRow) -> impl IntoView + use<> {
    match event.request {
        Some(number) => view! { <a class="unbroken" href=routes::request(slug, number)>{format!("R-{number}")}</a> }.into_any(),
        None => audit_object(&event.object_kind).into_any(),
    }
}

/// Up to three changes in one cell.
pub(super) fn short_changes(event: &AuditRow) -> impl IntoView + use<> {
    let changed: Vec<&ChangedField> = event.fields.iter().filter(|field| field.before != field.after).collect();
    let more = changed.len().saturating_sub(MOST_IN_CELL);
    let lines = changed
        .into_iter()
        .take(MOST_IN_CELL)
        .map(|field| {
            let name = audit_field(&field.name);
            let after = field.after.as_deref().map_or_else(|| "nothing".to_owned(), shortened);
            let words = match field.before.as_deref() {
                Some(before) => format!("{name}: {} → {after}", shortened(before)),
                None => format!("{name}: {after}"),
            };
            view! { <li>{words}</li> }
        })
        .collect_view();
    view! {
        <ul class="changes" role="list">
            {lines}
            {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}
        </ul>
    }
}

/// Every field, before and after; what differs is marked by a sign and a word.
pub(super) fn all_fields(fields: Vec<ChangedField>) -> impl IntoView {
    let rows = fields
        .into_iter()
        .map(|field| {
            let personal = field.is_personal.then(|| view! { <span class="faint">" personal"</span> });
            let (word, old, new) = match (&field.before, &field.after) {
                (before, after) if before == after => ("Same", None, None),
                (None, _) => ("Added", None, Some("changed changed-new")),
                (_, None) => ("Removed", Some("changed changed-old"), None),
                _ => ("Changed", Some("changed changed-old"), Some("changed changed-new")),
            };
            view! {
                <tr>
                    <RowHead label="Field">{audit_field(&field.name)} {personal}</RowHead>
                    <Cell label="Difference">{word}</Cell>
                    <Cell label="Before"><span class=old>{value(field.before)}</span></Cell>
                    <Cell label="After"><span class=new>{value(field.after)}</span></Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = ["Field", "Difference", "Before", "After"].map(Column::new).to_vec();
    view! { <DataTable id="fields" caption="Fields before and after" columns=columns>{rows}</DataTable> }
}

fn value(text: Option<String>) -> impl IntoView {
    match text {
        Some(text) => view! { <span class="value">{text}</span> }.into_any(),
        None => view! { <span class="faint">"nothing"</span> }.into_any(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
