//! Shows the tree.
//! Never here: reading AWS.

use domain::access::ViewOrganization;
use domain::organization::AsOfQuery;
use domain::wire::{Dated, TreeView};

use super::moment::{Asked, Instant};
use crate::caller::Caller;
use crate::error::Result;

/// The tree as last observed.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn read(caller: &Caller) -> Result<TreeView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
    Ok(store::snapshot::tree(&mut tx, None).await?)
}

/// The tree as it was at a moment.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn read_as_of(caller: &Caller, asked: AsOfQuery) -> Result<Dated<TreeView>> {
    let mut asked = Asked::read(caller, asked).await?;
    let Instant::At(at) = asked.instant() else { return Ok(asked.shows(None)) };
    let tree = store::snapshot::tree(&mut asked.tx, at).await?;
    let observed_at = asked.observed_at();
    Ok(asked.shows(Some(TreeView { observed_at, ..tree })))
}
