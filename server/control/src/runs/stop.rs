//! Ending a parked run. What was done in AWS stays: an account is never closed to undo its creation. If nothing was ever sent, the
//! request waits for a decision again.

use chrono::TimeDelta;
use domain::access::StopRun;
use domain::audit::{Event, Field};
use domain::request::Refusal;

use super::parked::ParkedRun;
use crate::caller::Caller;
use crate::error::Result;
use crate::requests::reference;

/// Stops the run of a request, with a reason.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Refusal::OutcomeUnknown`] while a creation may still come true; [`Error::Invalid`] without a reason.
pub async fn stop(caller: &Caller, number: i64, comment: &str) -> Result<()> {
    let permit = caller.authorize(StopRun)?;
    let comment = crate::requests::kept_comment(comment, true)?;
    let mut tx = caller.means.store.write(permit).await?;
    let parked = ParkedRun::lock(caller, &mut tx, number).await?;
    let window = TimeDelta::from_std(caller.means.settling_window).unwrap_or(TimeDelta::MAX);
    let may_come_true =
        parked.at.sent_at.is_some_and(|sent| sent + window > tx.at()) && !parked.at.has_account && !parked.at.has_failed;
    if may_come_true {
        return Err(Refusal::OutcomeUnknown.into());
    }
    let by = (caller.member(), comment.as_str());
    store::run_steering::stop(&mut tx, parked.run, parked.request, &parked.at, by).await?;
    let goes_back = parked.at.sent_at.is_none() && !parked.at.has_account;
    let event = Event::<StopRun>::about("run", parked.run)
        .before("park_reason", Field::public(serde_json::json!(parked.at.reason)))
        .after("ending", Field::public("stopped"))
        .after("stage", Field::public(if goes_back { "submitted" } else { "approved" }))
        .after("request", Field::public(reference(number)))
        .because(&comment)
        .correlated(parked.correlation());
    tx.commit(event).await?;
    Ok(())
}
