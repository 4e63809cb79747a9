//! Runs and their steps, as the engine reads and writes them.
//! Never here: what a step does (control), the timeline page (`run_views.rs`), leases (`claim.rs`).

use domain::access::{
    ApproveRequest, FinishRun, Postpone, ReadRun, Reads, RecordIntent, RecordOutcome, RetryRun, StopRun, Writes,
};
use domain::ids::{DecisionId, OrganizationId, RequestId, RunId};
use domain::plan::{Filled, Nonce, Plan, PlanHash, Step};
use domain::request::AccountSpec;
use domain::run::{Ending, ParkReason, RunStep, StepState};
use domain::time::Timestamp;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::claim::{delist, enlist};
use crate::error::{Error, Result, exactly_one};
use crate::plans::{self, StoredPlan};
use crate::tx::{ReadTx, WriteTx};

/// A run with all that the engine needs.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// The run.
    pub id: RunId,
    /// Its request.
    pub request: RequestId,
    /// People's number of the request.
    pub number: i64,
    /// The approved plan, checked against its hash.
    pub plan: Plan,
    /// The hash.
    pub hash: PlanHash,
    /// What was asked for.
    pub spec: AccountSpec,
    /// The nonce that the account carries.
    pub nonce: Nonce,
    /// Values filled in so far.
    pub filled: Filled,
    /// Whether the basis was found unmoved before the first call.
    pub is_basis_checked: bool,
    /// The steps, in order.
    pub steps: Vec<RunStep>,
    /// Answers in a row that were not progress, by position.
    pub troubles: Vec<i32>,
}

/// Queues the run of an approved plan: run, steps and work, with the request's approval in the same transaction.
///
/// # Errors
/// Any [`Error`].
pub async fn queue(
    tx: &mut WriteTx<ApproveRequest>,
    organization: OrganizationId,
    request: RequestId,
    plan: &StoredPlan,
    decision: DecisionId,
) -> Result<RunId> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    sqlx::query!(
        "insert into run (tenant_id, run_id, request_id, organization_id, plan_id, decision_id, queued_at) values ($1, $2, $3, $4, $5, $6, $7)",
        tenant,
        id,
        request.as_uuid(),
        organization.as_uuid(),
        plan.id.as_uuid(),
        decision.as_uuid(),
        at
    )
    .execute(tx.conn())
    .await?;
    let keys: Vec<String> = plan.plan.calls.iter().map(|step| step.key.clone()).collect();
    sqlx::query!(
        "insert into run_step (tenant_id, run_id, position, key, state, state_at)
         select $1, $2, position::integer, key, 'pending', $4 from unnest($3::text[]) with ordinality as step (key, position)",
        tenant,
        id,
        &keys,
        at
    )
    .execute(tx.conn())
    .await?;
    enlist(tx, organization.as_uuid(), id).await?;
    Ok(RunId::from_uuid(id))
}

/// Reads a run for the engine.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Inconsistent`] if plan and steps do not fit together.
pub async fn load(tx: &mut ReadTx<ReadRun>, run: RunId) -> Result<RunRecord> {
    let row = sqlx::query!(
        r#"select run.request_id, r.number, plan.bytes, plan.hash, r.spec as "spec!: Json<AccountSpec>", r.nonce, create_request, account_id, is_basis_checked
             from run
             join plan on plan.tenant_id = run.tenant_id and plan.plan_id = run.plan_id
             join account_request r on r.tenant_id = run.tenant_id and r.request_id = run.request_id
            where run.run_id = $1 and run.ended_at is null"#,
        run.as_uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    let plan = plans::read(&row.bytes, &row.hash)?;
    let (steps, troubles) = steps(tx.conn(), run, &plan).await?;
    let wrong = |error: domain::organization::NotAnAwsId| Error::inconsistent("run", error);
    let filled = Filled {
        create_request: row.create_request.map(|id| id.parse()).transpose().map_err(wrong)?,
        account: row.account_id.map(|id| id.parse()).transpose().map_err(wrong)?,
    };
    Ok(RunRecord {
        id: run,
        request: RequestId::from_uuid(row.request_id),
        number: row.number,
        hash: plan.hash(),
        plan,
        spec: row.spec.0,
        nonce: Nonce::from_text(row.nonce),
        filled,
        is_basis_checked: row.is_basis_checked,
        steps,
        troubles,
    })
}

async fn steps(conn: &mut PgConnection, run: RunId, plan: &Plan) -> Result<(Vec<RunStep>, Vec<i32>)> {
    let rows = sqlx::query!(
        "select position, key, state, state_at, wake_at, must_look, park_reason, attempts, troubles, first_sent_at from run_step where run_id = $1 order by position",
        run.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    if rows.len() != plan.calls.len() {
        return Err(Error::inconsistent("run_step", "not one step per call of the plan"));
    }
    let mut steps = Vec::with_capacity(rows.len());
    let mut troubles = Vec::with_capacity(rows.len());
    for (row, call) in rows.into_iter().zip(&plan.calls) {
        if row.key != call.key {
            return Err(Error::inconsistent("run_step", format!("step {} is not the plan's {}", row.key, call.key)));
        }
        let state = match (row.state.as_str(), row.wake_at, row.park_reason) {
            ("pending", ..) => StepState::Pending,
            ("intended", ..) => StepState::Intended { at: row.state_at },
            ("waiting", Some(until), _) => StepState::Waiting { until, must_look: row.must_look },
            ("done", ..) => StepState::Done { at: row.state_at },
            ("parked", _, Some(reason)) => StepState::Parked { at: row.state_at, reason: park_reason(&reason)? },
            (other, ..) => return Err(Error::inconsistent("run_step", format!("state {other} without what it needs"))),
        };
        let (position, attempts, first_sent_at) = (row.position, row.attempts, row.first_sent_at);
        steps.push(RunStep { position, step: Step::clone(call), state, attempts, first_sent_at });
        troubles.push(row.troubles);
    }
    Ok((steps, troubles))
}

pub(crate) fn park_reason(word: &str) -> Result<ParkReason> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|error| Error::inconsistent("run_step", error))
}

