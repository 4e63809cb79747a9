//! The tree and its proofs against the recursive definitions of RFC 9162 and the published vectors.
//! Never here: keys, files.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::*;
use crate::audit::leaf_of;

/// MTH(D) as RFC 9162 §2.1.1 defines it.
fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(half(leaves.len()));
            node(&root_of(left), &root_of(right))
        }
    }
}

fn half(size: usize) -> usize {
    let mut half = 1;
    while half * 2 < size {
        half *= 2;
    }
    half
}

/// PATH(m, D).
fn path_of(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    if index < left.len() {
        [path_of(index, left), vec![root_of(right)]].concat()
    } else {
        [path_of(index - left.len(), right), vec![root_of(left)]].concat()
    }
}

/// SUBPROOF(m, D, b).
fn proof_of(old: usize, leaves: &[Hash], is_whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if is_whole { Vec::new() } else { vec![root_of(leaves)] };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    if old <= left.len() {
        [proof_of(old, left, is_whole), vec![root_of(right)]].concat()
    } else {
        [proof_of(old - left.len(), right, false), vec![root_of(left)]].concat()
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|number| leaf_of(&number.to_be_bytes())).collect()
}

/// What the store has: leaves, and the roots of complete blocks. Says which it was asked for.
struct Stored<'a> {
    leaves: &'a [Hash],
    asked: RefCell<BTreeSet<Block>>,
}

impl Stored<'_> {
    fn hash(&self, block: Block) -> Option<Hash> {
        self.asked.borrow_mut().insert(block);
        let start = (block.index * width(block.level)) as usize;
        self.leaves.get(start..start + width(block.level) as usize).map(root_of)
    }
}

fn stored(leaves: &[Hash]) -> Stored<'_> {
    Stored { leaves, asked: RefCell::default() }
}

fn listed(runs: &[Run]) -> BTreeSet<Block> {
    runs.iter().flat_map(|run| run.indexes.clone().map(|index| Block { level: run.level, index })).collect()
}

