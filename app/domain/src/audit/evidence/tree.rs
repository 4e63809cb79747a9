//! The Merkle tree of one chain (RFC 9162 §2.1), kept as a compact range: the roots of its perfect subtrees.
//! Never here: proofs, where blocks are stored.

use super::block::{Block, HEIGHT_OF_LEVEL};
use crate::audit::Leaf;
use crate::canonical::sha256;

/// SHA-256 of a leaf or an interior node.
pub type Hash = Leaf;

/// The root of the tree without leaves: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64,
    0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// The largest size of a tree, so that no arithmetic on sizes overflows; also what a sequence in Postgres can count.
pub const LARGEST: u64 = i64::MAX as u64;

/// SHA-256(0x01 ‖ left ‖ right), the node hash of RFC 9162 §2.1.1.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// The peaks do not belong to a tree of that size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tree of {size} leaves has another number of perfect subtrees than {peaks}")]
pub struct NotPeaks {
    /// The size.
    pub size: u64,
    /// How many peaks were given.
    pub peaks: usize,
}

/// A tree as its size and the roots of its perfect subtrees, largest first. Appending needs nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompactRange {
    size: u64,
    peaks: Vec<Hash>,
}

impl CompactRange {
    /// The empty tree.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// A tree of `size` leaves whose perfect subtrees have these roots, largest first.
    ///
    /// # Errors
    /// [`NotPeaks`] if their number is not that of the ones in `size`, or `size` is above [`LARGEST`].
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Result<Self, NotPeaks> {
        if size > LARGEST || peaks.len() != size.count_ones() as usize {
            return Err(NotPeaks { size, peaks: peaks.len() });
        }
        Ok(Self { size, peaks })
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.append(0, leaf, |_, _, _| ());
    }

    /// Appends a leaf and tells every block of 256^k leaves (k ≥ 1) that is complete with it, smallest first.
    pub fn push_noting(&mut self, leaf: Hash, mut note: impl FnMut(Block, Hash)) {
        self.append(0, leaf, |height, index, hash| {
            if height > 0 && height.is_multiple_of(HEIGHT_OF_LEVEL) {
                note(Block { level: (height / HEIGHT_OF_LEVEL) as u8, index }, *hash);
            }
        });
    }

    /// Appends a perfect subtree of 2^height leaves; the size must be a multiple of 2^height.
    pub(super) fn append(&mut self, mut height: u32, mut hash: Hash, mut note: impl FnMut(u32, u64, &Hash)) {
        debug_assert_eq!(self.size % (1 << height), 0, "a subtree is appended where it cannot begin");
        let mut index = self.size >> height;
        self.size += 1 << height;
        note(height, index, &hash);
        while index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node(&left, &hash);
            (index, height) = (index >> 1, height + 1);
            note(height, index, &hash);
        }
        self.peaks.push(hash);
    }

    /// The root: MTH of RFC 9162 §2.1.1.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(smallest) = peaks.next() else { return EMPTY_ROOT };
        peaks.fold(*smallest, |right, left| node(left, &right))
    }
}
