//! The record as a whole, oldest first, with every column beside the bytes that it repeats.
//! Never here: names of members, a filter (that is `audit`), a judgement beyond one row.

use domain::access::{ReadRecord, Reads};
use domain::audit::{Chain, Leaf, leaf_of};
use domain::ids::TenantId;
use domain::time::{Timestamp, canonical_text};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::tx::ReadTx;

/// A chain as it stands in this transaction's snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which chain.
    pub chain: Chain,
    /// The last sequence, as the head row says.
    pub sequence: i64,
    /// The leaf of the last event, as the head row says.
    pub leaf: Leaf,
    /// The size of the last signed head; 0 without one.
    pub signed: i64,
    /// When the first event after that was written; none if everything is signed, or it is gone.
    pub unsigned_since: Option<Timestamp>,
    /// The size at which a prefix was cut; 0 without a cut.
    pub cut: i64,
}

/// One event with its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its place.
    pub sequence: i64,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// The stored leaf.
    pub leaf: Vec<u8>,
    event_id: Uuid,
    at: Timestamp,
    action: String,
    actor_kind: String,
    actor_member: Option<Uuid>,
    object_kind: String,
    object_id: String,
    request_id: Option<String>,
    plan_hash: Option<String>,
    run_id: Option<String>,
    step_key: Option<String>,
}

/// A personal value beside an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPersonal {
    /// Of which event.
    pub sequence: i64,
    /// Where in the event.
    pub path: String,
    /// 16 bytes.
    pub salt: Vec<u8>,
    /// The text.
    pub value: String,
}

/// A row is not what its bytes say, or the bytes are no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrue {
    /// A column differs.
    #[error("column {0} is not what the event says")]
    Column(&'static str),
    /// The stored leaf is not the hash of the bytes.
    #[error("the stored leaf is not the hash of the event")]
    Leaf,
    /// The bytes are no event.
    #[error("the bytes are no event")]
    NotAnEvent,
}

#[derive(Deserialize)]
struct Said {
    id: Uuid,
    tenant: Uuid,
    chain: Chain,
    sequence: i64,
    previous: String,
    at: String,
    action: String,
    actor: SaidActor,
    object: SaidObject,
    #[serde(default)]
    correlation: SaidCorrelation,
}

#[derive(Deserialize)]
struct SaidActor {
    kind: String,
    member: Option<Uuid>,
    on_behalf_of: Option<Uuid>,
}

#[derive(Deserialize)]
struct SaidObject {
    kind: String,
    id: String,
}

#[derive(Deserialize, Default)]
struct SaidCorrelation {
    request: Option<String>,
    plan: Option<String>,
    run: Option<String>,
    step: Option<String>,
}

impl RecordRow {
    /// Compares the leaf and every column with the bytes, and gives the leaf and the predecessor that the event names.
    ///
    /// # Errors
    /// [`Untrue`], the first that is found.
    pub fn compare(&self, tenant: TenantId, chain: Chain) -> std::result::Result<(Leaf, Leaf), Untrue> {
        let leaf = leaf_of(&self.bytes);
        if self.leaf != leaf {
            return Err(Untrue::Leaf);
        }
        let said: Said = serde_json::from_slice(&self.bytes).map_err(|_| Untrue::NotAnEvent)?;
        let columns = [
            ("tenant_id", said.tenant == tenant.as_uuid()),
            ("chain", said.chain == chain),
            ("sequence", said.sequence == self.sequence),
            ("event_id", said.id == self.event_id),
            ("at", said.at == canonical_text(self.at)),
            ("action", said.action == self.action),
            ("actor_kind", said.actor.kind == self.actor_kind),
            ("actor_member", said.actor.member.or(said.actor.on_behalf_of) == self.actor_member),
            ("object_kind", said.object.kind == self.object_kind),
            ("object_id", said.object.id == self.object_id),
            ("request_id", said.correlation.request == self.request_id),
            ("plan_hash", said.correlation.plan == self.plan_hash),
            ("run_id", said.correlation.run == self.run_id),
            ("step_key", said.correlation.step == self.step_key),
        ];
        if let Some((column, _)) = columns.iter().find(|(_, is_same)| !is_same) {
            return Err(Untrue::Column(column));
        }
        let previous = hex::decode(&said.previous).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(Untrue::NotAnEvent)?;
        Ok((leaf, previous))
    }
}

/// Both chains as they stand, as far as they have events or signed heads; `access` first. A head row that is gone counts as an empty chain.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for a chain or leaf that is none.
pub async fn standings<A: Reads>(tx: &mut ReadTx<A>) -> Result<Vec<Standing>> {
    let rows = sqlx::query!(
        r#"select known.chain as "chain!", coalesce(head.sequence, 0) as "sequence!", coalesce(head.leaf, decode(repeat('00', 32), 'hex')) as "leaf!",
                  coalesce(signed.size, 0) as "signed!", coalesce(cut.size, 0) as "cut!",
                  (select at from audit_event event where event.tenant_id = $1 and event.chain = known.chain
                      and event.sequence > coalesce(signed.size, 0) order by event.sequence limit 1) as unsigned_since
             from (values ('access'), ('changes')) known(chain)
             left join audit_head head on head.tenant_id = $1 and head.chain = known.chain
             left join lateral (select max(size) as size from audit_tree_head t where t.tenant_id = $1 and t.chain = known.chain) signed on true
             left join lateral (select max(size) as size from audit_cut c where c.tenant_id = $1 and c.chain = known.chain) cut on true
            where head.chain is not null or signed.size is not null order by known.chain"#,
        tx.tenant().as_uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Standing {
                chain: row.chain.parse().map_err(|error| Error::inconsistent("audit_head", error))?,
                sequence: row.sequence,
                leaf: row.leaf.try_into().map_err(|_| Error::inconsistent("audit_head", "a leaf is not 32 bytes"))?,
                signed: row.signed,
                unsigned_since: row.unsigned_since,
                cut: row.cut,
            })
        })
        .collect()
}

/// Up to `most` events after a sequence and up to another, in order.
///
/// # Errors
/// [`Error::Driver`].
pub async fn events(tx: &mut ReadTx<ReadRecord>, chain: Chain, after: i64, until: i64, most: i64) -> Result<Vec<RecordRow>> {
    let rows = sqlx::query_as!(
        RecordRow,
        "select sequence, bytes, leaf, event_id, at, action, actor_kind, actor_member, object_kind, object_id, request_id, plan_hash,
                run_id, step_key
           from audit_event where tenant_id = $1 and chain = $2 and sequence > $3 and sequence <= $4 order by sequence limit $5",
        tx.tenant().as_uuid(),
        chain.as_str(),
        after,
        until,
        most
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The personal values beside the events after a sequence and up to another, in order of place (paths as bytes).
///
/// # Errors
/// [`Error::Driver`].
pub async fn personal(tx: &mut ReadTx<ReadRecord>, chain: Chain, after: i64, until: i64) -> Result<Vec<RecordPersonal>> {
    let rows = sqlx::query_as!(
        RecordPersonal,
        r#"select sequence, path, salt, value from audit_personal
            where tenant_id = $1 and chain = $2 and sequence > $3 and sequence <= $4 order by sequence, path collate "C""#,
        tx.tenant().as_uuid(),
        chain.as_str(),
        after,
        until
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
