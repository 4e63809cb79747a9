//! The answers of a request, to read.
//! Never here: fields to type into.

use domain::request::AccountForm;
use leptos::prelude::*;

use crate::components::{CopyId, KeyRow, KeyValue, OptionalText};
use crate::wording;

/// The answers as facts; with `change`, each has a link there.
#[component]
pub(crate) fn Facts(
    /// The answers as typed.
    form: AccountForm,
    /// The team's name.
    team: Option<String>,
    /// The address that AWS gets.
    root_email: Option<String>,
    /// Where answers are changed; nowhere by default.
    #[prop(optional, into)]
    change: OptionalText,
) -> impl IntoView {
    let change = change.get();
    let to = move |field: &str| change.as_ref().map(|href| format!("{href}#form-{field}-"));
    let email = match root_email {
        Some(email) => view! { <CopyId value=email what="root e-mail"/> }.into_any(),
        None => view! { <span class="faint">"Follows from the account name"</span> }.into_any(),
    };
    let tags: Vec<_> = form.tags.into_iter().filter(|row| !(row.key.trim().is_empty() && row.value.trim().is_empty())).collect();
    let tags = if tags.is_empty() {
        view! { <span class="faint">"None"</span> }.into_any()
    } else {
        let rows = tags.into_iter().map(|row| view! { <li><code>{format!("{} = {}", row.key, row.value)}</code></li> });
        view! { <ul class="plain-list" role="list">{rows.collect_view()}</ul> }.into_any()
    };
    let [name, address, owner, group, environment, purpose, labels] =
        ["account_name", "root_email", "owner", "team", "environment", "purpose", "tags--0--key"].map(to);
    view! {
        <KeyValue>
            <KeyRow label="Account name" change=name>{or_not_yet(form.account_name)}</KeyRow>
            <KeyRow label="Root e-mail" change=address>{email}</KeyRow>
            <KeyRow label="Owner" change=owner>{or_not_yet(form.owner)}</KeyRow>
            <KeyRow label="Team" change=group>{or_not_yet(team.unwrap_or_default())}</KeyRow>
            <KeyRow label="Environment" change=environment>{wording::environment(&form.environment)}</KeyRow>
            <KeyRow label="Purpose" change=purpose>
                <span class="value">{or_not_yet(form.purpose)}</span>
            </KeyRow>
            <KeyRow label="Tags" change=labels>{tags}</KeyRow>
        </KeyValue>
    }
}

/// A text, or that there is none yet.
pub(crate) fn or_not_yet(text: String) -> impl IntoView {
    if text.trim().is_empty() { view! { <span class="faint">"Not given yet"</span> }.into_any() } else { text.into_any() }
}
