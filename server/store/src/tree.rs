//! The stored blocks of each chain's Merkle tree and its signed heads.
//! Never here: a hash that is computed, a signature that is checked.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::access::{NoteDelivery, ReadRecord, Reads, SignHead};
use domain::audit::Chain;
use domain::audit::evidence::{Block, Hash, Run, SignedHead, TreeHead};
use domain::canonical;
use domain::ids::TenantId;
use domain::time::Timestamp;

use crate::error::{Error, Result};
use crate::tx::{ReadTx, WriteTx};

/// A signed head with all that is stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHead {
    /// The head and its signature.
    pub signed: SignedHead,
    /// The perfect subtrees of its size, largest first.
    pub peaks: Vec<Hash>,
    /// The size of the head before; 0 for the first.
    pub previous: u64,
    /// The consistency proof from it; empty for the first.
    pub consistency: Vec<Hash>,
}

/// A prefix that was cut, at a signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The head's size.
    pub size: u64,
    /// The leaf of sequence `size`.
    pub leaf: Hash,
    /// That leaf's inclusion in the head.
    pub path: Vec<Hash>,
    /// The leaves of the block of 256 that the cut divides, up to the cut.
    pub tail: Vec<Hash>,
}

struct HeadRow {
    size: i64,
    at: Timestamp,
    root: Vec<u8>,
    key: String,
    signature: Vec<u8>,
    bytes: Vec<u8>,
    peaks: Vec<Vec<u8>>,
    previous: i64,
    consistency: Vec<Vec<u8>>,
}

impl HeadRow {
    fn into_head(self, tenant: TenantId, chain: Chain) -> Result<StoredHead> {
        let head = TreeHead {
            tenant,
            chain,
            size: count(self.size)?,
            root: hash(self.root)?,
            at: self.at,
            key: self.key.parse().map_err(|error| Error::inconsistent("audit_tree_head", error))?,
        };
        if canonical::bytes(&head.value()).ok().as_ref() != Some(&self.bytes) {
            return Err(Error::inconsistent(
                "audit_tree_head",
                format!("the head of size {} is not what its bytes say", self.size),
            ));
        }
        let signature =
            self.signature.try_into().map_err(|_| Error::inconsistent("audit_tree_head", "a signature is not 64 bytes"))?;
        Ok(StoredHead {
            signed: SignedHead { head, signature },
            peaks: hashes(self.peaks)?,
            previous: count(self.previous)?,
            consistency: hashes(self.consistency)?,
        })
    }
}

fn count(stored: i64) -> Result<u64> {
    u64::try_from(stored).map_err(|_| Error::inconsistent("audit_tree_head", "a size is below zero"))
}

