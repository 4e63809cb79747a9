//! Cuts what a workspace need not keep any more: a prefix of each chain, at a signed head, all of whose events are older.
//! Never here: a cut that leaves something unexplained, or that a legal hold forbids.

use chrono::TimeDelta;
use domain::access::{Actor, Origin, PruneRecord, ReadRecord, operate};
use domain::audit::evidence::{
    Block, Run, compact_range, compact_range_needs, inclusion, inclusion_needs, runs, verify_inclusion, width,
};
use domain::audit::{Chain, Event, Field};
use domain::ids::TenantId;
use domain::time::Timestamp;
use store::tree::{Cut, StoredHead};
use store::{ReadTx, keeping, record, tree};

use super::altered::{Altered, What};
use super::{NotKept, begin_keeping, big, count, tenant_of};
use crate::error::Error;
use crate::means::Means;

/// A prefix that was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// Of which chain.
    pub chain: Chain,
    /// Up to which sequence.
    pub size: u64,
    /// How many events went.
    pub events: u64,
}

/// Cuts what the retention of the workspace allows. The means are the keeper's.
///
/// # Errors
/// [`NotKept`], above all [`NotKept::Held`] and [`NotKept::ForEver`].
pub async fn prune(means: &Means, slug: &str) -> Result<Vec<Pruned>, NotKept> {
    let tenant = tenant_of(means, slug).await?;
    let permit = operate(tenant, Actor::Operator, Origin::default(), PruneRecord).map_err(Error::from)?;
    let mut tx = begin_keeping(means, permit).await?;
    let view = operate(tenant, Actor::Operator, Origin::default(), ReadRecord).map_err(Error::from)?;
    let mut reading = means.store.read(view).await?;
    let days = keeping::retention(&mut reading).await?.keep_days.ok_or(NotKept::ForEver)?;
    let before = means.now() - TimeDelta::days(days.into());
    let (mut pruned, mut events) = (Vec::new(), Vec::new());
    // `access` first: what stays of it may need an erasure that is recorded in `changes`.
    let mut access_cut = 0;
    for chain in [Chain::Access, Chain::Changes] {
        let standing = record::standings(&mut reading).await?.into_iter().find(|standing| standing.chain == chain);
        let cut_before = standing.map_or(0, |standing| count(standing.cut));
        let head = match chain {
            Chain::Access => last_old_head(&mut reading, chain, before).await?,
            Chain::Changes => last_explained_head(&mut reading, before, access_cut).await?,
        };
        let head = head.filter(|head| head.signed.head.size > cut_before);
        if chain == Chain::Access {
            access_cut = head.as_ref().map_or(cut_before, |head| head.signed.head.size);
        }
        let Some(head) = head else { continue };
        let cut = kept(&mut reading, tenant, &head).await?;
        let gone = keeping::cut_prefix(&mut tx, chain, &cut).await?;
        let event = Event::about("audit", tenant)
            .after("chain", Field::public(chain.as_str()))
            .after("size", Field::public(cut.size))
            .after("root", Field::public(hex::encode(head.signed.head.root)));
        events.push(event);
        pruned.push(Pruned { chain, size: cut.size, events: gone });
    }
    if events.is_empty() {
        return Ok(pruned);
    }
    tx.commit_all(events).await?;
    Ok(pruned)
}

/// The last signed head of a chain all of whose events are older.
async fn last_old_head(tx: &mut ReadTx<ReadRecord>, chain: Chain, before: Timestamp) -> Result<Option<StoredHead>, NotKept> {
    let last = keeping::last_older(tx, chain, before).await?;
    Ok(tree::last_head(tx, chain, count(last)).await?)
}

/// The same for `changes`, but before the first erasure that explains something which is kept in `access`.
async fn last_explained_head(
    tx: &mut ReadTx<ReadRecord>,
    before: Timestamp,
    access_cut: u64,
) -> Result<Option<StoredHead>, NotKept> {
    let Some(head) = last_old_head(tx, Chain::Changes, before).await? else { return Ok(None) };
    let needed = keeping::first_needed_erasure(tx, big(head.signed.head.size), big(access_cut)).await?;
    match needed {
        None => Ok(Some(head)),
        Some(sequence) => Ok(tree::last_head(tx, Chain::Changes, count(sequence - 1)).await?),
    }
}

/// What is kept of the prefix, checked against the head before anything goes.
async fn kept(tx: &mut ReadTx<ReadRecord>, tenant: TenantId, stored: &StoredHead) -> Result<Cut, NotKept> {
    let head = &stored.signed.head;
    let (chain, size) = (head.chain, head.size);
    let altered = |what| Altered { tenant, chain, sequence: size, what };
    let row = record::events(tx, chain, big(size) - 1, big(size), 1).await?.pop().ok_or_else(|| altered(What::Missing))?;
    let (leaf, _) = row.compare(tenant, chain).map_err(|untrue| altered(untrue.into()))?;
    let tail_start = size - size % width(1);
    let mut needs = inclusion_needs(size - 1, size);
    needs.extend(compact_range_needs(size));
    needs.push(Run { level: 0, indexes: tail_start..size });
    let blocks = needs.into_iter().flat_map(|run| run.indexes.map(move |index| Block { level: run.level, index }));
    let hashes = tree::block_hashes(tx, chain, &runs(blocks)).await?;
    let find = |block: Block| hashes.get(&block).copied();
    let path = inclusion(size - 1, size, find).map_err(|error| altered(error.into()))?;
    let rebuilt = compact_range(size, find).map_err(|error| altered(error.into()))?;
    let tail: Option<Vec<_>> = (tail_start..size).map(|index| find(Block { level: 0, index })).collect();
    let tail = tail.ok_or_else(|| altered(What::Missing))?;
    if rebuilt.peaks() != stored.peaks
        || rebuilt.root() != head.root
        || !verify_inclusion(size - 1, size, &leaf, &path, &head.root)
    {
        return Err(altered(What::Head).into());
    }
    Ok(Cut { size, leaf, path, tail })
}
