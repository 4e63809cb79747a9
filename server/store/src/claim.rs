//! The opener `claim`: leases on runs, with a fencing number, and what entitles the engine to carry one out.
//! Never here: what a step does; a transaction that stays open while AWS works.

use domain::access::{Carrier, Writes};
use domain::ids::{DecisionId, MemberId, OrganizationId, PlanId, RequestId, RunId, TenantId};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::pool::Store;
use crate::tx::WriteTx;

/// How long a lease lasts, in seconds; it is renewed while the engine works.
pub const LEASE_SECONDS: f64 = 4.0;

/// A leased run. The fencing number makes a stale engine's writes fail.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What entitles the engine.
    pub carrier: Carrier,
    /// The engine.
    pub engine: Uuid,
    /// Grows with every lease of this run.
    pub fence: i64,
}

impl Store {
    /// Leases one run that is due, by Postgres's clock; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Driver`]; [`Error::Inconsistent`] if a run without an approving decision is in the list.
    pub async fn claim(&self, engine: Uuid) -> Result<Option<Claim>> {
        let leased = sqlx::query!(
            "update work
                set lease_owner = $1, lease_until = clock_timestamp() + make_interval(secs => $2), fence = fence + 1
              where run_id = (select run_id from work
                               where wake_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                            order by wake_at limit 1 for update skip locked)
          returning run_id, tenant_id, organization_id, fence",
            engine,
            LEASE_SECONDS
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(leased) = leased else { return Ok(None) };
        let mut tx = self.begin_in("begin read only", TenantId::from_uuid(leased.tenant_id)).await?;
        let row = sqlx::query!(
            "select run.request_id, run.plan_id, run.decision_id, decision.decided_by
               from run join decision on decision.tenant_id = run.tenant_id and decision.decision_id = run.decision_id
              where run_id = $1 and verdict = 'approve' and decision.plan_id = run.plan_id",
            leased.run_id
        )
        .fetch_optional(&mut *tx)
        .await?;
        let row = row.ok_or_else(|| Error::inconsistent("work", format!("run {} was not approved", leased.run_id)))?;
        let carrier = Carrier::loaded(
            TenantId::from_uuid(leased.tenant_id),
            OrganizationId::from_uuid(leased.organization_id),
            RunId::from_uuid(leased.run_id),
            RequestId::from_uuid(row.request_id),
            PlanId::from_uuid(row.plan_id),
            DecisionId::from_uuid(row.decision_id),
            MemberId::from_uuid(row.decided_by),
        );
        Ok(Some(Claim { carrier, engine, fence: leased.fence }))
    }

    /// Prolongs the lease; false if it is not this engine's any more.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn renew(&self, claim: &Claim) -> Result<bool> {
        let done = sqlx::query!(
            "update work set lease_until = clock_timestamp() + make_interval(secs => $4)
              where run_id = $1 and lease_owner = $2 and fence = $3 and lease_until > clock_timestamp()",
            claim.carrier.run().as_uuid(),
            claim.engine,
            claim.fence,
            LEASE_SECONDS
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the run back; it is due again after so many seconds. Nothing happens if the lease was lost.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn release(&self, claim: &Claim, after_seconds: f64) -> Result<()> {
        sqlx::query!(
            "update work set lease_owner = null, lease_until = null, wake_at = clock_timestamp() + make_interval(secs => $4)
              where run_id = $1 and lease_owner = $2 and fence = $3",
            claim.carrier.run().as_uuid(),
            claim.engine,
            claim.fence,
            after_seconds.max(0.0)
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Seconds until a run is due or its lease runs out, whichever is first; `None` if there is no work at all.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn seconds_to_work(&self) -> Result<Option<f64>> {
        let seconds = sqlx::query_scalar!(
            "select extract(epoch from min(greatest(wake_at, coalesce(lease_until, wake_at))) - clock_timestamp())::float8
               from work where wake_at < 'infinity'"
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(seconds.map(|seconds| seconds.max(0.0)))
    }
}

/// Fails unless the lease is still this engine's, and prolongs it. Called inside the transaction that it protects: the row
/// stays locked until the commit, and a call sent right after it has the whole lease before it.
///
/// # Errors
/// [`Error::Stale`] if the lease was lost.
pub async fn hold<A: Writes>(tx: &mut WriteTx<A>, claim: &Claim) -> Result<()> {
    let done = sqlx::query!(
        "update work set lease_until = clock_timestamp() + make_interval(secs => $4)
          where run_id = $1 and lease_owner = $2 and fence = $3 and lease_until > clock_timestamp()",
        claim.carrier.run().as_uuid(),
        claim.engine,
        claim.fence,
        LEASE_SECONDS
    )
    .execute(tx.conn())
    .await?;
    crate::error::exactly_one(done)
}

/// Puts a run on the list, due now.
pub(crate) async fn enlist<A: Writes>(tx: &mut WriteTx<A>, organization: Uuid, run: Uuid) -> Result<()> {
    let tenant = tx.tenant().as_uuid();
    sqlx::query!(
        "insert into work (run_id, tenant_id, organization_id, wake_at) values ($1, $2, $3, clock_timestamp())
         on conflict on constraint work_pk do update set wake_at = excluded.wake_at, lease_owner = null, lease_until = null, fence = work.fence + 1",
        run,
        tenant,
        organization
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a run on the list without being due: it waits for a person. Its fencing number goes on from here.
pub(crate) async fn suspend<A: Writes>(tx: &mut WriteTx<A>, run: Uuid) -> Result<()> {
    sqlx::query!("update work set wake_at = 'infinity', lease_owner = null, lease_until = null where run_id = $1", run)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes a run off the list: it ended.
pub(crate) async fn delist<A: Writes>(tx: &mut WriteTx<A>, run: Uuid) -> Result<()> {
    sqlx::query!("delete from work where run_id = $1", run).execute(tx.conn()).await?;
    Ok(())
}