/// A size, sequence or index as Postgres takes it. None of a tree is larger (`domain::audit::evidence::LARGEST`).
fn big(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn hashes(stored: Vec<Vec<u8>>) -> Result<Vec<Hash>> {
    stored.into_iter().map(hash).collect()
}

fn hash(stored: Vec<u8>) -> Result<Hash> {
    stored.try_into().map_err(|_| Error::inconsistent("audit_tree_head", "a hash is not 32 bytes"))
}

/// Up to `most` signed heads of a size above `above` and at most `until`, ascending.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for a hash that is none.
pub async fn heads<A: Reads>(tx: &mut ReadTx<A>, chain: Chain, above: u64, until: u64, most: i64) -> Result<Vec<StoredHead>> {
    let rows = sqlx::query_as!(
        HeadRow,
        "select size, at, root, key, signature, bytes, peaks, previous, consistency from audit_tree_head
          where tenant_id = $1 and chain = $2 and size > $3 and size <= $4 order by size limit $5",
        tx.tenant().as_uuid(),
        chain.as_str(),
        big(above),
        big(until),
        most
    )
    .fetch_all(tx.conn())
    .await?;
    let tenant = tx.tenant();
    rows.into_iter().map(|row| row.into_head(tenant, chain)).collect()
}

/// The last signed head of a size up to `until`.
///
/// # Errors
/// As [`heads`].
pub async fn last_head<A: Reads>(tx: &mut ReadTx<A>, chain: Chain, until: u64) -> Result<Option<StoredHead>> {
    let row = sqlx::query_as!(
        HeadRow,
        "select size, at, root, key, signature, bytes, peaks, previous, consistency from audit_tree_head
          where tenant_id = $1 and chain = $2 and size <= $3 order by size desc limit 1",
        tx.tenant().as_uuid(),
        chain.as_str(),
        big(until)
    )
    .fetch_optional(tx.conn())
    .await?;
    let tenant = tx.tenant();
    row.map(|row| row.into_head(tenant, chain)).transpose()
}

/// The fingerprints of the keys that signed heads of a size above `above` and at most `until`.
///
/// # Errors
/// [`Error::Driver`].
pub async fn keys_used(tx: &mut ReadTx<ReadRecord>, chain: Chain, above: u64, until: u64) -> Result<Vec<String>> {
    let keys = sqlx::query_scalar!(
        "select distinct key from audit_tree_head where tenant_id = $1 and chain = $2 and size >= $3 and size <= $4",
        tx.tenant().as_uuid(),
        chain.as_str(),
        big(above),
        big(until)
    );
    Ok(keys.fetch_all(tx.conn()).await?)
}

/// Stores a head and the blocks that became complete with it.
///
/// # Errors
/// A conflict on `audit_tree_head_follows_one_head` or `audit_tree_head_pk` if another head was stored meanwhile: a tree never forks.
pub async fn insert_head(tx: &mut WriteTx<SignHead>, head: &StoredHead, blocks: &[(Block, Hash)]) -> Result<()> {
    let (tenant, at) = (tx.tenant().as_uuid(), &head.signed.head);
    let chain = at.chain.as_str();
    let bytes = canonical::bytes(&at.value()).map_err(|error| Error::inconsistent("audit_tree_head", error))?;
    let levels: Vec<i16> = blocks.iter().map(|(block, _)| i16::from(block.level)).collect();
    let indices: Vec<i64> = blocks.iter().map(|(block, _)| big(block.index)).collect();
    let hashes: Vec<Vec<u8>> = blocks.iter().map(|(_, hash)| hash.to_vec()).collect();
    sqlx::query!(
        "insert into audit_tree_node (tenant_id, chain, level, index, hash)
         select $1, $2, level, index, hash from unnest($3::smallint[], $4::bigint[], $5::bytea[]) as block(level, index, hash)",
        tenant,
        chain,
        &levels,
        &indices,
        &hashes
    )
    .execute(tx.conn())
    .await?;
    let peaks: Vec<Vec<u8>> = head.peaks.iter().map(|hash| hash.to_vec()).collect();
    let consistency: Vec<Vec<u8>> = head.consistency.iter().map(|hash| hash.to_vec()).collect();
    sqlx::query!(
        "insert into audit_tree_head (tenant_id, chain, size, at, root, key, signature, bytes, peaks, previous, consistency)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tenant,
        chain,
        big(at.size),
        at.at,
        &at.root[..],
        at.key.to_string(),
        &head.signed.signature[..],
        bytes,
        &peaks,
        big(head.previous),
        &consistency
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The hashes of runs of blocks, as far as they are stored; those of level 0 are leaves. Of the prefix that was cut only the leaves in the
/// block of 256 that the cut divides are there.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for a hash that is none.
pub async fn block_hashes<A: Reads>(tx: &mut ReadTx<A>, chain: Chain, runs: &[Run]) -> Result<BTreeMap<Block, Hash>> {
    let mut found = BTreeMap::new();
    for Run { level, indexes } in runs {
        if *level == 0 {
            found.extend(leaves(tx, chain, indexes).await?);
            continue;
        }
        let rows = sqlx::query!(
            "select index, hash from audit_tree_node
              where tenant_id = $1 and chain = $2 and level = $3 and index >= $4 and index < $5",
            tx.tenant().as_uuid(),
            chain.as_str(),
            i16::from(*level),
            big(indexes.start),
            big(indexes.end)
        )
        .fetch_all(tx.conn())
        .await?;
        for row in rows {
            found.insert(Block { level: *level, index: count(row.index)? }, hash(row.hash)?);
        }
    }
    Ok(found)
}

async fn leaves<A: Reads>(tx: &mut ReadTx<A>, chain: Chain, indexes: &Range<u64>) -> Result<Vec<(Block, Hash)>> {
    let rows = sqlx::query!(
        r#"select sequence as "sequence!", leaf as "leaf!" from (
             select cut.size - cardinality(cut.tail) + ordinality as sequence, leaf
               from (select size, tail from audit_cut where tenant_id = $1 and chain = $2 order by size desc limit 1) cut,
                    unnest(cut.tail) with ordinality as tail(leaf, ordinality)
              where cut.size - cardinality(cut.tail) + ordinality > $3 and cut.size - cardinality(cut.tail) + ordinality <= $4
              union all
             select sequence, leaf from audit_event where tenant_id = $1 and chain = $2 and sequence > $3 and sequence <= $4
           ) leaves"#,
        tx.tenant().as_uuid(),
        chain.as_str(),
        big(indexes.start),
        big(indexes.end)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((Block { level: 0, index: count(row.sequence - 1)? }, hash(row.leaf)?))).collect()
}

/// The newest cut of a chain.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for a hash that is none.
pub async fn cut<A: Reads>(tx: &mut ReadTx<A>, chain: Chain) -> Result<Option<Cut>> {
    let row = sqlx::query!(
        "select size, leaf, path, tail from audit_cut where tenant_id = $1 and chain = $2 order by size desc limit 1",
        tx.tenant().as_uuid(),
        chain.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Cut { size: count(row.size)?, leaf: hash(row.leaf)?, path: hashes(row.path)?, tail: hashes(row.tail)? }))
}

/// Up to which size a sink has the heads of each chain; chains of which it has none are absent.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for an unknown chain.
pub async fn delivered(tx: &mut ReadTx<ReadRecord>, sink: &str) -> Result<BTreeMap<Chain, u64>> {
    let rows = sqlx::query!(
        "select chain, size from audit_head_delivery where tenant_id = $1 and sink = $2",
        tx.tenant().as_uuid(),
        sink
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.chain.parse().map_err(|error| Error::inconsistent("audit_head_delivery", error))?, count(row.size)?)))
        .collect()
}

/// Notes that a sink has the heads of a chain up to a size. It never goes back.
///
/// # Errors
/// [`Error::Driver`].
pub async fn note_delivered(tx: &mut WriteTx<NoteDelivery>, chain: Chain, sink: &str, size: u64) -> Result<()> {
    let tenant = tx.tenant().as_uuid();
    sqlx::query!(
        "insert into audit_head_delivery (tenant_id, chain, sink, size) values ($1, $2, $3, $4)
         on conflict on constraint audit_head_delivery_pk do update set size = greatest(audit_head_delivery.size, excluded.size)",
        tenant,
        chain.as_str(),
        sink,
        big(size)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
