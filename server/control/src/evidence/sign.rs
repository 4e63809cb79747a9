//! Signs tree heads over committed events, for every chain of every workspace. What does not fit is not signed.
//! Never here: reading the key's file, delivering a head.

use std::collections::BTreeMap;

use domain::access::{Actor, Origin, ReadRecord, SignHead, operate};
use domain::audit::evidence::{
    Block, CompactRange, Hash, Run, SecretKey, TreeHead, consistency, consistency_needs, verify_consistency, verify_inclusion,
    width,
};
use domain::audit::{Chain, FIRST_PREVIOUS, Leaf};
use domain::ids::TenantId;
use domain::time::Timestamp;
use store::heads::Duty;
use store::tree::{Cut, StoredHead};
use store::{ReadTx, record, tree};

use super::altered::{Altered, What};
use super::follow::Follower;
use super::keys::{KeyRefused, admit};
use super::{big, count};
use crate::error::Error;
use crate::means::Means;

/// Events of one head at most, so that memory is bounded; what is left gets the next head at once.
const MOST: u64 = 65_536;
/// Events of one read.
const PIECE: i64 = 1_000;

/// What a turn of signing did and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Whether it was this process's turn.
    pub is_ours: bool,
    /// Heads that were signed.
    pub heads: usize,
    /// Chains that are not signed because they were altered.
    pub altered: Vec<Altered>,
    /// When the oldest event was written that no head covers yet.
    pub unsigned_since: Option<Timestamp>,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum NotSigned {
    /// The key must not.
    #[error(transparent)]
    Key(#[from] KeyRefused),
    /// The database.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<store::Error> for NotSigned {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

/// Signs whatever is unsigned, if it is this process's turn, and says what is unsigned then.
///
/// # Errors
/// [`NotSigned`]. An altered chain is no error: the others are signed.
pub async fn sign(means: &Means, key: &SecretKey) -> Result<Sweep, NotSigned> {
    let turn = means.store.turn(Duty::Sign).await?;
    let swept = sweep(means, key, turn.is_some()).await;
    // Also after trouble: a turn that is only dropped is given back some time later.
    if let Some(turn) = turn {
        turn.end().await;
    }
    swept
}

async fn sweep(means: &Means, key: &SecretKey, is_ours: bool) -> Result<Sweep, NotSigned> {
    let mut sweep = Sweep { is_ours, ..Sweep::default() };
    if is_ours {
        admit(&means.store, key.public()).await??;
    }
    for place in means.store.places().await? {
        for standing in record::standings(&mut read(means, place.tenant).await?).await? {
            let mut unsigned_since = standing.unsigned_since;
            if is_ours && standing.sequence != standing.signed {
                loop {
                    match sign_next(means, key, place.tenant, standing.chain).await {
                        Ok(true) => sweep.heads += 1,
                        Ok(false) => {
                            unsigned_since = None;
                            break;
                        }
                        Err(NotNext::Altered(altered)) => {
                            sweep.altered.push(altered);
                            break;
                        }
                        Err(NotNext::Store(error)) => return Err(error.into()),
                        Err(NotNext::Denied(error)) => return Err(Error::from(error).into()),
                    }
                }
            }
            sweep.unsigned_since = [sweep.unsigned_since, unsigned_since].into_iter().flatten().min();
        }
    }
    Ok(sweep)
}

enum NotNext {
    Altered(Altered),
    Store(store::Error),
    Denied(domain::access::Denied),
}

impl From<store::Error> for NotNext {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Altered> for NotNext {
    fn from(altered: Altered) -> Self {
        Self::Altered(altered)
    }
}

impl From<domain::access::Denied> for NotNext {
    fn from(denied: domain::access::Denied) -> Self {
        Self::Denied(denied)
    }
}

async fn read(means: &Means, tenant: TenantId) -> Result<ReadTx<ReadRecord>, Error> {
    Ok(means.store.read(operate(tenant, Actor::Operator, Origin::default(), ReadRecord)?).await?)
}

/// Signs the next head of a chain; false if everything is signed, or another process was faster.
async fn sign_next(means: &Means, key: &SecretKey, tenant: TenantId, chain: Chain) -> Result<bool, NotNext> {
    let permit = operate(tenant, Actor::Operator, Origin::default(), ReadRecord)?;
    let mut tx = means.store.read(permit).await?;
    let Some(standing) = record::standings(&mut tx).await?.into_iter().find(|one| one.chain == chain) else { return Ok(false) };
    let (from, end) = (count(standing.signed), count(standing.sequence));
    let altered = |sequence, what| Altered { tenant, chain, sequence, what };
    if end < from {
        return Err(altered(from, What::HeadRow).into());
    }
    let to = end.min(from + MOST);
    if to == from {
        return Ok(false);
    }
    let before = tree::last_head(&mut tx, chain, from).await?;
    let mut follower = match &before {
        None => Follower::new(tenant, chain),
        Some(head) => resume(&mut tx, tenant, chain, head).await?,
    };
    let mut hashes: BTreeMap<Block, Hash> = BTreeMap::new();
    while follower.tree().size() < to {
        let at = follower.tree().size();
        let rows = record::events(&mut tx, chain, big(at), big(to), PIECE).await?;
        if rows.is_empty() {
            return Err(follower.altered(at + 1, What::Missing).into());
        }
        for row in &rows {
            let index = follower.tree().size();
            hashes.insert(Block { level: 0, index }, follower.take(row)?);
        }
    }
    if to == end && follower.last() != standing.leaf {
        return Err(follower.altered(to, What::HeadRow).into());
    }
    let blocks = follower.take_blocks();
    hashes.extend(blocks.iter().copied());
    let root = follower.tree().root();
    let proof = match &before {
        None => Vec::new(),
        Some(head) => {
            hashes.extend(tree::block_hashes(&mut tx, chain, &stored_part(from, to)).await?);
            let proof = consistency(from, to, |block| hashes.get(&block).copied());
            let proof = proof.map_err(|missing| follower.altered(from, missing.into()))?;
            if !verify_consistency(from, to, &head.signed.head.root, &root, &proof) {
                return Err(follower.altered(from, What::Succession).into());
            }
            proof
        }
    };
    drop(tx);
    let head = TreeHead { tenant, chain, size: to, root, at: means.now(), key: key.public().fingerprint() };
    let stored =
        StoredHead { signed: head.signed(key), peaks: follower.tree().peaks().to_vec(), previous: from, consistency: proof };
    let mut tx = means.store.write(operate(tenant, Actor::Operator, Origin::default(), SignHead)?).await?;
    let written = tree::insert_head(&mut tx, &stored, &blocks).await;
    match written {
        Ok(()) => tx.commit_unrecorded().await?,
        // Another process signed meanwhile: whatever it signed stands.
        Err(store::Error::Conflict(_)) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    Ok(true)
}

/// The runs of blocks that a consistency proof needs from the tree as it was, which are stored.
fn stored_part(from: u64, to: u64) -> Vec<Run> {
    let runs = consistency_needs(from, to).into_iter().map(|run| {
        let complete = from / width(run.level);
        Run { level: run.level, indexes: run.indexes.start..run.indexes.end.min(complete) }
    });
    runs.filter(|run| !run.indexes.is_empty()).collect()
}

/// Goes on after a head, once its last event was found in it: who alters that event alters what the next one names.
async fn resume(tx: &mut ReadTx<ReadRecord>, tenant: TenantId, chain: Chain, head: &StoredHead) -> Result<Follower, NotNext> {
    let size = head.signed.head.size;
    let altered = |what| Altered { tenant, chain, sequence: size, what };
    let peaks = CompactRange::from_peaks(size, head.peaks.clone()).map_err(|_| altered(What::Head))?;
    if peaks.root() != head.signed.head.root {
        return Err(altered(What::Head).into());
    }
    let last = match tree::cut(tx, chain).await? {
        Some(cut) if cut.size == size => leaf_of_cut(&cut, head).ok_or_else(|| altered(What::Cut))?,
        _ => {
            let row = record::events(tx, chain, big(size) - 1, big(size), 1).await?.pop();
            let row = row.ok_or_else(|| altered(What::Missing))?;
            let (leaf, _) = row.compare(tenant, chain).map_err(|untrue| altered(untrue.into()))?;
            leaf
        }
    };
    check_last_block(tx, chain, head).await?.map_err(altered)?;
    Ok(Follower::after(tenant, chain, peaks, last))
}

/// The leaf at which the chain was cut, if its inclusion in the head holds.
pub(super) fn leaf_of_cut(cut: &Cut, head: &StoredHead) -> Option<Leaf> {
    let size = head.signed.head.size;
    let is_in = cut.size == size && verify_inclusion(size - 1, size, &cut.leaf, &cut.path, &head.signed.head.root);
    (is_in && cut.leaf != FIRST_PREVIOUS).then_some(cut.leaf)
}

/// Whether the stored leaves below the smallest peak of a head, or of its last block of 256, still hash to it.
async fn check_last_block(tx: &mut ReadTx<ReadRecord>, chain: Chain, head: &StoredHead) -> Result<Result<(), What>, NotNext> {
    let size = head.signed.head.size;
    let width_of_peak = 1 << size.trailing_zeros();
    let start = size - width(1).min(width_of_peak);
    let leaves = tree::block_hashes(tx, chain, &[Run { level: 0, indexes: start..size }]).await?;
    let mut found = CompactRange::new();
    for index in start..size {
        match leaves.get(&Block { level: 0, index }) {
            Some(leaf) => found.push(*leaf),
            None if leaves.is_empty() && tree::cut(tx, chain).await?.is_some_and(|cut| cut.size == size) => return Ok(Ok(())),
            None => return Ok(Err(What::Missing)),
        }
    }
    let block = Block { level: 1, index: start / width(1) };
    let expected = if width_of_peak <= width(1) {
        head.peaks.last().copied()
    } else {
        let stored = tree::block_hashes(tx, chain, &[Run { level: 1, indexes: block.index..block.index + 1 }]).await?;
        stored.get(&block).copied()
    };
    let is_same = expected == Some(found.root());
    Ok(if is_same { Ok(()) } else { Err(What::Block { level: block.level, index: block.index }) })
}
