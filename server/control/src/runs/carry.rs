//! Carrying a leased run: load, ask `domain::run::next`, do that one thing, again.

use std::sync::Arc;

use domain::access::{FinishRun, ReadRun, carry as permit};
use domain::audit::{Correlation, Event, Field};
use domain::request::Refusal;
use domain::run::{Next, StepState, next};
use domain::time::Timestamp;
use store::claim::{Claim, hold};
use store::run_steps::Conclusion;
use store::runs::RunRecord;

use crate::cloud::Cloud;
use crate::error::{Error, Result};
use crate::means::Means;
use crate::organization::{cloud_for, observe};
use crate::requests::reference;
use crate::runs::record::{after, conclude_of};
use crate::runs::{execute, look};

/// Why a turn ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pause {
    /// Nothing to do before that time.
    Until(Timestamp),
    /// The run is off the list: it ended or waits for a person.
    Off,
}

/// What one turn works with.
pub(super) struct Turn<'a> {
    /// The means.
    pub means: &'a Means,
    /// The lease.
    pub claim: &'a Claim,
    /// The way to AWS.
    pub cloud: Arc<dyn Cloud>,
    /// The run as loaded.
    pub run: RunRecord,
}

/// What the events of a run belong to.
pub(super) fn correlation(claim: &Claim, run: &RunRecord, step: &str, aws_request: Option<String>) -> Correlation {
    Correlation {
        request: Some(run.request.to_string()),
        plan: Some(run.hash.to_string()),
        decision: Some(claim.carrier.decision().to_string()),
        run: Some(run.id.to_string()),
        step: Some(step.to_owned()),
        aws_request,
    }
}

/// Carries the run until it pauses.
pub(super) async fn carry(means: &Means, claim: &Claim) -> Result<Pause> {
    loop {
        let mut tx = means.store.read(permit(&claim.carrier, ReadRun)?).await?;
        let run = store::runs::load(&mut tx, claim.carrier.run()).await?;
        let organization = store::organization::current(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
        drop(tx);
        let cloud = cloud_for(means, &organization).await;
        let now = means.now();
        let steps = run.steps.clone();
        let upcoming = next(&steps, now);
        let cloud = match (cloud, &upcoming) {
            (Ok(cloud), _) => cloud,
            (Err(Error::Cloud(error)), Next::Execute(step) | Next::Recover(step)) => {
                // The role could not be assumed, so AWS could not even be asked: trouble of the step that was due.
                let conclusion = Conclusion { was_refused: false, ..after(means, &run, step, &error, None) };
                conclude_of(means, claim, &run, step, conclusion).await?;
                continue;
            }
            (Err(error), _) => return Err(error),
        };
        let turn = Turn { means, claim, cloud, run };
        match upcoming {
            Next::Execute(step) => execute::execute(&turn, step).await?,
            Next::Recover(step) => look::look(&turn, step).await?,
            Next::Sleep(until) => return Ok(Pause::Until(until)),
            Next::Parked(_) => return Ok(Pause::Off),
            Next::Succeeded => {
                finish(&turn).await?;
                return Ok(Pause::Off);
            }
        }
    }
}

/// Shows the account in the inventory, then ends the run.
async fn finish(turn: &Turn<'_>) -> Result<()> {
    let account = turn.run.filled.account.clone().ok_or_else(|| Error::Bug("a run succeeded without an account".into()))?;
    if let Err(error) = observe::observe_account(turn.means, &turn.claim.carrier, turn.cloud.as_ref(), &account).await {
        // The account is there and verified; the next observation will show it.
        tracing::warn!(run = %turn.run.id, error = ?error, "the new account could not be read into the inventory");
    }
    let mut tx = turn.means.store.write(permit(&turn.claim.carrier, FinishRun)?).await?;
    hold(&mut tx, turn.claim).await?;
    store::run_steps::finish(&mut tx, turn.run.id).await?;
    let n_done = turn.run.steps.iter().filter(|step| matches!(step.state, StepState::Done { .. })).count();
    let correlation = Correlation { step: None, ..correlation(turn.claim, &turn.run, "", None) };
    let event = Event::<FinishRun>::about("run", turn.run.id)
        .after("ending", Field::public("succeeded"))
        .after("account", Field::public(account.as_str()))
        .after("request", Field::public(reference(turn.run.number)))
        .after("steps_done", Field::public(n_done))
        .correlated(correlation);
    let n_skipped = turn.run.steps.iter().filter(|step| matches!(step.state, StepState::Skipped { .. })).count();
    let event = if n_skipped > 0 { event.after("steps_skipped", Field::public(n_skipped)) } else { event };
    tx.commit(event).await?;
    Ok(())
}
