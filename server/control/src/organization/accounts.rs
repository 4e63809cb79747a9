//! Shows the inventory and one account.
//! Never here: reading AWS.

use domain::access::{Action as _, ViewAudit, ViewOrganization};
use domain::organization::{AccountId, AccountPosition, AsOfQuery};
use domain::wire::{AccountPage, AccountView, AccountsQuery, AccountsView, Dated};

use super::moment::{Asked, Instant};
use crate::caller::Caller;
use crate::error::{Error, Result};

/// A page of accounts by name.
///
/// # Errors
/// [`Error::Denied`]; [`Error::NoSuchPlace`] if `query.after` is no place; a database error.
pub async fn list(caller: &Caller, query: AccountsQuery) -> Result<AccountsView> {
    let permit = caller.authorize(ViewOrganization)?;
    let after = place(&query)?;
    let mut tx = caller.means.store.read(permit).await?;
    Ok(store::accounts::page(&mut tx, query, after.as_ref(), None).await?)
}

/// A page of the accounts that were there at a moment.
///
/// # Errors
/// As [`list`].
pub async fn list_as_of(caller: &Caller, query: AccountsQuery, asked: AsOfQuery) -> Result<Dated<AccountsView>> {
    let mut asked = Asked::read(caller, asked).await?;
    let after = place(&query)?;
    let Instant::At(at) = asked.instant() else { return Ok(asked.shows(None)) };
    let accounts = store::accounts::page(&mut asked.tx, query, after.as_ref(), at).await?;
    let observed_at = asked.observed_at();
    Ok(asked.shows(Some(AccountsView { observed_at, ..accounts })))
}

fn place(query: &AccountsQuery) -> Result<Option<AccountPosition>> {
    match query.after.as_str() {
        "" => Ok(None),
        text => AccountPosition::read(text).map(Some).ok_or(Error::NoSuchPlace),
    }
}

/// One account in its place.
///
/// # Errors
/// [`Error::hidden`] if this workspace has no such account; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, id: &str) -> Result<AccountView> {
    let permit = caller.authorize(ViewOrganization)?;
    let id: AccountId = id.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(permit).await?;
    store::accounts::one(&mut tx, id.as_str(), None).await?.ok_or_else(Error::hidden)
}

/// One account as it was at a moment, also one that is gone by now; for who may read the record with its events until then.
///
/// # Errors
/// [`Error::hidden`] if this workspace never had such an account; [`Error::Denied`]; a database error.
pub async fn show_as_of(caller: &Caller, id: &str, asked: AsOfQuery) -> Result<Dated<AccountPage>> {
    let mut asked = Asked::read(caller, asked).await?;
    let id: AccountId = id.parse().map_err(|_| Error::hidden())?;
    let Some(life) = store::snapshot::life_of_account(&mut asked.tx, id.as_str()).await? else { return Err(Error::hidden()) };
    let Instant::At(at) = asked.instant() else { return Ok(asked.shows(None)) };
    let Some(account) = store::accounts::one(&mut asked.tx, id.as_str(), at).await? else { return Ok(asked.shows_life(life)) };
    // Asked quietly: a page without the record is no refusal.
    let record = if caller.grants.has(ViewAudit::PERMISSION) {
        let mut tx = caller.means.store.read(caller.authorize(ViewAudit)?).await?;
        Some(store::account_record(&mut tx, id.as_str(), at).await?)
    } else {
        None
    };
    let observed_at = asked.observed_at();
    Ok(asked.shows(Some(AccountPage { account: AccountView { observed_at, ..account }, record })))
}
