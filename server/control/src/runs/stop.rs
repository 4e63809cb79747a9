//! Ending a parked run. What was done in AWS stays: an account is never closed to undo its creation. If nothing was ever sent, the
//! request waits for a decision again.

use chrono::TimeDelta;
use domain::access::StopRun;
use domain::audit::{Correlation, Event, Field};
use domain::request::{Refusal, Stage};

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::reference;

/// Stops the run of a request, with a reason.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Refusal::OutcomeUnknown`] while a creation may still come true; [`Error::Invalid`] without a reason.
pub async fn stop(caller: &Caller, number: i64, comment: &str) -> Result<()> {
    let permit = caller.authorize(StopRun)?;
    let comment = crate::requests::kept_comment(comment, true)?;
    let mut tx = caller.means.store.write(permit).await?;
    let stored = store::requests::lock(&mut tx, number).await?;
    if !stored.request.is_visible_to(&caller.grants) {
        return Err(Error::hidden());
    }
    let Stage::Approved { run, .. } = stored.request.stage else { return Err(Refusal::NotParked.into()) };
    let parked = store::run_steering::parked(&mut tx, run).await?.ok_or(Refusal::NotParked)?;
    let window = TimeDelta::from_std(caller.means.settling_window).unwrap_or(TimeDelta::MAX);
    let may_come_true = parked.sent_at.is_some_and(|sent| sent + window > tx.at()) && !parked.has_account && !parked.has_failed;
    if may_come_true {
        return Err(Refusal::OutcomeUnknown.into());
    }
    store::run_steering::stop(&mut tx, run, stored.request.id, &parked).await?;
    let goes_back = parked.sent_at.is_none() && !parked.has_account;
    let event = Event::<StopRun>::about("run", run)
        .before("park_reason", Field::public(serde_json::json!(parked.reason)))
        .after("ending", Field::public("stopped"))
        .after("stage", Field::public(if goes_back { "submitted" } else { "approved" }))
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
