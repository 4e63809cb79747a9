//! The lines of export, excerpt and sink files, written. Every line is canonical and ends with a line feed.
//! Never here: reading them (`reading`), the order in which they must stand (`verify`).

use serde_json::{Value, json};

use super::head::SignedHead;
use super::key::KeyStatement;
use super::tree::Hash;
use super::written;
use crate::audit::{Chain, Leaf, Personal};
use crate::ids::TenantId;

/// The most bytes that a line may have, with its line feed.
pub const LINE_LIMIT: usize = 16 * 1024 * 1024;

/// The head at which the beginning of a chain was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The head; the first event that is left has the sequence `size + 1`.
    pub head: SignedHead,
    /// The leaf of the last event that was cut.
    pub leaf: Leaf,
    /// Inclusion of that leaf (index `size − 1`) in the head.
    pub path: Vec<Hash>,
    /// The perfect subtrees of the head's tree, largest first, so that the tree can go on.
    pub peaks: Vec<Hash>,
}

fn line(value: &Value) -> Vec<u8> {
    let mut bytes = written(value);
    bytes.push(b'\n');
    bytes
}

fn hashes(hashes: &[Hash]) -> Value {
    hashes.iter().map(hex::encode).collect()
}

/// The first line of an export.
pub fn export_line() -> Vec<u8> {
    line(&json!({ "type": "charter.audit", "v": 1 }))
}

/// The first line of an excerpt.
pub fn excerpt_line() -> Vec<u8> {
    line(&json!({ "type": "charter.excerpt", "v": 1 }))
}

/// A key.
pub fn key_line(statement: &KeyStatement) -> Vec<u8> {
    let mut value = json!({ "key": statement.value(), "type": "key" });
    if let Some(succession) = &statement.succession {
        value["signature"] = json!(hex::encode(succession.signature));
    }
    line(&value)
}

/// Where the section of a chain begins. `cut` if its beginning was cut off.
pub fn chain_line(tenant: TenantId, chain: Chain, cut: Option<&Cut>) -> Vec<u8> {
    let mut value = json!({ "chain": chain, "tenant": tenant, "type": "chain" });
    if let Some(cut) = cut {
        value["cut"] = json!({
            "head": cut.head.head.value(), "leaf": hex::encode(cut.leaf), "path": hashes(&cut.path),
            "peaks": hashes(&cut.peaks), "signature": hex::encode(cut.head.signature),
        });
    }
    line(&value)
}

/// An event: its canonical bytes as they are stored, and the personal values that still lie beside it, in any order. `proof` in
/// excerpts only, and there only for events that the section's head covers.
pub fn event_line(event: &[u8], personal: &[Personal], proof: Option<&[Hash]>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(event.len() + 64 + personal.len() * 128);
    bytes.extend_from_slice(b"{\"event\":");
    bytes.extend_from_slice(event);
    if !personal.is_empty() {
        let mut sorted: Vec<&Personal> = personal.iter().collect();
        sorted.sort_by(|a, b| a.path.cmp(&b.path));
        let entry = |one: &Personal| json!({ "path": one.path, "salt": hex::encode(one.salt), "value": one.value });
        bytes.extend_from_slice(b",\"personal\":");
        bytes.extend_from_slice(&written(&sorted.into_iter().map(entry).collect()));
    }
    if let Some(proof) = proof {
        bytes.extend_from_slice(b",\"proof\":");
        bytes.extend_from_slice(&written(&hashes(proof)));
    }
    bytes.extend_from_slice(b",\"type\":\"event\"}\n");
    bytes
}

/// A head. `consistency` from the head (or cut) before it; absent for the first, and in excerpts.
pub fn head_line(head: &SignedHead, consistency: Option<&[Hash]>) -> Vec<u8> {
    let mut value = json!({ "head": head.head.value(), "signature": hex::encode(head.signature), "type": "head" });
    if let Some(consistency) = consistency {
        value["consistency"] = hashes(consistency);
    }
    line(&value)
}

/// Where the section of a chain ends (exports only): sequence and leaf of its last event, 0 and zeros if it has none.
pub fn section_end_line(tenant: TenantId, chain: Chain, sequence: u64, leaf: &Leaf) -> Vec<u8> {
    line(&json!({ "chain": chain, "leaf": hex::encode(leaf), "sequence": sequence, "tenant": tenant, "type": "end" }))
}

/// The last line of an export or excerpt: how many sections and events it has.
pub fn file_end_line(chains: u64, events: u64) -> Vec<u8> {
    line(&json!({ "chains": chains, "events": events, "type": "end" }))
}

/// A sink file: the keys from the first of the line to the head's, oldest first, then the head. `consistency` from the head before.
pub fn sink_file(keys: &[KeyStatement], head: &SignedHead, consistency: Option<&[Hash]>) -> Vec<u8> {
    let mut bytes: Vec<u8> = keys.iter().flat_map(key_line).collect();
    bytes.extend_from_slice(&head_line(head, consistency));
    bytes
}
