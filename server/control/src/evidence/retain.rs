//! Says how long the record of a workspace is kept.
//! Never here: cutting anything.

use domain::access::{Actor, Origin, RetainRecord, operate};
use domain::audit::{Event, Field};
use store::keeping;

use super::{NotKept, tenant_of};
use crate::error::Error;
use crate::means::Means;

/// Keeps the record for so many days, or for ever.
///
/// # Errors
/// [`NotKept`].
pub async fn retain(means: &Means, slug: &str, days: Option<u32>) -> Result<(), NotKept> {
    let days = match days {
        Some(days) if !(1..=36_500).contains(&days) => return Err(NotKept::Invalid("the days must be 1 to 36500")),
        other => other.and_then(|days| i32::try_from(days).ok()),
    };
    let tenant = tenant_of(means, slug).await?;
    let permit = operate(tenant, Actor::Operator, Origin::default(), RetainRecord).map_err(Error::from)?;
    let mut tx = means.store.write(permit).await?;
    let before = keeping::retain(&mut tx, days).await?;
    let field = |days: Option<i32>| days.map_or_else(|| Field::public("for ever"), Field::public);
    tx.commit(Event::about("audit", tenant).before("keep_days", field(before)).after("keep_days", field(days))).await?;
    Ok(())
}
