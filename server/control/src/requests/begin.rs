//! Beginning a request: a draft on the server.

use domain::access::{SaveDraft, ViewSelf};
use domain::plan::Nonce;
use domain::request::{AccountForm, Refusal};

use crate::caller::Caller;
use crate::error::Result;

/// Whether a request could be begun: an AWS organization is connected.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn can_begin(caller: &Caller) -> Result<bool> {
    let mut tx = caller.means.store.read(caller.authorize(ViewSelf)?).await?;
    Ok(store::organization::current(&mut tx).await?.is_some())
}

/// Makes a draft and gives its number. The nonce of the account is drawn here, once.
///
/// # Errors
/// [`Refusal::NoOrganization`] until an AWS organization is connected.
pub async fn begin(caller: &Caller) -> Result<i64> {
    let mut tx = caller.means.store.read(caller.authorize(ViewSelf)?).await?;
    let email = store::requests::email_of(&mut tx, caller.member()).await?;
    drop(tx);
    let mut tx = caller.means.store.write(caller.authorize(SaveDraft)?).await?;
    let organization = store::organization::current_for_write(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    let only_team = caller.grants.teams().iter().next().filter(|_| caller.grants.teams().len() == 1);
    let form =
        AccountForm { owner: email, team: only_team.map(ToString::to_string).unwrap_or_default(), ..AccountForm::default() };
    let nonce = Nonce::from_bytes(caller.means.random());
    let number = store::requests::begin(&mut tx, organization.id, caller.member(), &form, &nonce).await?;
    tx.commit_unrecorded().await?;
    Ok(number)
}
