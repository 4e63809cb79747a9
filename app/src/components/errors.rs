//! The list of errors above a form. Never in here: the rules that were broken.

use leptos::prelude::*;

use super::{
    field::field_id,
    icon::{Glyph, Icon},
};

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form; empty for an error of the form as a whole, which then has no link.
    pub name: String,
    /// What to do about it, worded as at the field itself.
    pub message: String,
}

/// Links to the wrong fields, spoken at once; nothing when there are none. The page's title then starts with "Error:".
#[component]
pub fn ErrorSummary(
    /// The wrong fields, in the order of the form.
    errors: Vec<FieldError>,
) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        view! {
            <div class="errors" role="alert" tabindex="-1" id="errors" autofocus>
                <h2>
                    <Icon glyph=Glyph::Failed/>
                    "There is a problem"
                </h2>
                <ul>
                    {errors
                        .into_iter()
                        .map(|error| {
                            let line = if error.name.is_empty() {
                                error.message.into_any()
                            } else {
                                view! { <a href=format!("#{}", field_id(&error.name))>{error.message}</a> }.into_any()
                            };
                            view! { <li>{line}</li> }
                        })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}
