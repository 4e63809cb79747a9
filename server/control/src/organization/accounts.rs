//! Shows the inventory and one account.
//! Never here: reading AWS.

use domain::access::ViewOrganization;
use domain::organization::AccountId;
use domain::wire::{AccountView, AccountsQuery, AccountsView};

use crate::caller::Caller;
use crate::error::{Error, Result};

/// A page of accounts by name.
///
/// # Errors
/// [`Error::Denied`]; a database error.
pub async fn list(caller: &Caller, query: AccountsQuery) -> Result<AccountsView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
    Ok(store::accounts::page(&mut tx, query).await?)
}

/// One account in its place.
///
/// # Errors
/// [`Error::hidden`] if this workspace has no such account; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, id: &str) -> Result<AccountView> {
    let permit = caller.authorize(ViewOrganization)?;
    let id: AccountId = id.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(permit).await?;
    store::accounts::one(&mut tx, id.as_str()).await?.ok_or_else(Error::hidden)
}
