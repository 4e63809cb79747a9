//! The form of the security contact that new accounts get.
//! Never here: what AWS takes in a field.

use domain::organization::ContactFacts;
use domain::request::FieldName;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::api::organization::ChangeSecurityContact;
use crate::api::typed;
use crate::components::{Button, ButtonKind, TextField};
use crate::pages::form::{Unsaved, wrong, wrong_fields};

/// Four fields, folded away until something is wrong with them. After a failure what was typed stands there again.
#[component]
pub(super) fn ContactForm(
    /// The workspace's address.
    workspace: String,
    /// The contact that is kept.
    contact: Option<ContactFacts>,
    /// Why the form was not taken.
    failure: Option<ApiError>,
) -> impl IntoView {
    let action = ServerAction::<ChangeSecurityContact>::new();
    let kept = typed::kept::<(String, String, String, String)>("contact");
    let is_lost = kept.is_too_long();
    let kept = kept.text();
    let is_back = kept.is_some() && failure.is_none();
    let is_open = failure.is_some() || is_back || is_lost;
    let known = contact.map(|one| (one.name, one.title, one.email, one.phone)).unwrap_or_default();
    let (name, title, email, phone) = kept.unwrap_or(known);
    let errors = wrong_fields(failure.as_ref());
    let (wrong_name, wrong_title) = (wrong(errors, FieldName::ContactName), wrong(errors, FieldName::ContactTitle));
    let (wrong_email, wrong_phone) = (wrong(errors, FieldName::ContactEmail), wrong(errors, FieldName::ContactPhone));
    view! {
        <details class="fold" open=is_open>
            <summary>"Change the security contact of new accounts"</summary>
            <div class="form">
                <ActionForm action=action>
                    <div class="stack">
                        <Unsaved is_back=is_back is_lost=is_lost/>
                        <p>
                            "AWS writes to this person or team about the security of an account, beside the root e-mail. Plans that are drawn from now on set it in the new account; accounts that exist keep theirs. Leave all four fields empty to set none."
                        </p>
                        <p>
                            "AWS takes it only if trusted access for AWS Account Management (account.amazonaws.com) is on in AWS Organizations."
                        </p>
                        <input type="hidden" name="workspace" value=workspace/>
                        <TextField name="contact_name" label="Name" hint="Of a person or a team, up to 64 characters." value=name error=wrong_name/>
                        <TextField name="contact_title" label="Title" hint="Such as Head of security, up to 50 characters." value=title error=wrong_title/>
                        <TextField name="contact_email" label="E-mail" hint="One that is read every day." value=email error=wrong_email mono=true/>
                        <TextField name="contact_phone" label="Phone number" hint="Digits, spaces, parentheses, + and -, up to 25 characters." value=phone error=wrong_phone mono=true/>
                        <Button kind=ButtonKind::Primary>"Save the security contact"</Button>
                    </div>
                </ActionForm>
            </div>
        </details>
    }
}
