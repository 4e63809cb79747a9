//! Letting a parked run go on. It looks at AWS before it sends anything.

use domain::access::RetryRun;
use domain::audit::{Event, Field};
use domain::request::Refusal;

use super::parked::ParkedRun;
use crate::caller::Caller;
use crate::error::Result;
use crate::requests::reference;

/// Retries the run of a request.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Refusal::NotRetryable`] if only a new plan can help.
pub async fn retry(caller: &Caller, number: i64) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(RetryRun)?).await?;
    let parked = ParkedRun::lock(caller, &mut tx, number).await?;
    if !parked.at.reason.is_retryable() {
        return Err(Refusal::NotRetryable.into());
    }
    store::run_steering::retry(&mut tx, parked.run, &parked.at).await?;
    let event = Event::<RetryRun>::about("run", parked.run)
        .before("park_reason", Field::public(serde_json::json!(parked.at.reason)))
        .after("request", Field::public(reference(number)))
        .correlated(parked.correlation());
    tx.commit(event).await?;
    Ok(())
}
