//! Which workspaces a visitor is signed in to, for the first page.
//! Never here: workspaces that somebody else is a member of.

use crate::caller::Visitor;
use crate::error::Result;

/// A workspace that the visitor is signed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenWorkspace {
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The member's name there.
    pub member: String,
}

/// The workspaces that this browser is signed in to, by name; one whose member is not active any more is left out.
///
/// # Errors
/// A database error.
pub(super) async fn signed_in(visitor: &Visitor) -> Result<Vec<OpenWorkspace>> {
    let mut open = Vec::new();
    for one in &visitor.signed_in {
        let Some(slug) = visitor.means.store.slug_of(one.tenant).await? else { continue };
        if let Some(identity) = visitor.means.store.identify(one.tenant, one.member, one.id, visitor.origin.clone()).await? {
            open.push(OpenWorkspace { slug, name: identity.workspace, member: identity.name });
        }
    }
    open.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(open)
}
