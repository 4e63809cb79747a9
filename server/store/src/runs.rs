//! Runs as they are queued, and as the engine reads them.
//! Never here: what a step does (control), attempts and outcomes (`run_steps.rs`), what people do to a run (`run_steering.rs`), leases (`claim.rs`).

use domain::access::{ApproveRequest, ReadRun, Reads};
use domain::ids::{DecisionId, OrganizationId, RequestId, RunId};
use domain::organization::CreateRequestId;
use domain::plan::{Filled, Nonce, Plan, PlanHash, Step};
use domain::request::AccountSpec;
use domain::run::{ParkReason, Reaction, RunStep, StepState};
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::claim::enlist;
use crate::error::{Error, Result};
use crate::plans::{self, StoredPlan};
use crate::tx::{ReadTx, WriteTx};

/// Answers of one class in a row that were not progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Troubles {
    /// The class of the last answer that was not progress.
    pub class: Option<Reaction>,
    /// How many of it came in a row.
    pub in_a_row: i32,
}

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
    /// Other runs of the organization whose creation is in progress.
    pub n_creating: i64,
    /// Creation requests of which AWS said FAILED.
    pub failed_creations: Vec<CreateRequestId>,
    /// Answers of one class in a row that were not progress, by position.
    pub troubles: Vec<Troubles>,
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
        r#"select run.request_id, r.number, plan.bytes, plan.hash, r.spec as "spec!: Json<AccountSpec>", r.nonce, create_request, failed_creations, account_id, is_basis_checked,
                  (select count(*) from run other
                     join run_step first on first.tenant_id = other.tenant_id and first.run_id = other.run_id and first.key = 'create'
                     join run_step later on later.tenant_id = other.tenant_id and later.run_id = other.run_id and later.key = 'await'
                    where other.organization_id = run.organization_id and other.run_id <> run.run_id and other.ended_at is null
                      and first.state = 'done' and later.state in ('pending', 'intended', 'waiting')) as "n_creating!"
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
    let failed_creations =
        row.failed_creations.iter().map(|id| id.parse()).collect::<std::result::Result<_, _>>().map_err(wrong)?;
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
        n_creating: row.n_creating,
        failed_creations,
        troubles,
    })
}

async fn steps(conn: &mut PgConnection, run: RunId, plan: &Plan) -> Result<(Vec<RunStep>, Vec<Troubles>)> {
    let rows = sqlx::query!(
        "select position, key, state, state_at, wake_at, must_look, park_reason, attempts, trouble, troubles,
                first_sent_at, last_sent_at from run_step where run_id = $1 order by position",
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
            ("skipped", ..) => StepState::Skipped { at: row.state_at },
            ("parked", _, Some(reason)) => StepState::Parked { at: row.state_at, reason: park_reason(&reason)? },
            (other, ..) => return Err(Error::inconsistent("run_step", format!("state {other} without what it needs"))),
        };
        let (position, attempts, first_sent_at, last_sent_at) = (row.position, row.attempts, row.first_sent_at, row.last_sent_at);
        steps.push(RunStep { position, step: Step::clone(call), state, attempts, first_sent_at, last_sent_at });
        let class = row.trouble.as_deref().map(reaction).transpose()?;
        troubles.push(Troubles { class, in_a_row: row.troubles });
    }
    Ok((steps, troubles))
}

pub(crate) fn park_reason(word: &str) -> Result<ParkReason> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|error| Error::inconsistent("run_step", error))
}

fn reaction(word: &str) -> Result<Reaction> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|error| Error::inconsistent("run_step", error))
}

/// The run of a request.
///
/// # Errors
/// [`Error::Missing`].
pub async fn of_request<A: Reads>(tx: &mut ReadTx<A>, request: RequestId) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!("select run_id from run where request_id = $1", request.as_uuid()).fetch_optional(tx.conn()).await?)
}