#[test]
fn the_known_answers_of_certificate_transparency_come_out() {
    // The eight leaves and roots of the reference implementation's tests (certificate-transparency, merkletree).
    let inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = CompactRange::new();
    assert_eq!(hex::encode(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (input, root) in inputs.iter().zip(roots) {
        tree.push(leaf_of(&hex::decode(input).unwrap()));
        assert_eq!(hex::encode(tree.root()), root);
    }
}

#[test]
fn roots_peaks_and_complete_blocks_of_every_size_are_as_defined() {
    let leaves = leaves(600);
    let whole = stored(&leaves);
    let mut tree = CompactRange::new();
    for size in 0..=leaves.len() {
        assert_eq!(tree.root(), root_of(&leaves[..size]));
        let stored = stored(&leaves[..size]);
        assert_eq!(compact_range(size as u64, |block| stored.hash(block)).unwrap(), tree);
        assert_eq!(*stored.asked.borrow(), listed(&compact_range_needs(size as u64)));
        assert_eq!(CompactRange::from_peaks(size as u64, tree.peaks().to_vec()).unwrap(), tree);
        assert!(CompactRange::from_peaks(size as u64 + (1 << 20), tree.peaks().to_vec()).is_err());
        if let Some(leaf) = leaves.get(size) {
            let mut noted = Vec::new();
            tree.push_noting(*leaf, |block, hash| noted.push((block, hash)));
            let blocks = completed(size as u64, size as u64 + 1);
            let expected: Vec<_> = blocks.iter().map(|block| (*block, whole.hash(*block).unwrap())).collect();
            assert_eq!(noted, expected);
        }
    }
}

fn check_inclusion(index: usize, leaves: &[Hash], is_compared: bool) {
    let (size, stored) = (leaves.len() as u64, stored(leaves));
    let path = inclusion(index as u64, size, |block| stored.hash(block)).unwrap();
    if is_compared {
        assert_eq!(path, path_of(index, leaves), "{index} in {size}");
    }
    assert_eq!(*stored.asked.borrow(), listed(&inclusion_needs(index as u64, size)), "{index} in {size}");
    let root = root_of(leaves);
    assert!(verify_inclusion(index as u64, size, &leaves[index], &path, &root));
    for wrong in [index.wrapping_sub(1), index + 1] {
        assert!(!verify_inclusion(wrong as u64, size, &leaves[index], &path, &root));
    }
    assert!(!verify_inclusion(index as u64, size, &leaf_of(b"other"), &path, &root));
    for at in 0..path.len() {
        let mut wrong = path.clone();
        wrong[at][7] ^= 1;
        assert!(!verify_inclusion(index as u64, size, &leaves[index], &wrong, &root));
        wrong.remove(at);
        assert!(!verify_inclusion(index as u64, size, &leaves[index], &wrong, &root));
    }
    let long = [path.clone(), vec![EMPTY_ROOT]].concat();
    assert!(!verify_inclusion(index as u64, size, &leaves[index], &long, &root));
}

fn check_consistency(old: usize, leaves: &[Hash]) {
    let (new, stored) = (leaves.len() as u64, stored(leaves));
    let proof = consistency(old as u64, new, |block| stored.hash(block)).unwrap();
    if old > 0 {
        assert_eq!(proof, proof_of(old, leaves, true), "{old} in {new}");
    }
    assert_eq!(*stored.asked.borrow(), listed(&consistency_needs(old as u64, new)), "{old} in {new}");
    let (old_root, new_root) = (root_of(&leaves[..old]), root_of(leaves));
    assert!(verify_consistency(old as u64, new, &old_root, &new_root, &proof), "{old} in {new}");
    assert!(!verify_consistency(old as u64, new, &leaf_of(b"other"), &new_root, &proof));
    let long = [proof.clone(), vec![EMPTY_ROOT]].concat();
    assert!(!verify_consistency(old as u64, new, &old_root, &new_root, &long));
    if old > 0 {
        assert!(!verify_consistency(old as u64, new, &old_root, &leaf_of(b"other"), &proof));
    }
    for at in 0..proof.len() {
        let mut wrong = proof.clone();
        wrong[at][31] ^= 128;
        assert!(!verify_consistency(old as u64, new, &old_root, &new_root, &wrong));
        wrong.remove(at);
        assert!(!verify_consistency(old as u64, new, &old_root, &new_root, &wrong));
    }
}

#[test]
fn every_proof_in_small_trees_is_as_defined_and_no_other_verifies() {
    let leaves = leaves(40);
    for size in 0..=leaves.len() {
        (0..size).for_each(|index| check_inclusion(index, &leaves[..size], true));
        (0..=size).for_each(|old| check_consistency(old, &leaves[..size]));
        assert_eq!(inclusion(size as u64, size as u64, |_| None), Err(NoProof::Outside(size as u64)));
        assert_eq!(consistency(size as u64 + 1, size as u64, |_| None), Err(NoProof::Outside(size as u64)));
    }
}

#[test]
fn proofs_in_every_size_to_600_are_as_defined() {
    let leaves = leaves(600);
    for size in 1..=leaves.len() {
        // A stride that meets every residue, and the edges.
        for at in [size * size / 7 % size, size - 1] {
            check_inclusion(at, &leaves[..size], true);
            check_consistency(at + 1, &leaves[..size]);
        }
    }
}

#[test]
fn a_missing_block_is_named() {
    let leaf = Block { level: 0, index: 256 };
    assert_eq!(compact_range(257, |block| (block.level > 0).then_some(EMPTY_ROOT)), Err(NoProof::Missing(leaf)));
}

#[test]
fn a_proof_in_a_large_tree_needs_few_blocks() {
    for (index, size) in [(0, 10_000_000), (5_000_001, 10_000_000), (9_999_998, 10_000_000), (123, 16_777_217)] {
        let needs = inclusion_needs(index, size);
        let leaves: u64 = needs.iter().filter(|run| run.level == 0).map(|run| run.indexes.end - run.indexes.start).sum();
        assert!(leaves <= 2 * 255, "{leaves} leaves for {index} in {size}");
        let all: u64 = needs.iter().map(|run| run.indexes.end - run.indexes.start).sum();
        assert!(all <= 4 * 2 * 255, "{all} hashes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn larger_trees_agree_too(size in 600usize..70_000, a in any::<usize>(), b in any::<usize>()) {
        let leaves = leaves(size);
        check_inclusion(a % size, &leaves, true);
        check_consistency(b % size + 1, &leaves);
    }

    #[test]
    fn a_cover_is_the_range_itself(a in 0u64..1 << 40, length in 0u64..1 << 33) {
        // A begin as proofs have it, so that the cover stays short.
        let start = a & !0xFFFF;
        let mut at = start;
        for block in cover(start..start + length) {
            prop_assert_eq!(block.index * width(block.level), at);
            at += width(block.level);
        }
        prop_assert_eq!(at, start + length);
    }
}
