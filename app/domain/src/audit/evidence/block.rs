//! Which interior nodes are stored: roots of complete blocks of 256^k leaves; and which of them cover a range of leaves.
//! Never here: their hashes.

use std::ops::Range;

/// One level is eight levels of the binary tree.
pub(super) const HEIGHT_OF_LEVEL: u32 = 8;

/// 256^7 leaves; the next level would not fit a sequence.
pub const HIGHEST_LEVEL: u8 = 7;

/// A complete block: the leaves `index * 256^level ..` of that many. Level 0 is one leaf (index = sequence − 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// 0 for a leaf, 1 for 256 leaves, 2 for 65,536, 3 for 16,777,216; at most [`HIGHEST_LEVEL`].
    pub level: u8,
    /// Counted from 0 within the level.
    pub index: u64,
}

impl Block {
    /// The height of its root in the binary tree.
    pub(super) fn height(self) -> u32 {
        u32::from(self.level) * HEIGHT_OF_LEVEL
    }
}

/// Blocks of one level side by side: one statement reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The level; 0 means the leaves of the events with sequence `start + 1 ..= end`.
    pub level: u8,
    /// The indexes.
    pub indexes: Range<u64>,
}

/// How many leaves a block of the level has.
pub const fn width(level: u8) -> u64 {
    1 << (8 * level as u32)
}

/// The largest blocks that together are exactly the leaves of `range`, left to right.
pub fn cover(range: Range<u64>) -> Vec<Block> {
    let (mut at, end) = (range.start, range.end);
    let mut blocks = Vec::new();
    while at < end {
        let mut level = 0;
        while level < HIGHEST_LEVEL && at.is_multiple_of(width(level + 1)) && width(level + 1) <= end - at {
            level += 1;
        }
        blocks.push(Block { level, index: at / width(level) });
        at += width(level);
    }
    blocks
}

/// The blocks (level ≥ 1) that are complete in a tree of `to` leaves and were not in one of `from`, by level, then index.
pub fn completed(from: u64, to: u64) -> Vec<Block> {
    (1..=HIGHEST_LEVEL)
        .flat_map(|level| (from / width(level)..to / width(level)).map(move |index| Block { level, index }))
        .collect()
}

/// The blocks as runs, without duplicates, by level, then index.
pub fn runs(blocks: impl IntoIterator<Item = Block>) -> Vec<Run> {
    let mut blocks: Vec<Block> = blocks.into_iter().collect();
    blocks.sort_unstable();
    blocks.dedup();
    let mut runs: Vec<Run> = Vec::new();
    for Block { level, index } in blocks {
        match runs.last_mut() {
            Some(run) if run.level == level && run.indexes.end == index => run.indexes.end += 1,
            _ => runs.push(Run { level, indexes: index..index + 1 }),
        }
    }
    runs
}
