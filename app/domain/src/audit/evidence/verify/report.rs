//! What was checked, when nothing is wrong.
//! Never here: faults.

use serde::Serialize;

use crate::audit::evidence::Fingerprint;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// The whole record: every event of every chain in it.
    #[default]
    Export,
    /// Chosen events: they are in the record, others may be too.
    Excerpt,
}

/// What was checked and found right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The kind of file.
    pub kind: FileKind,
    /// Sections.
    pub chains: u64,
    /// Sections whose beginning was cut off, at a signed head.
    pub cut_chains: u64,
    /// Events.
    pub events: u64,
    /// Events that no head of the file covers.
    pub unsigned_events: u64,
    /// Personal values that fit their hashes.
    pub personal_present: u64,
    /// Personal values that are not there. In an export, an event says of each that it was erased.
    pub personal_absent: u64,
    /// Heads, those of cuts included.
    pub heads: u64,
    /// Signatures of heads and keys.
    pub signatures: u64,
    /// Inclusion and consistency proofs.
    pub proofs: u64,
    /// The pinned key, which vouches for the last head of every chain.
    pub pinned_key: Option<Fingerprint>,
    /// Earlier heads that this file agrees with.
    pub earlier_heads: u64,
    /// Chains with at least one of them.
    pub chains_with_earlier_heads: u64,
}

impl Report {
    /// Whether anything from elsewhere vouches for the file. If not, whoever has the log key could have written it anew.
    pub const fn is_anchored(&self) -> bool {
        (self.pinned_key.is_some() && self.heads > 0) || self.earlier_heads > 0
    }

    /// The report in sentences, one a line.
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let (events, chains) = (counted(self.events, "event"), counted(self.chains, "chain"));
        match self.kind {
            FileKind::Export => {
                lines.push(format!("The export is consistent: {events} in {chains}, without gaps, each naming the one before."))
            }
            FileKind::Excerpt => {
                lines.push(format!("The excerpt is consistent: {events} of {chains}."));
                lines.push("An excerpt proves that these events are in the record, not that there are no others.".into());
            }
        }
        if self.cut_chains > 0 {
            lines.push(format!("Cut off at the beginning, at a signed head: {}.", counted(self.cut_chains, "chain")));
        }
        let absent = match self.kind {
            FileKind::Export => "erased, each recorded by an event",
            FileKind::Excerpt => "not in the excerpt",
        };
        lines.push(format!(
            "Personal values that fit their hashes: {}; {absent}: {}.",
            self.personal_present, self.personal_absent
        ));
        lines.push(format!(
            "Checked: {}, {}, {}.",
            counted(self.heads, "tree head"),
            counted(self.signatures, "signature"),
            counted(self.proofs, "proof"),
        ));
        if self.unsigned_events > 0 {
            lines.push(format!("Not signed yet, after the last tree head: {}.", counted(self.unsigned_events, "event")));
        }
        if let (Some(key), true) = (self.pinned_key, self.heads > 0) {
            lines.push(format!(
                "Anchored by the key {key}: it, or a successor that it endorsed, signed the last head of every chain."
            ));
        }
        if self.earlier_heads > 0 {
            let (heads, chains) = (counted(self.earlier_heads, "earlier head"), counted(self.chains_with_earlier_heads, "chain"));
            lines.push(format!("Anchored by {heads} of {chains}: the file continues what they saw."));
        }
        if !self.is_anchored() {
            lines.push("consistent, not anchored".into());
        }
        lines
    }
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
