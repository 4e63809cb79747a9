//! Committing intents and outcomes, each with its event and under the lease.

use chrono::TimeDelta;
use domain::access::{Postpone, RecordIntent, RecordOutcome, carry as permit};
use domain::audit::{Event, Field};
use domain::plan::Filled;
use domain::run::{ParkReason, React, Reaction, RunStep, StepState, react};
use domain::time::Timestamp;
use store::claim::hold;
use store::runs::Conclusion;

use crate::cloud::CloudError;
use crate::error::Result;
use crate::runs::carry::Turn;

/// Commits to an attempt before anything is sent. `sends` marks a call that may have an effect.
pub(super) async fn intend(turn: &Turn<'_>, step: &RunStep, sends: bool) -> Result<RunStep> {
    let mut tx = turn.means.store.write(permit(&turn.claim.carrier, RecordIntent)?).await?;
    hold(&mut tx, turn.claim).await?;
    let number = store::runs::intend(&mut tx, turn.run.id, step, turn.claim.fence, sends).await?;
    let event = Event::<RecordIntent>::about("step", format!("{}/{}", turn.run.id, step.step.key))
        .after("operation", Field::public(step.step.call.operation()))
        .after("attempt", Field::public(number))
        .after("fence", Field::public(turn.claim.fence))
        .correlated(turn.correlation(&step.step.key, None));
    tx.commit(event).await?;
    Ok(RunStep { attempts: number, ..step.clone() })
}

/// Commits an outcome.
pub(super) async fn conclude(turn: &Turn<'_>, step: &RunStep, conclusion: Conclusion) -> Result<()> {
    let mut tx = turn.means.store.write(permit(&turn.claim.carrier, RecordOutcome)?).await?;
    hold(&mut tx, turn.claim).await?;
    store::runs::conclude(&mut tx, turn.run.id, step, step.attempts, &conclusion).await?;
    let mut event = Event::<RecordOutcome>::about("step", format!("{}/{}", turn.run.id, step.step.key))
        .before("state", Field::public(step.state.as_str()))
        .after("state", Field::public(conclusion.state.as_str()))
        .after("attempt", Field::public(step.attempts))
        .correlated(turn.correlation(&step.step.key, conclusion.aws_request.clone()));
    if let StepState::Parked { reason, .. } = &conclusion.state {
        event = event.after("park_reason", Field::public(serde_json::json!(reason)));
    }
    if let Some(code) = &conclusion.code {
        event = event.after("code", Field::public(code.as_str()));
    }
    if let Some(message) = &conclusion.message {
        event = event.after("message", Field::personal(message.as_str()));
    }
    if let Some(account) = &conclusion.filled.account {
        event = event.after("account", Field::public(account.as_str()));
    }
    if let Some(request) = &conclusion.filled.create_request {
        event = event.after("create_request", Field::public(request.as_str()));
    }
    tx.commit(event).await?;
    Ok(())
}

/// Puts off the next look. Not a change, so it leaves no event.
pub(super) async fn postpone(turn: &Turn<'_>, step: &RunStep, seconds: i64, must_look: bool) -> Result<()> {
    let mut tx = turn.means.store.write(permit(&turn.claim.carrier, Postpone)?).await?;
    hold(&mut tx, turn.claim).await?;
    store::runs::postpone(&mut tx, turn.run.id, step.position, turn.means.now() + TimeDelta::seconds(seconds), must_look).await?;
    tx.commit_unrecorded().await?;
    Ok(())
}

/// The step is done.
pub(super) fn done(at: Timestamp, filled: Filled, aws_request: Option<String>) -> Conclusion {
    Conclusion {
        state: StepState::Done { at },
        filled,
        nothing_sent: false,
        is_trouble: false,
        code: None,
        message: None,
        aws_request,
    }
}

/// A person must decide.
pub(super) fn parked(at: Timestamp, filled: Filled, reason: ParkReason, code: &str, message: String) -> Conclusion {
    Conclusion {
        state: StepState::Parked { at, reason },
        filled,
        nothing_sent: false,
        is_trouble: true,
        code: Some(code.to_owned()),
        message: Some(message),
        aws_request: None,
    }
}

/// Proven that nothing happened: the call may be sent, now.
pub(super) fn may_send(at: Timestamp, filled: Filled) -> Conclusion {
    let state = StepState::Waiting { until: at, must_look: false };
    Conclusion { state, filled, nothing_sent: false, is_trouble: true, code: None, message: None, aws_request: None }
}

/// What follows from an error: looked at again later, or parked. A write is never resent without a look.
pub(super) fn trouble(turn: &Turn<'_>, step: &RunStep, error: &CloudError) -> Conclusion {
    let index = usize::try_from(step.position - 1).unwrap_or(0);
    let troubles = turn.run.troubles.get(index).copied().unwrap_or(0);
    let attempt = u32::try_from(troubles).unwrap_or(0) + 1;
    let now = turn.means.now();
    let state = match react(error.reaction, attempt) {
        React::RetryAfter(seconds) => {
            let until = now + TimeDelta::seconds(i64::from(seconds)) + jitter(turn, seconds);
            StepState::Waiting { until, must_look: true }
        }
        React::Look => StepState::Waiting { until: now, must_look: true },
        React::Park(reason) => StepState::Parked { at: now, reason },
    };
    Conclusion {
        state,
        filled: turn.run.filled.clone(),
        nothing_sent: matches!(error.reaction, Reaction::Throttled | Reaction::Busy) && step.first_sent_at.is_none(),
        is_trouble: true,
        code: Some(error.reason.as_ref().map_or_else(|| error.code.clone(), |reason| format!("{} / {reason}", error.code))),
        message: Some(error.message.clone()),
        aws_request: error.aws_request.clone(),
    }
}

/// Up to half of the wait on top, so that engines do not knock together.
fn jitter(turn: &Turn<'_>, seconds: u32) -> TimeDelta {
    let share = i64::from(turn.means.random()[0]);
    TimeDelta::milliseconds(i64::from(seconds) * 500 * share / 255)
}
