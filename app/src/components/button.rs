//! Buttons that submit their form, and links that look like buttons. Never in here: what happens on the press.

use leptos::prelude::*;

use super::text::OptionalText;

/// How much weight a button has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one main act of a page.
    Primary,
    /// Any other act.
    #[default]
    Secondary,
    /// An act of little weight, beside a text.
    Quiet,
    /// An act that takes something away.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button that submits the form around it. It is never disabled: the server says what is missing.
#[component]
pub fn Button(
    /// How much weight it has.
    #[prop(optional)]
    kind: ButtonKind,
    /// Name of the pair that it adds to the form; none by default.
    #[prop(optional, into)]
    name: OptionalText,
    /// Value of that pair.
    #[prop(optional, into)]
    value: OptionalText,
    /// Another address than the form's own.
    #[prop(optional, into)]
    formaction: OptionalText,
    /// The label: the act in words.
    children: Children,
) -> impl IntoView {
    let name = name.get();
    let value = value.get();
    let formaction = formaction.get();
    view! {
        <button type="submit" class=kind.class() name=name value=value formaction=formaction>
            {children()}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much weight it has.
    #[prop(optional)]
    kind: ButtonKind,
    /// The label: the act in words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {children()}
        </a>
    }
}
