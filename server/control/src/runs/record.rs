//! Committing intents and outcomes, each with its event and under the lease.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::access::{Postpone, RecordIntent, RecordOutcome, carry as permit};
use domain::audit::{Event, Field};
use domain::organization::CreateRequestId;
use domain::plan::Filled;
use domain::run::{MAX_LAG, ParkReason, React, Reaction, RunStep, StepState, react};
use domain::time::Timestamp;
use store::claim::{Claim, hold};
use store::run_steps::{Conclusion, Counts};
use store::runs::RunRecord;

use crate::cloud::CloudError;
use crate::error::{Error, Result};
use crate::means::Means;
use crate::runs::carry::{Turn, correlation};

/// An intent that is committed, and how fresh the lease is.
pub(super) struct Intended {
    /// The step as it was before, but for the number of attempts.
    pub step: RunStep,
    held_at: Instant,
}

/// What of the lease may be used up before a call is sent: the rest is the call's own deadline (3 s) and nothing else.
const SLACK: Duration = Duration::from_millis(800);

impl Intended {
    /// Fails unless the lease outlives the call that is about to be sent. A slow commit may have used it up.
    pub async fn may_send(&self, means: &Means, claim: &Claim) -> Result<()> {
        if self.held_at.elapsed() < SLACK {
            return Ok(());
        }
        let asked_at = Instant::now();
        let is_ours = means.store.renew(claim).await?;
        if is_ours && asked_at.elapsed() < SLACK { Ok(()) } else { Err(Error::from(store::Error::Stale)) }
    }
}

/// Commits to an attempt before anything is sent. `sends` marks a call that may have an effect.
pub(super) async fn intend(turn: &Turn<'_>, step: &RunStep, sends: bool) -> Result<Intended> {
    let mut tx = turn.means.store.write(permit(&turn.claim.carrier, RecordIntent)?).await?;
    // Taken before the statement that prolongs the lease: the lease is never fresher than this says.
    let held_at = Instant::now();
    hold(&mut tx, turn.claim).await?;
    let number = store::run_steps::intend(&mut tx, turn.run.id, step, turn.claim.fence, sends).await?;
    let event = Event::<RecordIntent>::about("step", format!("{}/{}", turn.run.id, step.step.key))
        .after("operation", Field::public(step.step.call.operation()))
        .after("attempt", Field::public(number))
        .after("fence", Field::public(turn.claim.fence))
        .correlated(correlation(turn.claim, &turn.run, &step.step.key, None));
    tx.commit(event).await?;
    Ok(Intended { step: RunStep { attempts: number, ..step.clone() }, held_at })
}

/// Commits an outcome.
pub(super) async fn conclude(turn: &Turn<'_>, step: &RunStep, conclusion: Conclusion) -> Result<()> {
    conclude_of(turn.means, turn.claim, &turn.run, step, conclusion).await
}

/// The same for a turn that has no way to AWS.
pub(super) async fn conclude_of(
    means: &Means,
    claim: &Claim,
    run: &RunRecord,
    step: &RunStep,
    conclusion: Conclusion,
) -> Result<()> {
    let mut tx = means.store.write(permit(&claim.carrier, RecordOutcome)?).await?;
    hold(&mut tx, claim).await?;
    store::run_steps::conclude(&mut tx, run.id, step, step.attempts, &conclusion).await?;
    let mut event = Event::<RecordOutcome>::about("step", format!("{}/{}", run.id, step.step.key))
        .before("state", Field::public(step.state.as_str()))
        .after("state", Field::public(conclusion.state.as_str()))
        .after("attempt", Field::public(step.attempts))
        .correlated(correlation(claim, run, &step.step.key, conclusion.aws_request.clone()));
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
    store::run_steps::postpone(&mut tx, turn.run.id, step.position, turn.means.now() + TimeDelta::seconds(seconds), must_look)
        .await?;
    tx.commit_unrecorded().await?;
    Ok(())
}

/// A conclusion without trouble; the parts that differ are set by the functions below.
fn plain(state: StepState, filled: Filled, counts: Counts) -> Conclusion {
    Conclusion { state, filled, failed_creation: None, was_refused: false, counts, code: None, message: None, aws_request: None }
}

/// The step is done.
pub(super) fn done(at: Timestamp, filled: Filled, aws_request: Option<String>) -> Conclusion {
    Conclusion { aws_request, ..plain(StepState::Done { at }, filled, Counts::Progress) }
}

