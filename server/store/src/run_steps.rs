//! Attempts and outcomes of a run's steps, as the engine commits them.
//! Never here: what a step does (control), leases (`claim.rs`).

use domain::access::{FinishRun, Postpone, RecordIntent, RecordOutcome, Writes};
use domain::ids::RunId;
use domain::organization::CreateRequestId;
use domain::plan::Filled;
use domain::run::{Ending, ParkReason, Reaction, RunStep, StepState};
use domain::time::Timestamp;
use serde::Serialize;

use crate::claim::{delist, suspend};
use crate::error::{Error, Result, exactly_one};
use crate::tx::WriteTx;

/// Commits to an attempt: the step is `intended`, the attempt has a row. `sends` marks a call that may have an effect.
///
/// # Errors
/// [`Error::Stale`] if the step is not where it was read.
pub async fn intend(tx: &mut WriteTx<RecordIntent>, run: RunId, step: &RunStep, fence: i64, sends: bool) -> Result<i32> {
    let (tenant, attempt, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    close_open_attempt(tx, run, step.position).await?;
    let number = sqlx::query_scalar!(
        "update run_step
            set state = 'intended', state_at = $3, wake_at = null, must_look = false, attempts = attempts + 1,
                first_sent_at = case when $4 then coalesce(first_sent_at, $3) else first_sent_at end,
                last_sent_at = case when $4 then $3 else last_sent_at end
          where run_id = $1 and position = $2 and attempts = $5 and state in ('pending', 'intended', 'waiting')
      returning attempts",
        run.as_uuid(),
        step.position,
        at,
        sends,
        step.attempts
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::Stale)?;
    sqlx::query!(
        "insert into step_attempt (tenant_id, attempt_id, run_id, position, number, fence, intended_at) values ($1, $2, $3, $4, $5, $6, $7)",
        tenant,
        attempt,
        run.as_uuid(),
        step.position,
        number,
        fence,
        at
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("update run set is_basis_checked = true where run_id = $1", run.as_uuid()).execute(tx.conn()).await?;
    Ok(number)
}

async fn close_open_attempt<A: Writes>(tx: &mut WriteTx<A>, run: RunId, position: i32) -> Result<()> {
    let at = tx.at();
    sqlx::query!(
        "update step_attempt set concluded_at = $3, outcome = 'interrupted' where run_id = $1 and position = $2 and concluded_at is null",
        run.as_uuid(),
        position,
        at
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How an outcome counts towards patience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Progress: the count begins anew.
    Progress,
    /// One more answer of that class.
    Trouble(Reaction),
    /// Neither: the count stays.
    Neither,
}

/// What became of an attempt.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// The step's next state.
    pub state: StepState,
    /// Values to fill in.
    pub filled: Filled,
    /// A creation of which AWS said FAILED.
    pub failed_creation: Option<CreateRequestId>,
    /// Whether AWS refused the call, so that it had no effect: the times of earlier sends stand again.
    pub was_refused: bool,
    /// How it counts.
    pub counts: Counts,
    /// AWS's code, if it was trouble.
    pub code: Option<String>,
    /// AWS's sentence, if it was trouble.
    pub message: Option<String>,
    /// AWS's request id.
    pub aws_request: Option<String>,
}

fn word(value: impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned))
}

fn park_word(reason: ParkReason) -> Result<String> {
    word(reason).ok_or_else(|| Error::inconsistent("run_step", "a reason without a word"))
}

