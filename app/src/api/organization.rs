//! The doors to the connection and to reading AWS.
//! Never here: what a role or a pattern must look like.

#[cfg(feature = "ssr")]
use control::organization::connect::FirstReading;
#[cfg(feature = "ssr")]
use domain::organization::ContactFacts;
use leptos::prelude::*;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{enter, go, typed};
#[cfg(feature = "ssr")]
use crate::routes;

/// Draws our external id for the role's trust policy.
///
/// # Errors
/// As every door.
#[server(endpoint = "organization/prepare")]
pub async fn prepare_connection(
    /// The workspace's address.
    workspace: String,
) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::organization::connect::prepare(&caller).await?;
    go(&routes::connection(&workspace));
    Ok(())
}

/// Connects the organization; what was typed comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] for the two fields, [`ApiError::Aws`] if AWS refuses.
#[server(endpoint = "organization/connect")]
pub async fn connect_organization(
    /// The workspace's address.
    workspace: String,
    /// The role in the management account.
    role_arn: String,
    /// From which root e-mails are made.
    email_pattern: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, "connect", &(&role_arn, &email_pattern)).await?;
    let read = control::organization::connect::connect(&caller, &role_arn, &email_pattern).await?;
    go(&typed::done(&routes::connection(&workspace), if read == FirstReading::Done { "connected" } else { "connected_unread" }));
    Ok(())
}

/// Keeps the security contact that new accounts get; what was typed comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] for the four fields.
#[server(endpoint = "organization/contact")]
pub async fn change_security_contact(
    /// The workspace's address.
    workspace: String,
    /// A person or a team.
    #[server(default)]
    contact_name: String,
    /// Their title.
    #[server(default)]
    contact_title: String,
    /// Their e-mail.
    #[server(default)]
    contact_email: String,
    /// Their phone number.
    #[server(default)]
    contact_phone: String,
) -> Result<(), ApiError> {
    let typed = (&contact_name, &contact_title, &contact_email, &contact_phone);
    let caller = typed::enter(&workspace, "contact", &typed).await?;
    let contact = ContactFacts { name: contact_name, title: contact_title, email: contact_email, phone: contact_phone };
    control::organization::contact::change(&caller, &contact).await?;
    go(&typed::done(&routes::connection(&workspace), "contact_changed"));
    Ok(())
}

/// Reads AWS now, asked on the page of the tree or of the connection.
///
/// # Errors
/// As every door; [`ApiError::Aws`] if AWS refuses.
#[server(endpoint = "organization/observe")]
pub async fn observe_organization(
    /// The workspace's address.
    workspace: String,
    /// The page to come back to: `tree` or `connection`.
    from: String,
) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::organization::observe::observe(&caller).await?;
    let page = if from == "tree" { routes::tree(&workspace) } else { routes::connection(&workspace) };
    go(&typed::done(&page, "observed"));
    Ok(())
}