/// A person must decide.
pub(super) fn parked(at: Timestamp, filled: Filled, reason: ParkReason, code: &str, message: String) -> Conclusion {
    let state = StepState::Parked { at, reason };
    Conclusion { code: Some(code.to_owned()), message: Some(message), ..plain(state, filled, Counts::Neither) }
}

/// AWS said that the creation failed, and a person must decide.
pub(super) fn failed(at: Timestamp, filled: Filled, reason: ParkReason, code: &str, message: String) -> Conclusion {
    let failed_creation: Option<CreateRequestId> = filled.create_request.clone();
    Conclusion { failed_creation, ..parked(at, filled, reason, code, message) }
}

/// A look found no effect, and none can come any more: the call may be sent, now. It is neither progress nor trouble.
pub(super) fn may_send(at: Timestamp, filled: Filled) -> Conclusion {
    plain(StepState::Waiting { until: at, must_look: false }, filled, Counts::Neither)
}

/// How often an answer of that class came in a row, with this one.
fn in_a_row(troubles: &[store::runs::Troubles], step: &RunStep, class: Reaction) -> u32 {
    let index = usize::try_from(step.position - 1).unwrap_or(0);
    let so_far = troubles.get(index).filter(|troubles| troubles.class == Some(class)).map_or(0, |troubles| troubles.in_a_row);
    u32::try_from(so_far).unwrap_or(0) + 1
}

/// What follows from an error: looked at again later, or parked. A write is never resent without a look.
pub(super) fn trouble(turn: &Turn<'_>, step: &RunStep, error: &CloudError) -> Conclusion {
    let lags = error.reaction == Reaction::StaleView && step.step.key != "create" && turn.run.is_basis_checked;
    let patience = lags.then_some((MAX_LAG, ParkReason::StaleView));
    after(turn.means, &turn.run, step, error, patience)
}

/// What AWS shows is not what it must become, which may only be a read that lags; parked with `reason` if it stays so.
pub(super) fn lagging(turn: &Turn<'_>, step: &RunStep, code: &str, message: String, reason: ParkReason) -> Conclusion {
    let error = CloudError {
        operation: "VerifyAccount",
        reaction: Reaction::StaleView,
        code: code.to_owned(),
        reason: None,
        message,
        aws_request: None,
    };
    after(turn.means, &turn.run, step, &error, Some((MAX_LAG, reason)))
}

/// The reaction to an error; `patience` overrides the class: so many answers in a row are waited out, then the reason parks.
pub(super) fn after(
    means: &Means,
    run: &RunRecord,
    step: &RunStep,
    error: &CloudError,
    patience: Option<(u32, ParkReason)>,
) -> Conclusion {
    let attempt = in_a_row(&run.troubles, step, error.reaction);
    let reaction = match patience {
        Some((most, _)) if attempt < most => react(Reaction::Throttled, attempt),
        Some((_, reason)) => React::Park(reason),
        None => react(error.reaction, attempt),
    };
    let now = means.now();
    let state = match reaction {
        React::RetryAfter(seconds) => {
            let until = now + TimeDelta::seconds(i64::from(seconds)) + jitter(means, seconds);
            StepState::Waiting { until, must_look: true }
        }
        React::Park(reason) => StepState::Parked { at: now, reason: known_cause(reason, error) },
    };
    let code = error.reason.as_ref().map_or_else(|| error.code.clone(), |reason| format!("{} / {reason}", error.code));
    Conclusion {
        was_refused: !matches!(error.reaction, Reaction::Unknown | Reaction::Bug | Reaction::AlreadyDone),
        code: Some(code),
        message: Some(error.message.clone()),
        aws_request: error.aws_request.clone(),
        ..plain(state, run.filled.clone(), Counts::Trouble(error.reaction))
    }
}

/// Account management is refused by its own switch: whoever reads the reason must learn of it. STS, whose refusals have another code,
/// means the role itself.
fn known_cause(reason: ParkReason, error: &CloudError) -> ParkReason {
    let is_about_contacts = matches!(error.operation, "GetAlternateContact" | "PutAlternateContact");
    match reason {
        ParkReason::Blocked if is_about_contacts && error.code == "AccessDeniedException" => ParkReason::ContactsBlocked,
        other => other,
    }
}

/// Up to half of the wait on top, so that engines do not knock together.
fn jitter(means: &Means, seconds: u32) -> TimeDelta {
    let share = i64::from(means.random()[0]);
    TimeDelta::milliseconds(i64::from(seconds) * 500 * share / 255)
}
