//! Letting a parked run go on. It looks at AWS before it sends anything.

use domain::access::RetryRun;
use domain::audit::{Correlation, Event, Field};
use domain::request::{Refusal, Stage};

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::reference;

/// Retries the run of a request.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Refusal::NotRetryable`] if only a new plan can help.
pub async fn retry(caller: &Caller, number: i64) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(RetryRun)?).await?;
    let stored = store::requests::lock(&mut tx, number).await?;
    if !stored.request.is_visible_to(&caller.grants) {
        return Err(Error::hidden());
    }
    let Stage::Approved { run, .. } = stored.request.stage else { return Err(Refusal::NotParked.into()) };
    let parked = store::run_steering::parked(&mut tx, run).await?.ok_or(Refusal::NotParked)?;
    if !parked.reason.is_retryable() {
        return Err(Refusal::NotRetryable.into());
    }
    store::run_steering::retry(&mut tx, run, &parked).await?;
    let event = Event::<RetryRun>::about("run", run)
        .before("park_reason", Field::public(serde_json::json!(parked.reason)))
        .after("request", Field::public(reference(number)))
        .correlated(Correlation {
            request: Some(stored.request.id.to_string()),
            run: Some(run.to_string()),
            step: Some(parked.key),
            ..Correlation::default()
        });
    tx.commit(event).await?;
    Ok(())
}
