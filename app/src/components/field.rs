//! Fields of a form: label, hint and error above the control. Never in here: validation, which is the server's.

mod choices;
mod text;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

pub use choices::{Checkbox, Choice, Radios, Select};
pub use text::{TextArea, TextField};

/// The element id that belongs to the form name `name`: what is not a letter, digit, `-` or `_` becomes `-`.
#[must_use]
pub fn field_id(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' }).collect()
}

/// The ids of a control's hint and error, for `aria-describedby`; none when it has neither.
fn described_by(id: &str, hint: Option<&str>, error: Option<&str>) -> Option<String> {
    match (hint, error) {
        (None, None) => None,
        (Some(_), None) => Some(format!("{id}-hint")),
        (None, Some(_)) => Some(format!("{id}-error")),
        (Some(_), Some(_)) => Some(format!("{id}-hint {id}-error")),
    }
}

fn field_class(error: Option<&str>) -> &'static str {
    if error.is_some() { "field field-wrong" } else { "field" }
}

/// The word that marks a field which may stay empty.
fn optional_mark(optional: bool) -> Option<impl IntoView> {
    optional.then(|| view! { <span class="field-optional">" (optional)"</span> })
}

/// Hint and error of a field, in this order, both above the control.
fn notes(id: &str, hint: Option<String>, error: Option<String>) -> impl IntoView + use<> {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    (
        hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> }),
        error.map(|error| {
            view! {
                <p class="field-error" id=error_id>
                    <Icon glyph=Glyph::Failed/>
                    <span>
                        <span class="unseen">"Error: "</span>
                        {error}
                    </span>
                </p>
            }
        }),
    )
}
