//! Fields to choose from. Never in here: which choices exist.

use leptos::prelude::*;

use super::super::text::OptionalText;
use super::{described_by, field_class, field_id, notes, optional_mark};

/// One of several things to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// A sentence of help (radios only).
    pub hint: Option<String>,
}

impl Choice {
    /// A choice without help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    /// The same choice with a sentence of help.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One choice out of a list that folds out.
#[component]
pub fn Select(
    /// Name in the form; the element's id follows from it.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The choices; give an empty value first if nothing may be chosen.
    choices: Vec<Choice>,
    /// The value chosen already.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong and how to mend it.
    #[prop(optional, into)]
    error: OptionalText,
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
    view! {
        <div class=class>
            <label for=id.clone()>{label}{optional_mark(optional)}</label>
            {notes(&id, hint, error)}
            <select class="control" id=id name=name aria-describedby=described aria-invalid=invalid>
                {choices
                    .into_iter()
                    .map(|choice| {
                        let selected = choice.value == value;
                        view! { <option value=choice.value selected=selected>{choice.label}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

/// One choice out of a few, all in sight.
#[component]
pub fn Radios(
    /// Name in the form; the first choice carries the id that follows from it, for links from the error list.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// The choices.
    choices: Vec<Choice>,
    /// The value chosen already.
    #[prop(optional, into)]
    value: String,
    /// A sentence of help.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong and how to mend it.
    #[prop(optional, into)]
    error: OptionalText,
    /// Whether it may stay empty; the question then says so.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let hint = hint.get();
    let error = error.get();
    let id = field_id(&name);
    let class = field_class(error.as_deref());
    let described = described_by(&id, hint.as_deref(), error.as_deref());
    let rows = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let own = if place == 0 { id.clone() } else { format!("{id}-{}", place + 1) };
            let checked = choice.value == value;
            view! {
                <div class="choice">
                    <input type="radio" id=own.clone() name=name.clone() value=choice.value checked=checked/>
                    <label for=own>
                        {choice.label} {choice.hint.map(|hint| view! { <span class="choice-hint">{hint}</span> })}
                    </label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>{label}{optional_mark(optional)}</legend>
            {notes(&id, hint, error)}
            {rows}
        </fieldset>
    }
}

/// A box to tick. An unticked box sends nothing.
#[component]
pub fn Checkbox(
    /// Name in the form; the element's id follows from it and from `value` unless that is `true`.
    #[prop(into)]
    name: String,
    /// What ticking it says.
    #[prop(into)]
    label: String,
    /// What the form sends when it is ticked; `true` by default.
    #[prop(optional, into)]
    value: OptionalText,
    /// Whether it is ticked already.
    #[prop(optional)]
    checked: bool,
    /// A sentence of help.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong and how to mend it.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let value = value.get();
    let hint = hint.get();
    let error = error.get();
    let value = value.unwrap_or_else(|| "true".to_owned());
    let id = if value == "true" { field_id(&name) } else { field_id(&format!("{name}-{value}")) };
    let class = field_class(error.as_deref());
    let described = described_by(&id, hint.as_deref(), error.as_deref());
    let invalid = error.is_some().then_some("true");
    view! {
        <div class=class>
            {notes(&id, hint, error)}
            <div class="choice">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=name
                    value=value
                    checked=checked
                    aria-describedby=described
                    aria-invalid=invalid
                />
                <label for=id>{label}</label>
            </div>
        </div>
    }
}
