//! What every form shares: the failure that it left behind, shown above it, and the names of its fields.
//! Never here: a rule about a field.

use domain::request::{self, FieldName};
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::error::ServerFnUrlError;

use crate::api::ApiError;
use crate::components::{ErrorSummary, FieldError, Notice, NoticeKind};
use crate::pages::address;
use crate::{routes, wording};

/// Why the form that was sent from this page was not taken; `None` if none was sent.
pub(crate) fn failure() -> Option<ApiError> {
    use_context::<ServerActionError>().map(|error| ServerFnUrlError::<ApiError>::decode_err(error.err()))
}

/// The fields that this failure names.
pub(crate) fn wrong_fields(failure: Option<&ApiError>) -> &[request::FieldError] {
    if let Some(ApiError::Invalid(errors)) = failure { errors } else { &[] }
}

/// The sentence for one field, if it is wrong.
pub(crate) fn wrong(errors: &[request::FieldError], field: FieldName) -> Option<String> {
    errors.iter().find(|error| error.field == field).map(wording::field_error)
}

/// The title of a page with a form: it says at once that something is wrong.
pub(crate) fn form_title(title: &str, is_wrong: bool) -> String {
    if is_wrong { format!("Error: {title}") } else { title.to_owned() }
}

/// The failure above the form: links to the wrong fields, or what happened and what to do.
#[component]
pub(crate) fn Failed(
    /// Why the form was not taken.
    failure: Option<ApiError>,
    /// Whether the fields stand on this page, so that links lead to them.
    #[prop(default = true)]
    fields_here: bool,
) -> impl IntoView {
    failure.map(|failure| match failure {
        ApiError::Invalid(errors) => view! { <Wrong errors=errors fields_here=fields_here/> }.into_any(),
        other => {
            let trouble = wording::trouble(&other);
            let confirm = (other == ApiError::Unproven).then(|| {
                let href = routes::confirm(&address::workspace(), &address::here());
                view! { <p><a class="button button-primary" href=href>"Confirm that it is you"</a></p> }
            });
            view! {
                <div role="alert">
                    <Notice kind=NoticeKind::Bad title=trouble.what>
                        <p>{trouble.kept}" "{trouble.remedy}</p>
                        {confirm}
                    </Notice>
                </div>
            }
            .into_any()
        }
    })
}

/// What a page says about a text that was typed and not saved: that it is back, or that it was too long to come back.
#[component]
pub(crate) fn Unsaved(
    /// Whether it stands in the form again.
    #[prop(optional)]
    is_back: bool,
    /// Whether it was too long to be kept.
    is_lost: bool,
) -> impl IntoView {
    let (title, words) = match (is_lost, is_back) {
        (true, _) => (
            "What you typed last was not saved, and was too long to be kept",
            "It is not in the form below. Your browser may still have it: go back one page and copy it from there.",
        ),
        (false, true) => ("What you typed last was not saved", "It stands in the form below. Check it and save it."),
        (false, false) => return None,
    };
    Some(view! { <Notice kind=NoticeKind::Warn title=title><p>{words}</p></Notice> })
}

/// The list of wrong fields.
#[component]
pub(crate) fn Wrong(
    /// The wrong fields, in the order of the form.
    errors: Vec<request::FieldError>,
    /// Whether the fields stand on this page, so that links lead to them.
    #[prop(default = true)]
    fields_here: bool,
) -> impl IntoView {
    let name = |field| if fields_here { input(field).to_owned() } else { String::new() };
    let errors =
        errors.iter().map(|error| FieldError { name: name(error.field), message: wording::field_error(error) }).collect();
    view! { <ErrorSummary errors=errors/> }
}

/// The name of a field in our forms.
pub(crate) const fn input(field: FieldName) -> &'static str {
    match field {
        FieldName::AccountName => "form[account_name]",
        FieldName::RootEmail => "form[root_email]",
        FieldName::Owner => "form[owner]",
        FieldName::Team => "form[team]",
        FieldName::Purpose => "form[purpose]",
        FieldName::Environment => "form[environment]",
        FieldName::Tags => "form[tags][0][key]",
        FieldName::Unit => "unit",
        FieldName::Policies => "policies[]",
        FieldName::Comment => "comment",
        FieldName::Email => "email",
        FieldName::Roles => "roles[]",
        FieldName::RoleArn => "role_arn",
        FieldName::EmailPattern => "email_pattern",
        FieldName::Name => "name",
        FieldName::ContactName => "contact_name",
        FieldName::ContactTitle => "contact_title",
        FieldName::ContactEmail => "contact_email",
        FieldName::ContactPhone => "contact_phone",
    }
}
