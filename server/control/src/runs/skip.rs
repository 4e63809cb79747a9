//! Leaving out the step at which a run is parked. Only what the approved plan calls optional: everything else needs a new plan and a
//! new decision.

use domain::access::SkipStep;
use domain::audit::{Correlation, Event, Field};
use domain::request::{Refusal, Stage};

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::reference;

/// Skips the step at which the run of a request is parked; the run goes on with the next one.
///
/// # Errors
/// [`Refusal::NotParked`]; [`Refusal::NotOptional`] for a step that the plan does not call optional.
pub async fn skip(caller: &Caller, number: i64) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(SkipStep)?).await?;
    let stored = store::requests::lock(&mut tx, number).await?;
    if !stored.request.is_visible_to(&caller.grants) {
        return Err(Error::hidden());
    }
    let Stage::Approved { run, .. } = stored.request.stage else { return Err(Refusal::NotParked.into()) };
    let parked = store::run_steering::parked(&mut tx, run).await?.ok_or(Refusal::NotParked)?;
    if !parked.is_optional {
        return Err(Refusal::NotOptional.into());
    }
    store::run_steering::skip(&mut tx, run, &parked).await?;
    let event = Event::<SkipStep>::about("step", format!("{run}/{}", parked.key))
        .before("state", Field::public("parked"))
        .before("park_reason", Field::public(serde_json::json!(parked.reason)))
        .after("state", Field::public("skipped"))
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
