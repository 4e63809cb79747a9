//! Follows a chain event by event: every row is compared with its bytes, with its place and with its predecessor, and grows the tree.
//! Never here: reading rows, signing, writing.

use domain::audit::evidence::{Block, CompactRange, Hash};
use domain::audit::{Chain, FIRST_PREVIOUS, Leaf};
use domain::ids::TenantId;
use store::record::RecordRow;

use super::altered::{Altered, What};
use super::count;

/// Where we are in a chain.
pub(super) struct Follower {
    tenant: TenantId,
    chain: Chain,
    tree: CompactRange,
    previous: Leaf,
    blocks: Vec<(Block, Hash)>,
}

impl Follower {
    /// At the beginning.
    pub(super) fn new(tenant: TenantId, chain: Chain) -> Self {
        Self::after(tenant, chain, CompactRange::new(), FIRST_PREVIOUS)
    }

    /// After the last leaf of a tree.
    pub(super) fn after(tenant: TenantId, chain: Chain, tree: CompactRange, previous: Leaf) -> Self {
        Self { tenant, chain, tree, previous, blocks: Vec::new() }
    }

    /// Takes the next row; answers its leaf.
    pub(super) fn take(&mut self, row: &RecordRow) -> Result<Leaf, Altered> {
        let expected = self.tree.size() + 1;
        if count(row.sequence) != expected {
            return Err(self.altered(expected, What::Gap(row.sequence)));
        }
        let (leaf, previous) = row.compare(self.tenant, self.chain).map_err(|untrue| self.altered(expected, untrue.into()))?;
        if previous != self.previous {
            return Err(self.altered(expected, What::Previous));
        }
        let blocks = &mut self.blocks;
        self.tree.push_noting(leaf, |block, hash| blocks.push((block, hash)));
        self.previous = leaf;
        Ok(leaf)
    }

    /// The tree so far.
    pub(super) fn tree(&self) -> &CompactRange {
        &self.tree
    }

    /// The last leaf.
    pub(super) fn last(&self) -> Leaf {
        self.previous
    }

    /// The blocks that became complete since this was last asked.
    pub(super) fn take_blocks(&mut self) -> Vec<(Block, Hash)> {
        std::mem::take(&mut self.blocks)
    }

    /// Something is wrong at that place of the chain.
    pub(super) fn altered(&self, sequence: u64, what: What) -> Altered {
        Altered { tenant: self.tenant, chain: self.chain, sequence, what }
    }
}
