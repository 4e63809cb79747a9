//! What the first page of the site tells a visitor.
//! Never here: a name of a workspace that the visitor is not signed in to.

use super::signed_in::{OpenWorkspace, signed_in};
use crate::caller::Visitor;
use crate::error::Result;

/// What the first page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstPage {
    /// The workspaces that this browser is signed in to, by name.
    pub open: Vec<OpenWorkspace>,
    /// Whether the installation has no workspace at all.
    pub is_bare: bool,
    /// Whether no workspace has the address that was asked for.
    pub is_unknown: bool,
}

/// Reads it for a visitor who asked for a workspace by its address, or for none.
///
/// # Errors
/// A database error.
pub async fn first_page(visitor: &Visitor, asked: Option<&str>) -> Result<FirstPage> {
    let store = &visitor.means.store;
    let is_unknown = match asked {
        Some(slug) => store.tenant_of(slug).await?.is_none(),
        None => false,
    };
    let open = signed_in(visitor).await?;
    let is_bare = open.is_empty() && !store.has_workspaces().await?;
    Ok(FirstPage { open, is_bare, is_unknown })
}
