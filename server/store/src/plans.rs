//! Stored plans: inserted once, never changed.
//! Never here: drawing one.

use std::collections::BTreeMap;

use domain::access::{DrawPlan, Reads};
use domain::canonical;
use domain::ids::{MemberId, PlanId, RequestId};
use domain::plan::{Basis, Plan, PlanHash};
use domain::time::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::tx::{ReadTx, WriteTx};

/// A plan as stored.
#[derive(Debug, Clone)]
pub struct StoredPlan {
    /// Its id.
    pub id: PlanId,
    /// The request's version that it was drawn from.
    pub request_version: i32,
    /// Its hash.
    pub hash: PlanHash,
    /// The plan.
    pub plan: Plan,
    /// The chosen root or unit.
    pub destination: String,
    /// The chosen policies.
    pub policies: Vec<String>,
    /// Names of levels and policies when it was drawn, by id.
    pub names: BTreeMap<String, String>,
    /// When it was drawn.
    pub drawn_at: Timestamp,
}

/// A plan to be stored.
#[derive(Debug, Clone)]
pub struct NewPlan<'a> {
    /// The request.
    pub request: RequestId,
    /// Its version.
    pub request_version: i32,
    /// The plan.
    pub plan: &'a Plan,
    /// The chosen root or unit.
    pub destination: &'a str,
    /// The chosen policies.
    pub policies: &'a [String],
    /// Names of levels and policies, by id.
    pub names: &'a BTreeMap<String, String>,
    /// Contents of the policies of the basis, by SHA-256.
    pub contents: &'a BTreeMap<String, String>,
    /// Who drew it.
    pub by: MemberId,
}

/// Inserts a plan with the contents that its basis names, and gives its id.
///
/// # Errors
/// Any [`Error`].
pub async fn insert(tx: &mut WriteTx<DrawPlan>, new: &NewPlan<'_>) -> Result<PlanId> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    let hash = new.plan.hash();
    sqlx::query!(
        "insert into plan (tenant_id, plan_id, request_id, request_version, hash, bytes, destination, policies, names, drawn_by, drawn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tenant,
        id,
        new.request.as_uuid(),
        new.request_version,
        &hash.as_bytes()[..],
        new.plan.bytes(),
        new.destination,
        new.policies,
        Json(new.names) as _,
        new.by.as_uuid(),
        at
    )
    .execute(tx.conn())
    .await?;
    let (hashes, contents): (Vec<String>, Vec<String>) =
        new.contents.iter().map(|(hash, content)| (hash.clone(), content.clone())).unzip();
    sqlx::query!(
        "insert into policy_content (tenant_id, content_sha256, content) select $1, hash, content from unnest($2::text[], $3::text[]) as new (hash, content)
         on conflict on constraint policy_content_pk do nothing",
        tenant,
        &hashes,
        &contents
    )
    .execute(tx.conn())
    .await?;
    Ok(PlanId::from_uuid(id))
}

/// The content behind a SHA-256, if a plan was drawn upon it.
///
/// # Errors
/// [`Error::Inconsistent`] for a content that does not hash to it; any other [`Error`].
pub async fn content<A: Reads>(tx: &mut ReadTx<A>, sha256: &str) -> Result<Option<String>> {
    let content = sqlx::query_scalar!("select content from policy_content where content_sha256 = $1", sha256)
        .fetch_optional(tx.conn())
        .await?;
    content.map(|content| checked(content, sha256)).transpose()
}

/// One policy of a basis: the text that its hash covers.
#[derive(Debug, Clone)]
pub struct BasisPolicy {
    /// AWS's id.
    pub id: String,
    /// SHA-256 of the content, hexadecimal, as the basis names it.
    pub sha256: String,
    /// The content as AWS returned it, if it was kept.
    pub content: Option<String>,
    /// SHA-256 of its content in the snapshot, if it is there.
    pub snapshot_sha256: Option<String>,
}

/// Every policy of the basis with the content that its SHA-256 stands for, by id.
///
/// # Errors
/// [`Error::Inconsistent`] for a content that does not hash to it; any other [`Error`].
pub async fn basis_policies<A: Reads>(tx: &mut ReadTx<A>, basis: &Basis) -> Result<Vec<BasisPolicy>> {
    let (ids, hashes): (Vec<String>, Vec<String>) =
        basis.policies.iter().map(|(id, sha256)| (id.to_string(), sha256.clone())).unzip();
    let rows = sqlx::query!(
        r#"select basis.policy_id as "id!", basis.sha256 as "sha256!", held.content as "content?",
                  (select seen.content_sha256 from aws_policy seen where seen.policy_id = basis.policy_id and seen.seen_until is null limit 1) as "snapshot_sha256?"
             from unnest($1::text[], $2::text[]) as basis (policy_id, sha256)
             left join policy_content held on held.content_sha256 = basis.sha256
            order by basis.policy_id"#,
        &ids,
        &hashes
    )
    .fetch_all(tx.conn())
    .await?;
    let policy = |id, sha256: String, content: Option<String>, snapshot_sha256| {
        let content = content.map(|content| checked(content, &sha256)).transpose()?;
        Ok(BasisPolicy { id, sha256, content, snapshot_sha256 })
    };
    rows.into_iter().map(|row| policy(row.id, row.sha256, row.content, row.snapshot_sha256)).collect()
}

/// People decide upon this text because a hash stands for it.
fn checked(content: String, sha256: &str) -> Result<String> {
    if hex::encode(canonical::sha256(&[content.as_bytes()])) == sha256 {
        Ok(content)
    } else {
        Err(Error::inconsistent("policy_content", "the content is not the one that was hashed"))
    }
}

/// A plan of that request. Bytes that do not hash to the stored hash are refused.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Inconsistent`] if the bytes were altered.
pub async fn find<A: Reads>(tx: &mut ReadTx<A>, request: RequestId, plan: Uuid) -> Result<StoredPlan> {
    let row = sqlx::query!(
        r#"select plan_id, request_version, hash, bytes, destination, policies, names as "names: Json<BTreeMap<String, String>>", drawn_at
             from plan where request_id = $1 and plan_id = $2"#,
        request.as_uuid(),
        plan
    )
    .fetch_one(tx.conn())
    .await?;
    let plan = read(&row.bytes, &row.hash)?;
    Ok(StoredPlan {
        id: PlanId::from_uuid(row.plan_id),
        request_version: row.request_version,
        hash: plan.hash(),
        plan,
        destination: row.destination,
        policies: row.policies,
        names: row.names.0,
        drawn_at: row.drawn_at,
    })
}

/// Reads stored bytes and checks them against the stored hash.
pub(crate) fn read(bytes: &[u8], hash: &[u8]) -> Result<Plan> {
    let plan = Plan::read(bytes).map_err(|error| Error::inconsistent("plan", error))?;
    if plan.hash().as_bytes()[..] != *hash || plan.bytes() != bytes {
        return Err(Error::inconsistent("plan", "the bytes are not those that were hashed"));
    }
    Ok(plan)
}
