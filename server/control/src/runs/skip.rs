//! Leaving out the step at which a run is parked. Only what the approved plan calls optional: everything else needs a new plan and a
//! new decision.

use domain::access::SkipStep;
use domain::audit::{Event, Field};
use domain::request::Refusal;

use super::parked::ParkedRun;
use crate::caller::Caller;
use crate::error::Result;
use crate::requests::reference;

/// Skips the step at which the run of a request is parked; the run goes on with the next one.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Refusal::NotOptional`] for a step that the plan does not call optional.
pub async fn skip(caller: &Caller, number: i64) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(SkipStep)?).await?;
    let parked = ParkedRun::lock(caller, &mut tx, number).await?;
    if !parked.at.is_optional {
        return Err(Refusal::NotOptional.into());
    }
    store::run_steering::skip(&mut tx, parked.run, &parked.at).await?;
    let event = Event::<SkipStep>::about("step", format!("{}/{}", parked.run, parked.at.key))
        .before("state", Field::public("parked"))
        .before("park_reason", Field::public(serde_json::json!(parked.at.reason)))
        .after("state", Field::public("skipped"))
        .after("request", Field::public(reference(number)))
        .correlated(parked.correlation());
    tx.commit(event).await?;
    Ok(())
}
