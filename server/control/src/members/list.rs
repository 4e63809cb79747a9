//! Shows the members and teams.
//! Never here: changing them.

use domain::access::{Permission, ViewMembers};
use domain::wire::MembersView;

use crate::caller::Caller;
use crate::error::Result;

/// All members and teams.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn list(caller: &Caller) -> Result<MembersView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewMembers)?).await?;
    Ok(store::members::list(&mut tx, caller.grants.has(Permission::ManageMembers)).await?)
}
