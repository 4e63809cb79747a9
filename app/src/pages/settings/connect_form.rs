//! The three steps to a connection: our external id, the role, the form.
//! Never here: whether AWS takes it.

use domain::request::FieldName;
use domain::wire::ConnectionView;
use leptos::prelude::*;

use super::trust::{OUR_IDENTITY, permissions_policy, trust_policy};
use crate::api::ApiError;
use crate::api::organization::{ConnectOrganization, PrepareConnection};
use crate::api::typed;
use crate::components::{Button, ButtonKind, Code, CopyId, TextField};
use crate::pages::form::{Unsaved, wrong, wrong_fields};

/// Before anything: draws the external id.
#[component]
pub(super) fn Prepare(
    /// The workspace's address.
    workspace: String,
) -> impl IntoView {
    let action = ServerAction::<PrepareConnection>::new();
    view! {
        <div class="panel">
            <p>
                "Charter works in your AWS organization through one role in its management account. You create the role; Charter assumes it with an "
                "external id that only this workspace uses. No access key is kept."
            </p>
            <p>"First let Charter draw the external id. Then this page shows the trust policy to create the role with."</p>
            <ActionForm action=action>
                <input type="hidden" name="workspace" value=workspace/>
                <Button kind=ButtonKind::Primary>"Draw the external id"</Button>
            </ActionForm>
        </div>
    }
}

/// What to create in AWS.
#[component]
pub(super) fn HowTo(
    /// Our external id.
    external_id: String,
) -> impl IntoView {
    view! {
        <h2>"1. Create a role in the management account"</h2>
        <p>
            "Create an IAM role in the management account of the organization with this trust policy. Put the identity that Charter runs as in place of "
            <code>{OUR_IDENTITY}</code> "; whoever operates Charter knows it."
        </p>
        <p>"External id: " <CopyId value=external_id.clone() what="external id"/></p>
        <Code label="Trust policy of the role" text=trust_policy(&external_id)/>
        <h2>"2. Let the role do what Charter does"</h2>
        <p>"Attach this policy to the role. It lists every call that Charter makes, and the two permissions that AWS asks for beside CreateAccount with tags. The two of account management are for the security contact; they also need trusted access for AWS Account Management (account.amazonaws.com) in AWS Organizations."</p>
        <Code label="Permissions of the role" text=permissions_policy()/>
    }
}

/// Role and pattern. After a failure what was typed stands there again.
#[component]
pub(super) fn ConnectForm(
    /// The workspace's address.
    workspace: String,
    /// What is connected already.
    view: ConnectionView,
    /// Why the form was not taken.
    failure: Option<ApiError>,
) -> impl IntoView {
    let action = ServerAction::<ConnectOrganization>::new();
    let known = (view.role_arn.unwrap_or_default(), view.email_pattern.unwrap_or_default());
    let kept = typed::kept::<(String, String)>("connect");
    let is_lost = kept.is_too_long();
    let kept = kept.text();
    let is_back = kept.is_some() && failure.is_none();
    let (role_arn, email_pattern) = kept.unwrap_or(known);
    let errors = wrong_fields(failure.as_ref());
    let (wrong_role, wrong_pattern) = (wrong(errors, FieldName::RoleArn), wrong(errors, FieldName::EmailPattern));
    view! {
        <div class="form">
            <ActionForm action=action>
                <div class="stack">
                    <Unsaved is_back=is_back is_lost=is_lost/>
                    <input type="hidden" name="workspace" value=workspace/>
                    <TextField
                        name="role_arn"
                        label="Role ARN"
                        hint="Such as arn:aws:iam::123456789012:role/charter. The account is the management account."
                        value=role_arn
                        error=wrong_role
                        mono=true
                    />
                    <TextField
                        name="email_pattern"
                        label="Pattern of root e-mails"
                        hint="Such as aws+{name}@example.com. {name} becomes the account's name. AWS needs an e-mail for each account that no other account in the world uses, and you must be able to read mail sent to it."
                        value=email_pattern
                        error=wrong_pattern
                        mono=true
                    />
                    <p>"Charter assumes the role now and asks AWS which organization it is. If AWS refuses, nothing is kept."</p>
                    <Button kind=ButtonKind::Primary>"Connect the organization"</Button>
                </div>
            </ActionForm>
        </div>
    }
}
