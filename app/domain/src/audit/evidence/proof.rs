//! Inclusion and consistency proofs (RFC 9162 §2.1.3 and §2.1.4): what building one needs, building it, verifying it.
//! Never here: reading blocks from somewhere (a closure is passed in).

use std::ops::Range;

use super::block::{Block, Run, cover, runs};
use super::tree::{CompactRange, EMPTY_ROOT, Hash, LARGEST, node};

/// Why there is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// The leaf or the smaller tree is not in the tree.
    #[error("there is no such leaf or smaller tree in a tree of {0} leaves")]
    Outside(u64),
    /// The closure has no hash for a block that is needed.
    #[error("the hash of block {} of level {} is missing", .0.index, .0.level)]
    Missing(Block),
}

/// The blocks and leaves from which [`inclusion`] is built.
pub fn inclusion_needs(index: u64, size: u64) -> Vec<Run> {
    runs(inclusion_ranges(index, size).into_iter().flat_map(cover))
}

/// PATH(index, D[size]): proves that the leaf `index` (sequence − 1) is in the tree of `size` leaves.
///
/// # Errors
/// [`NoProof`].
pub fn inclusion(index: u64, size: u64, hash: impl Fn(Block) -> Option<Hash>) -> Result<Vec<Hash>, NoProof> {
    if index >= size || size > LARGEST {
        return Err(NoProof::Outside(size));
    }
    inclusion_ranges(index, size).into_iter().map(|range| subtree(range, &hash)).collect()
}

/// The blocks and leaves from which [`consistency`] is built.
pub fn consistency_needs(old: u64, new: u64) -> Vec<Run> {
    runs(consistency_ranges(old, new).into_iter().flat_map(cover))
}

/// PROOF(old, D[new]): proves that the tree of `new` leaves begins with the tree of `old`. Empty if `old` is 0 or `new`.
///
/// # Errors
/// [`NoProof`].
pub fn consistency(old: u64, new: u64, hash: impl Fn(Block) -> Option<Hash>) -> Result<Vec<Hash>, NoProof> {
    if old > new || new > LARGEST {
        return Err(NoProof::Outside(new));
    }
    consistency_ranges(old, new).into_iter().map(|range| subtree(range, &hash)).collect()
}

/// The blocks and leaves from which [`compact_range`] is built.
pub fn compact_range_needs(size: u64) -> Vec<Run> {
    runs(cover(0..size))
}

/// The tree of `size` leaves as a compact range: its root, its peaks (for a cut), and what appending needs.
///
/// # Errors
/// [`NoProof`].
pub fn compact_range(size: u64, hash: impl Fn(Block) -> Option<Hash>) -> Result<CompactRange, NoProof> {
    if size > LARGEST {
        return Err(NoProof::Outside(size));
    }
    gathered(0..size, &hash)
}

/// Whether `path` leads from the leaf `index` to the root of `size` leaves (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(index: u64, size: u64, leaf: &Hash, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether the tree of `new` leaves with `new_root` begins with the tree of `old` leaves with `old_root` (RFC 9162 §2.1.4.2).
pub fn verify_consistency(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> bool {
    if old == 0 {
        return proof.is_empty() && *old_root == EMPTY_ROOT;
    }
    if old >= new {
        return old == new && proof.is_empty() && old_root == new_root;
    }
    let (first, rest) = match proof.split_first() {
        None => return false,
        Some(_) if old.is_power_of_two() => (*old_root, proof),
        Some((first, rest)) => (*first, rest),
    };
    let shift = (old - 1).trailing_ones();
    let (mut at, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut old_hash, mut new_hash) = (first, first);
    for hash in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_hash = node(hash, &old_hash);
            new_hash = node(hash, &new_hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            new_hash = node(&new_hash, hash);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// The root of the subtree over a range that begins at a multiple of the next power of two, as every range of a proof does.
fn subtree(range: Range<u64>, hash: &impl Fn(Block) -> Option<Hash>) -> Result<Hash, NoProof> {
    gathered(range, hash).map(|tree| tree.root())
}

fn gathered(range: Range<u64>, hash: &impl Fn(Block) -> Option<Hash>) -> Result<CompactRange, NoProof> {
    let mut tree = CompactRange::new();
    for block in cover(range) {
        tree.append(block.height(), hash(block).ok_or(NoProof::Missing(block))?, |_, _, _| ());
    }
    Ok(tree)
}

/// The largest power of two below `size`, which is at least 2: where RFC 9162 splits a tree.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The ranges of PATH(index, D[size]), from the leaf up.
fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    let (mut start, mut end) = (0, if index < size { size } else { 0 });
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The ranges of PROOF(old, D[new]), in the order of RFC 9162 §2.1.4.1.
fn consistency_ranges(old: u64, new: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if old == 0 || old >= new {
        return ranges;
    }
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    if start != 0 {
        ranges.push(start..end);
    }
    ranges.reverse();
    ranges
}
