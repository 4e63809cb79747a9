//! Ending a parked run. What was done in AWS stays: an account is never closed to undo its creation.

use domain::access::StopRun;
use domain::audit::{Correlation, Event, Field};
use domain::request::{Refusal, Stage};

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::reference;

/// Stops the run of a request, with a reason.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Error::Invalid`] without a reason.
pub async fn stop(caller: &Caller, number: i64, comment: &str) -> Result<()> {
    let permit = caller.authorize(StopRun)?;
    let comment = crate::requests::kept_comment(comment, true)?;
    let mut tx = caller.means.store.write(permit).await?;
    let stored = store::requests::lock(&mut tx, number).await?;
    if !stored.request.is_visible_to(&caller.grants) {
        return Err(Error::hidden());
    }
    let Stage::Approved { run, .. } = stored.request.stage else { return Err(Refusal::NotParked.into()) };
    let parked = store::runs::parked(&mut tx, run).await?.ok_or(Refusal::NotParked)?;
    store::runs::stop(&mut tx, run).await?;
    let event = Event::<StopRun>::about("run", run)
        .before("park_reason", Field::public(serde_json::json!(parked.reason)))
        .after("ending", Field::public("stopped"))
        .after("request", Field::public(reference(number)))
        .because(&comment)
        .correlated(Correlation {
            request: Some(stored.request.id.to_string()),
            run: Some(run.to_string()),
            step: Some(parked.key),
            ..Correlation::default()
        });
    tx.commit(event).await?;
    Ok(())
}