/// Records an outcome. `step` is the step as it was before the attempt, but for the number of `attempts`. A creation that was not
/// accepted has its basis read again before the next one. A parked run is not due any more.
///
/// # Errors
/// [`Error::Stale`] if the step moved meanwhile.
pub async fn conclude(
    tx: &mut WriteTx<RecordOutcome>,
    run: RunId,
    step: &RunStep,
    attempts: i32,
    conclusion: &Conclusion,
) -> Result<()> {
    let at = tx.at();
    let is_trouble = matches!(conclusion.counts, Counts::Trouble(_));
    let (wake_at, must_look, reason, outcome) = match &conclusion.state {
        StepState::Waiting { until, must_look } => (Some(*until), *must_look, None, if is_trouble { "retry" } else { "waiting" }),
        StepState::Parked { reason, .. } => (None, false, Some(park_word(*reason)?), "parked"),
        StepState::Done { .. } => (None, false, None, "done"),
        StepState::Pending | StepState::Intended { .. } | StepState::Skipped { .. } => {
            return Err(Error::inconsistent("run_step", "a conclusion that concludes nothing"));
        }
    };
    let (class, resets) = match conclusion.counts {
        Counts::Progress => (None, true),
        Counts::Trouble(class) => (word(class), false),
        Counts::Neither => (None, false),
    };
    let done = sqlx::query!(
        "update run_step
            set state = $4, state_at = $5, wake_at = $6, must_look = $7, park_reason = $8, code = $9, message = $10,
                troubles = case when $11 then 0 when $12::text is null then troubles when trouble = $12 then troubles + 1 else 1 end,
                trouble = case when $11 then null else coalesce($12, trouble) end,
                first_sent_at = case when $13 then $14 else first_sent_at end,
                last_sent_at = case when $13 then $15 else last_sent_at end
          where run_id = $1 and position = $2 and attempts = $3 and state in ('pending', 'intended', 'waiting')",
        run.as_uuid(),
        step.position,
        attempts,
        conclusion.state.as_str(),
        at,
        wake_at,
        must_look,
        reason,
        conclusion.code,
        conclusion.message,
        resets,
        class,
        conclusion.was_refused,
        step.first_sent_at,
        step.last_sent_at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)?;
    sqlx::query!(
        "update step_attempt set concluded_at = $3, outcome = $4, code = $5, message = $6, aws_request = $7
          where run_id = $1 and position = $2 and concluded_at is null",
        run.as_uuid(),
        step.position,
        at,
        outcome,
        conclusion.code,
        conclusion.message,
        conclusion.aws_request
    )
    .execute(tx.conn())
    .await?;
    let filled = &conclusion.filled;
    let needs_basis = step.step.key == "create" && outcome != "done";
    sqlx::query!(
        "update run
            set create_request = $2, account_id = $3, is_basis_checked = is_basis_checked and not $4,
                failed_creations = case when $5::text is null then failed_creations else array_append(failed_creations, $5) end
          where run_id = $1",
        run.as_uuid(),
        filled.create_request.as_ref().map(|id| id.as_str()),
        filled.account.as_ref().map(|id| id.as_str()),
        needs_basis,
        conclusion.failed_creation.as_ref().map(|id| id.as_str())
    )
    .execute(tx.conn())
    .await?;
    if reason.is_some() {
        suspend(tx, run.as_uuid()).await?;
    }
    Ok(())
}

/// Puts off when a step is looked at or begun. `must_look`: before anything may be sent.
///
/// # Errors
/// [`Error::Stale`].
pub async fn postpone(tx: &mut WriteTx<Postpone>, run: RunId, position: i32, until: Timestamp, must_look: bool) -> Result<()> {
    let done = sqlx::query!(
        "update run_step set state = 'waiting', wake_at = $3, must_look = $4
          where run_id = $1 and position = $2 and state in ('pending', 'intended', 'waiting')",
        run.as_uuid(),
        position,
        until,
        must_look
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// Ends a run whose steps are all done.
///
/// # Errors
/// [`Error::Stale`].
pub async fn finish(tx: &mut WriteTx<FinishRun>, run: RunId) -> Result<()> {
    end(tx, run, Ending::Succeeded).await
}

pub(crate) async fn end<A: Writes>(tx: &mut WriteTx<A>, run: RunId, ending: Ending) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update run set ended_at = $2, ending = $3 where run_id = $1 and ended_at is null",
        run.as_uuid(),
        at,
        ending.as_str()
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)?;
    delist(tx, run.as_uuid()).await
}
