//! The AWS organization: connecting it, reading it, and showing what was read.
//! Never here: changing it (that is a run).

pub mod accounts;
pub mod connect;
pub mod connection;
pub mod contact;
pub(crate) mod indent;
mod moment;
pub mod observe;
pub(crate) mod patience;
pub mod policies;
pub(crate) mod read;
pub mod tree;

use std::sync::Arc;

use store::organization::ConnectedOrganization;

use crate::cloud::{Cloud, Connection};
use crate::error::Result;
use crate::means::Means;

/// The way to a connected organization.
///
/// # Errors
/// [`crate::Error::Cloud`] if the role cannot be assumed.
pub async fn cloud_for(means: &Means, organization: &ConnectedOrganization) -> Result<Arc<dyn Cloud>> {
    let connection = Connection { role_arn: organization.role_arn.to_string(), external_id: organization.external_id.clone() };
    Ok(means.clouds.connect(&connection).await?)
}
