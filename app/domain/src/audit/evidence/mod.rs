//! The evidence: Merkle trees over the chains, signed heads, the lines of evidence files, and the offline verifier.
//! Never here: I/O, a clock, a database.

mod block;
mod head;
mod key;
mod line;
mod proof;
mod reading;
mod tape;
mod tree;
mod verify;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use block::{Block, HIGHEST_LEVEL, Run, completed, cover, runs, width};
pub use head::{SignedHead, TreeHead};
pub use key::{Fingerprint, KeyStatement, NotAKey, PublicKey, SecretKey, Signature, Succession};
pub use line::{
    Cut, LINE_LIMIT, chain_line, event_line, excerpt_line, export_line, file_end_line, head_line, key_line, section_end_line,
    sink_file,
};
pub use proof::{
    NoProof, compact_range, compact_range_needs, consistency, consistency_needs, inclusion, inclusion_needs, verify_consistency,
    verify_inclusion,
};
pub use tape::DEEPEST;
pub use tree::{CompactRange, EMPTY_ROOT, Hash, LARGEST, NotPeaks, node};
pub use verify::{Anchors, Fault, FileKind, Place, Report, Verifier, Wrong};

/// Canonical bytes of a value that we built and that has no fraction.
fn written(value: &Value) -> Vec<u8> {
    crate::canonical::bytes(value).unwrap_or_default()
}
