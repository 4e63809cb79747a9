//! Shows the tree.
//! Never here: reading AWS.

use domain::access::ViewOrganization;
use domain::wire::TreeView;

use crate::caller::Caller;
use crate::error::Result;

/// The tree as last observed.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn read(caller: &Caller) -> Result<TreeView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
    Ok(store::snapshot::tree(&mut tx).await?)
}
