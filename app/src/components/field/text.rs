//! Fields to type into. Never in here: a limit that the browser enforces silently.

use leptos::prelude::*;

use super::super::text::OptionalText;
use super::{described_by, field_class, field_id, notes, optional_mark};

/// One line of text.
#[component]
pub fn TextField(
    /// Name in the form; the element's id follows from it.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What is there already.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong and how to mend it.
    #[prop(optional, into)]
    error: OptionalText,
    /// The control's type, such as `email`, `date`, `search`; `text` by default.
    #[prop(optional, into)]
    kind: OptionalText,
    /// What the browser may fill in: a token of the HTML standard, `off` by default.
    #[prop(optional, into)]
    autocomplete: OptionalText,
    /// Which keyboard a phone shows, such as `numeric`.
    #[prop(optional, into)]
    inputmode: OptionalText,
    /// Whether the value is an identifier, shown in the mono face.
    #[prop(optional)]
    mono: bool,
    /// Whether it may stay empty; the label then says so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let hint = hint.get();
    let error = error.get();
    let kind = kind.get();
    let autocomplete = autocomplete.get();
    let inputmode = inputmode.get();
    let id = field_id(&name);
    let class = field_class(error.as_deref());
    let described = described_by(&id, hint.as_deref(), error.as_deref());
    let invalid = error.is_some().then_some("true");
    view! {
        <div class=class>
            <label for=id.clone()>{label}{optional_mark(optional)}</label>
            {notes(&id, hint, error)}
            <input
                class=if mono { "control control-mono" } else { "control" }
                type=kind.unwrap_or_else(|| "text".to_owned())
                id=id
                name=name
                value=value
                autocomplete=autocomplete.unwrap_or_else(|| "off".to_owned())
                inputmode=inputmode
                spellcheck=mono.then_some("false")
                aria-describedby=described
                aria-invalid=invalid
            />
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// Name in the form; the element's id follows from it.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What is there already.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong and how to mend it.
    #[prop(optional, into)]
    error: OptionalText,
    /// Height in lines.
    #[prop(default = 4)]
    rows: u8,
    /// Whether the value is code, shown in the mono face.
    #[prop(optional)]
    mono: bool,
    /// Whether it may stay empty; the label then says so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let hint = hint.get();
    let error = error.get();
    let id = field_id(&name);
    let class = field_class(error.as_deref());
    let described = described_by(&id, hint.as_deref(), error.as_deref());
    let invalid = error.is_some().then_some("true");
    let text = as_content(&value);
    view! {
        <div class=class>
            <label for=id.clone()>{label}{optional_mark(optional)}</label>
            {notes(&id, hint, error)}
            <textarea
                class=if mono { "control control-mono" } else { "control" }
                id=id
                name=name
                rows=rows.to_string()
                spellcheck=mono.then_some("false")
                aria-describedby=described
                aria-invalid=invalid
            >
                {text}
            </textarea>
        </div>
    }
}

/// What stands between the tags of a `<textarea>` that holds `value`.
///
/// Leptos writes the content of this element as it is, so it has to be escaped here. The parser drops one line break after the
/// opening tag: a text that starts with one gets another.
fn as_content(value: &str) -> String {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with('\n') { format!("\n{escaped}") } else { escaped }
}