fn park_word(reason: ParkReason) -> String {
    serde_json::to_value(reason).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

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
                first_sent_at = case when $4 then coalesce(first_sent_at, $3) else first_sent_at end
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

/// What became of an attempt.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// The step's next state.
    pub state: StepState,
    /// Values to fill in.
    pub filled: Filled,
    /// Whether it is proven that no call had an effect, so that the settling window starts anew with the next one.
    pub nothing_sent: bool,
    /// Whether the answer was not progress.
    pub is_trouble: bool,
    /// AWS's code, if it was trouble.
    pub code: Option<String>,
    /// AWS's sentence, if it was trouble.
    pub message: Option<String>,
    /// AWS's request id.
    pub aws_request: Option<String>,
}

/// Records an outcome. A parked run leaves the work list.
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
    let (wake_at, must_look, reason, outcome) = match &conclusion.state {
        StepState::Waiting { until, must_look } => {
            (Some(*until), *must_look, None, if conclusion.is_trouble { "retry" } else { "waiting" })
        }
        StepState::Parked { reason, .. } => (None, false, Some(park_word(*reason)), "parked"),
        StepState::Done { .. } => (None, false, None, "done"),
        StepState::Pending | StepState::Intended { .. } => {
            return Err(Error::inconsistent("run_step", "a conclusion that concludes nothing"));
        }
    };
    let done = sqlx::query!(
        "update run_step
            set state = $4, state_at = $5, wake_at = $6, must_look = $7, park_reason = $8, code = $9, message = $10,
                troubles = case when $11 then troubles + 1 else 0 end,
                first_sent_at = case when $12 then null else first_sent_at end
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
        conclusion.is_trouble,
        conclusion.nothing_sent
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
    sqlx::query!(
        "update run set create_request = $2, account_id = $3 where run_id = $1",
        run.as_uuid(),
        filled.create_request.as_ref().map(|id| id.as_str()),
        filled.account.as_ref().map(|id| id.as_str())
    )
    .execute(tx.conn())
    .await?;
    if reason.is_some() {
        delist(tx, run.as_uuid()).await?;
    }
    Ok(())
}

/// Puts off the next look of a step that waits for AWS.
///
/// # Errors
/// [`Error::Stale`].
pub async fn postpone(tx: &mut WriteTx<Postpone>, run: RunId, position: i32, until: Timestamp, must_look: bool) -> Result<()> {
    let done = sqlx::query!(
        "update run_step set state = 'waiting', wake_at = $3, must_look = $4 where run_id = $1 and position = $2 and state in ('intended', 'waiting')",
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

async fn end<A: Writes>(tx: &mut WriteTx<A>, run: RunId, ending: Ending) -> Result<()> {
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

/// The parked step of a run, if it is parked.
#[derive(Debug, Clone)]
pub struct Parked {
    /// Its key.
    pub key: String,
    /// Why.
    pub reason: ParkReason,
}

/// The run's parked step, with the run locked.
///
/// # Errors
/// Any [`Error`].
pub async fn parked<A: Writes>(tx: &mut WriteTx<A>, run: RunId) -> Result<Option<Parked>> {
    sqlx::query!("select run_id from run where run_id = $1 and ended_at is null for update", run.as_uuid())
        .fetch_optional(tx.conn())
        .await?;
    let row = sqlx::query!(
        r#"select key, park_reason as "park_reason!" from run_step
            where run_id = $1 and state = 'parked' and exists (select from run where run.run_id = $1 and ended_at is null)"#,
        run.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok(Parked { key: row.key, reason: park_reason(&row.park_reason)? })).transpose()
}

/// Lets a parked run go on. It looks at AWS before it sends anything. A failed creation goes back to the step that creates.
///
/// # Errors
/// Any [`Error`].
pub async fn retry(tx: &mut WriteTx<RetryRun>, run: RunId) -> Result<()> {
    let at = tx.at();
    let parked = sqlx::query_scalar!(
        "update run_step set state = 'waiting', state_at = $2, wake_at = $2, must_look = true, park_reason = null, troubles = 0
          where run_id = $1 and state = 'parked' returning key",
        run.as_uuid(),
        at
    )
    .fetch_one(tx.conn())
    .await?;
    if parked == "await" {
        sqlx::query!(
            "update run_step set state = case key when 'create' then 'waiting' else 'pending' end, state_at = $2, park_reason = null,
                    must_look = key = 'create', wake_at = case key when 'create' then $2::timestamptz end
              where run_id = $1 and key in ('create', 'await')",
            run.as_uuid(),
            at
        )
        .execute(tx.conn())
        .await?;
    }
    let organization =
        sqlx::query_scalar!("select organization_id from run where run_id = $1", run.as_uuid()).fetch_one(tx.conn()).await?;
    enlist(tx, organization, run.as_uuid()).await
}

/// Ends a parked run; what was done stays. The name and the e-mail stay reserved: nobody knows better than AWS whether they are used up.
///
/// # Errors
/// Any [`Error`].
pub async fn stop(tx: &mut WriteTx<StopRun>, run: RunId) -> Result<()> {
    end(tx, run, Ending::Stopped).await
}

/// The run of a request.
///
/// # Errors
/// [`Error::Missing`].
pub async fn of_request<A: Reads>(tx: &mut ReadTx<A>, request: RequestId) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!("select run_id from run where request_id = $1", request.as_uuid()).fetch_optional(tx.conn()).await?)
}
