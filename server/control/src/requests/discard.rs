//! Throwing a draft away.

use domain::access::DiscardDraft;
use domain::request::{Refusal, Stage};

use crate::caller::Caller;
use crate::error::Result;
use crate::requests::visible;

/// Deletes a draft that was never submitted.
///
/// # Errors
/// [`Refusal::NotEditable`] for anything else.
pub async fn discard(caller: &Caller, number: i64) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(DiscardDraft)?).await?;
    let stored = visible(caller, store::requests::lock(&mut tx, number).await?)?;
    stored.request.may_edit(caller.member())?;
    if stored.request.stage != Stage::Draft {
        return Err(Refusal::NotEditable.into());
    }
    store::requests::discard(&mut tx, stored.request.id).await?;
    tx.commit_unrecorded().await?;
    Ok(())
}
