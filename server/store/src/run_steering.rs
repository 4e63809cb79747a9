//! What people do to a parked run: let it try again, leave an optional step out, or end it.
//! Never here: who may do it.

use domain::access::{RetryRun, SkipStep, StopRun, Writes};
use domain::ids::{MemberId, RequestId, RunId};
use domain::run::{Ending, ParkReason};
use domain::time::Timestamp;

use crate::claim::enlist;
use crate::error::{Result, exactly_one};
use crate::plans;
use crate::run_steps::end;
use crate::runs::park_reason;
use crate::tx::WriteTx;

/// A parked run.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The key of the step that waits for a person.
    pub key: String,
    /// Why.
    pub reason: ParkReason,
    /// Whether the approved plan calls that step optional.
    pub is_optional: bool,
    /// When the creation was sent last, if it ever may have been.
    pub sent_at: Option<Timestamp>,
    /// Whether the account is known.
    pub has_account: bool,
    /// Whether AWS said that the last creation failed.
    pub has_failed: bool,
}

/// The run if it is parked, locked until the transaction ends.
///
/// # Errors
/// Any [`crate::Error`].
pub async fn parked<A: Writes>(tx: &mut WriteTx<A>, run: RunId) -> Result<Option<Parked>> {
    sqlx::query!("select run_id from run where run_id = $1 and ended_at is null for update", run.as_uuid())
        .fetch_optional(tx.conn())
        .await?;
    let row = sqlx::query!(
        r#"select step.key, plan.bytes, plan.hash, step.park_reason as "park_reason!", first.last_sent_at as "last_sent_at?",
                  account_id is not null as "has_account!", coalesce(create_request = any(failed_creations), false) as "has_failed!"
             from run
             join plan on plan.tenant_id = run.tenant_id and plan.plan_id = run.plan_id
             join run_step step on step.tenant_id = run.tenant_id and step.run_id = run.run_id and step.state = 'parked'
             join run_step first on first.tenant_id = run.tenant_id and first.run_id = run.run_id and first.key = 'create'
            where run.run_id = $1 and ended_at is null"#,
        run.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let reason = park_reason(&row.park_reason)?;
        let plan = plans::read(&row.bytes, &row.hash)?;
        let is_optional = plan.calls.iter().any(|step| step.key == row.key && step.is_optional);
        let (has_account, has_failed) = (row.has_account, row.has_failed);
        Ok(Parked { key: row.key, reason, is_optional, sent_at: row.last_sent_at, has_account, has_failed })
    })
    .transpose()
}

/// Lets a parked run go on. It looks at AWS before it sends anything. Only a creation of which AWS said FAILED leads back to the
/// step that creates; everything else goes on where it stood.
///
/// # Errors
/// Any [`crate::Error`].
pub async fn retry(tx: &mut WriteTx<RetryRun>, run: RunId, parked: &Parked) -> Result<()> {
    let at = tx.at();
    let creates_again = parked.key == "await" && parked.has_failed;
    sqlx::query!(
        "update run_step
            set state = case when $3 and key = 'await' then 'pending' else 'waiting' end, state_at = $2, park_reason = null,
                wake_at = case when $3 and key = 'await' then null else $2::timestamptz end, must_look = not ($3 and key = 'await'),
                trouble = null, troubles = 0
          where run_id = $1 and (state = 'parked' or ($3 and key = 'create'))",
        run.as_uuid(),
        at,
        creates_again
    )
    .execute(tx.conn())
    .await?;
    let organization = sqlx::query_scalar!(
        "update run set is_basis_checked = is_basis_checked and account_id is not null where run_id = $1 returning organization_id",
        run.as_uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    enlist(tx, organization, run.as_uuid()).await
}

/// Leaves out the step at which a run is parked; the run goes on with the next one.
///
/// # Errors
/// [`crate::Error::Stale`] if the step is not parked.
pub async fn skip(tx: &mut WriteTx<SkipStep>, run: RunId, parked: &Parked) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update run_step set state = 'skipped', state_at = $3, park_reason = null
          where run_id = $1 and key = $2 and state = 'parked'",
        run.as_uuid(),
        parked.key,
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)?;
    let organization =
        sqlx::query_scalar!("select organization_id from run where run_id = $1", run.as_uuid()).fetch_one(tx.conn()).await?;
    enlist(tx, organization, run.as_uuid()).await
}

/// Ends a parked run by a member, with the reason; what was done stays. If nothing was ever sent, the request waits for a decision again.
/// If AWS said that the creation failed, there is no account: name and e-mail are free again. Else they stay reserved, for nobody
/// knows better than AWS whether they are used up.
///
/// # Errors
/// Any [`crate::Error`].
pub async fn stop(
    tx: &mut WriteTx<StopRun>,
    run: RunId,
    request: RequestId,
    parked: &Parked,
    (by, reason): (MemberId, &str),
) -> Result<()> {
    end(tx, run, Ending::Stopped).await?;
    let stopped =
        sqlx::query!("update run set stopped_by = $2, stop_reason = $3 where run_id = $1", run.as_uuid(), by.as_uuid(), reason);
    stopped.execute(tx.conn()).await?;
    let at = tx.at();
    if parked.has_failed && !parked.has_account {
        let freed = sqlx::query!(
            "update account_request set reserved_name = null, reserved_email = null, changed_at = $2, version = version + 1
              where request_id = $1 and stage = 'approved'",
            request.as_uuid(),
            at
        );
        return exactly_one(freed.execute(tx.conn()).await?);
    }
    if parked.sent_at.is_some() || parked.has_account {
        return Ok(());
    }
    let done = sqlx::query!(
        "update account_request set stage = 'submitted', run_id = null, changed_at = $2, version = version + 1
          where request_id = $1 and stage = 'approved'",
        request.as_uuid(),
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}
