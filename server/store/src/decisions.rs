//! Decisions: one row each, never changed.
//! Never here: whether somebody may decide.

use domain::access::{ApproveRequest, AskForChanges, DeclineRequest, Reads, Recorded};
use domain::ids::{DecisionId, MemberId, RequestId};
use domain::plan::PlanHash;
use domain::request::{Request, Verdict};
use domain::wire::DecisionView;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::plans::StoredPlan;
use crate::tx::{ReadTx, WriteTx};

/// The three actions that decide.
pub trait Decides: Recorded {
    /// What is said.
    const VERDICT: Verdict;
    /// The stage that follows.
    const STAGE: &'static str;
}

impl Decides for ApproveRequest {
    const VERDICT: Verdict = Verdict::Approve;
    const STAGE: &'static str = "approved";
}

impl Decides for DeclineRequest {
    const VERDICT: Verdict = Verdict::Decline;
    const STAGE: &'static str = "declined";
}

impl Decides for AskForChanges {
    const VERDICT: Verdict = Verdict::AskForChanges;
    const STAGE: &'static str = "changes_asked";
}

/// Inserts a decision; an approval names its plan.
///
/// # Errors
/// [`Error::Conflict`] on `decision_is_not_by_requester` and the like: the second wall behind `Request::may_decide`.
pub async fn insert<A: Decides>(
    tx: &mut WriteTx<A>,
    request: &Request,
    plan: Option<&StoredPlan>,
    by: MemberId,
    comment: &str,
) -> Result<DecisionId> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    sqlx::query!(
        "insert into decision (tenant_id, decision_id, request_id, verdict, plan_id, plan_hash, requested_by, changed_by, decided_by, comment, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tenant,
        id,
        request.id.as_uuid(),
        A::VERDICT.as_str(),
        plan.map(|plan| plan.id.as_uuid()),
        plan.map(|plan| plan.hash.as_bytes().to_vec()),
        request.requested_by.as_uuid(),
        request.changed_by.as_uuid(),
        by.as_uuid(),
        comment,
        at
    )
    .execute(tx.conn())
    .await?;
    Ok(DecisionId::from_uuid(id))
}

/// Every decision on a request, oldest first.
///
/// # Errors
/// Any [`Error`].
pub async fn list<A: Reads>(tx: &mut ReadTx<A>, request: RequestId) -> Result<Vec<DecisionView>> {
    let rows = sqlx::query!(
        r#"select verdict, coalesce(member.name, member.email) as "by!", comment, decided_at, plan_hash
             from decision join member on member.tenant_id = decision.tenant_id and member.member_id = decision.decided_by
            where request_id = $1 order by decided_at, decision_id"#,
        request.as_uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let verdict =
                [Verdict::Approve, Verdict::AskForChanges, Verdict::Decline].into_iter().find(|one| one.as_str() == row.verdict);
            let verdict = verdict.ok_or_else(|| Error::inconsistent("decision", row.verdict))?;
            let plan_hash = row.plan_hash.map(hex::encode);
            Ok(DecisionView { verdict, by: row.by, at: row.decided_at, comment: row.comment, plan_hash })
        })
        .collect()
}

/// The plan that the request's last approval names.
///
/// # Errors
/// [`Error::Missing`] if it was not approved.
pub async fn approved_plan<A: Reads>(tx: &mut ReadTx<A>, request: RequestId) -> Result<(Uuid, PlanHash)> {
    let row = sqlx::query!(
        r#"select plan_id as "plan_id!", plan_hash as "plan_hash!" from decision
            where request_id = $1 and verdict = 'approve' order by decided_at desc, decision_id desc limit 1"#,
        request.as_uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    let hash = hex::encode(row.plan_hash).parse().map_err(|error| Error::inconsistent("decision", error))?;
    Ok((row.plan_id, hash))
}
