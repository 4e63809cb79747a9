//! Puts the record of a workspace under a legal hold, and ends it.
//! Never here: what a hold stops (`erase`, `prune`).

use domain::access::{Actor, HoldRecord, Origin, ReleaseRecord, operate};
use domain::audit::Event;
use store::keeping;

use super::{NotKept, tenant_of};
use crate::error::Error;
use crate::means::Means;

/// Nothing is erased or cut from now on.
///
/// # Errors
/// [`NotKept`].
pub async fn hold(means: &Means, slug: &str, reason: &str) -> Result<(), NotKept> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 || reason.contains('\0') {
        return Err(NotKept::Invalid("the reason must have 1 to 500 characters"));
    }
    let tenant = tenant_of(means, slug).await?;
    let permit = operate(tenant, Actor::Operator, Origin::default(), HoldRecord).map_err(Error::from)?;
    let mut tx = means.store.write(permit).await?;
    keeping::hold(&mut tx, reason).await?;
    tx.commit(Event::about("audit", tenant).because(reason)).await?;
    Ok(())
}

/// Ends the hold.
///
/// # Errors
/// [`NotKept::NotHeld`] if there is none.
pub async fn release(means: &Means, slug: &str) -> Result<(), NotKept> {
    let tenant = tenant_of(means, slug).await?;
    let permit = operate(tenant, Actor::Operator, Origin::default(), ReleaseRecord).map_err(Error::from)?;
    let mut tx = means.store.write(permit).await?;
    match keeping::release(&mut tx).await {
        Err(store::Error::Stale) => return Err(NotKept::NotHeld),
        other => other?,
    }
    tx.commit(Event::about("audit", tenant)).await?;
    Ok(())
}
