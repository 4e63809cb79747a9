//! One chain of one tenant, line by line.
//! Never here: which line may follow which section, the counts of the file.

use super::fault::Wrong;
use super::keyring::Keyring;
use super::report::{FileKind, Report};
use super::{SectionName, personal};
use crate::audit::evidence::line::Cut;
use crate::audit::evidence::proof::{verify_consistency, verify_inclusion};
use crate::audit::evidence::reading::EventLine;
use crate::audit::evidence::tree::CompactRange;
use crate::audit::evidence::{Fingerprint, Hash, SignedHead};
use crate::audit::{FIRST_PREVIOUS, Leaf, leaf_of};

/// What was read of the section so far.
#[derive(Clone)]
pub(super) struct Section {
    pub(super) name: SectionName,
    kind: FileKind,
    /// The sequence of the last event.
    pub(super) sequence: u64,
    leaf: Leaf,
    /// Kept in exports only.
    tree: CompactRange,
    head: Option<Head>,
    /// Earlier heads not met yet, smallest last.
    earlier: Vec<(u64, Hash)>,
    has_events: bool,
    pinned: Option<Fingerprint>,
}

#[derive(Clone)]
struct Head {
    size: u64,
    root: Hash,
    key: Fingerprint,
}

impl Section {
    pub(super) fn new(name: SectionName, kind: FileKind, mut earlier: Vec<(u64, Hash)>, pinned: Option<Fingerprint>) -> Self {
        earlier.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            name,
            kind,
            sequence: 0,
            leaf: FIRST_PREVIOUS,
            tree: CompactRange::new(),
            head: None,
            earlier,
            has_events: false,
            pinned,
        }
    }

    /// Begins after a cut.
    pub(super) fn cut(&mut self, cut: Cut, keys: &mut Keyring, report: &mut Report) -> Result<(), Wrong> {
        if self.kind == FileKind::Excerpt {
            return Err(Wrong::CutInExcerpt);
        }
        let head = &cut.head.head;
        if !self.name.is(head.tenant, head.chain) {
            return Err(Wrong::CutElsewhere);
        }
        let tree = CompactRange::from_peaks(head.size, cut.peaks).map_err(|_| Wrong::CutPeaks)?;
        if tree.root() != head.root {
            return Err(Wrong::CutPeaks);
        }
        if !verify_inclusion(head.size - 1, head.size, &cut.leaf, &cut.path, &head.root) {
            return Err(Wrong::CutLeaf);
        }
        self.take_head(&cut.head, keys, report)?;
        (self.sequence, self.leaf, self.tree) = (tree.size(), cut.leaf, tree);
        report.proofs += 1;
        report.cut_chains += 1;
        if let Some((size, _)) = self.earlier.last().filter(|(size, _)| *size < self.sequence) {
            return Err(Wrong::EarlierCutOff(*size));
        }
        self.meet(report)
    }

    /// Takes an event; hands back the paths of absent personal values.
    pub(super) fn event(&mut self, line: &EventLine<'_>, report: &mut Report) -> Result<Vec<String>, Wrong> {
        let said = |name: &str| line.event.get(name).and_then(|item| item.written());
        let (tenant, chain) = self.name.written();
        if said("tenant") != Some(tenant) || said("chain") != Some(chain) {
            return Err(Wrong::EventElsewhere);
        }
        let leaf = leaf_of(line.event.bytes());
        let is_next = self.sequence.checked_add(1) == Some(line.sequence);
        match self.kind {
            FileKind::Export if !is_next => {
                return Err(Wrong::EventSequence { found: line.sequence, expected: self.sequence.saturating_add(1) });
            }
            FileKind::Excerpt if line.sequence <= self.sequence => return Err(Wrong::EventOrder),
            _ => {}
        }
        // In an excerpt the event before may be absent.
        if is_next && line.previous != self.leaf {
            return Err(Wrong::Previous);
        }
        match self.kind {
            FileKind::Export if line.proof.is_some() => return Err(Wrong::ProofInExport),
            FileKind::Export => self.tree.push(leaf),
            FileKind::Excerpt => self.check_inclusion(line, &leaf, report)?,
        }
        let beside = personal::check(line)?;
        report.personal_present += beside.present;
        report.personal_absent += beside.absent.len() as u64;
        report.events += 1;
        (self.sequence, self.leaf, self.has_events) = (line.sequence, leaf, true);
        if self.kind == FileKind::Export {
            self.meet(report)?;
        }
        Ok(beside.absent)
    }

    fn check_inclusion(&self, line: &EventLine<'_>, leaf: &Leaf, report: &mut Report) -> Result<(), Wrong> {
        let covering = self.head.as_ref().filter(|head| line.sequence <= head.size);
        match (covering, &line.proof) {
            (Some(_), None) => Err(Wrong::ProofMissing),
            (None, Some(_)) => Err(Wrong::ProofTooMuch),
            (None, None) => {
                report.unsigned_events += 1;
                Ok(())
            }
            (Some(head), Some(proof)) => {
                report.proofs += 1;
                let is_in = verify_inclusion(line.sequence - 1, head.size, leaf, proof, &head.root);
                if is_in { Ok(()) } else { Err(Wrong::Inclusion) }
            }
        }
    }

    /// Takes a head.
    pub(super) fn head(
        &mut self,
        signed: &SignedHead,
        consistency: Option<&[Hash]>,
        keys: &mut Keyring,
        report: &mut Report,
    ) -> Result<(), Wrong> {
        let head = &signed.head;
        if !self.name.is(head.tenant, head.chain) {
            return Err(Wrong::HeadElsewhere);
        }
        match self.kind {
            FileKind::Excerpt if self.head.is_some() || self.has_events => {
                return Err(Wrong::NotHere("an event, the next section or the end of the file"));
            }
            FileKind::Export if head.size != self.sequence => {
                return Err(Wrong::HeadSize { size: head.size, after: self.sequence });
            }
            FileKind::Export if self.head.as_ref().is_some_and(|before| before.size >= head.size) => {
                return Err(Wrong::HeadNotLarger);
            }
            FileKind::Export if head.root != self.tree.root() => return Err(Wrong::HeadRoot),
            _ => {}
        }
        match (&self.head, consistency) {
            (None, None) => {}
            (None, Some(_)) => return Err(Wrong::ConsistencyTooMuch),
            (Some(_), None) => return Err(Wrong::ConsistencyMissing),
            (Some(before), Some(proof)) => {
                if !verify_consistency(before.size, head.size, &before.root, &head.root, proof) {
                    return Err(Wrong::Consistency);
                }
                report.proofs += 1;
            }
        }
        self.take_head(signed, keys, report)?;
        if self.kind == FileKind::Excerpt {
            self.meet_excerpt(head.size, head.root, report)?;
        }
        Ok(())
    }

    fn take_head(&mut self, signed: &SignedHead, keys: &mut Keyring, report: &mut Report) -> Result<(), Wrong> {
        keys.check(signed)?;
        let key = signed.head.key;
        if let Some(pinned) = self.pinned.filter(|pinned| !keys.relation(*pinned, key).0) {
            return Err(Wrong::HeadKeyLine(pinned));
        }
        self.head = Some(Head { size: signed.head.size, root: signed.head.root, key });
        report.heads += 1;
        report.signatures += 1;
        Ok(())
    }

    /// Compares with the earlier heads of the size that is reached.
    fn meet(&mut self, report: &mut Report) -> Result<(), Wrong> {
        while let Some((size, root)) = self.earlier.pop_if(|(size, _)| *size <= self.sequence) {
            if root != self.tree.root() {
                return Err(Wrong::EarlierRoot(size));
            }
            report.earlier_heads += 1;
        }
        Ok(())
    }

    fn meet_excerpt(&mut self, size: u64, root: Hash, report: &mut Report) -> Result<(), Wrong> {
        while let Some((earlier_size, earlier_root)) = self.earlier.pop() {
            if earlier_size != size {
                return Err(Wrong::EarlierOtherSize(earlier_size));
            }
            if earlier_root != root {
                return Err(Wrong::EarlierRoot(size));
            }
            report.earlier_heads += 1;
        }
        Ok(())
    }

    /// Compares with the end of the section that the database had.
    pub(super) fn end(&self, sequence: u64, leaf: &Leaf) -> Result<(), Wrong> {
        if sequence != self.sequence {
            return Err(Wrong::EndSequence { said: sequence, found: self.sequence });
        }
        if *leaf != self.leaf {
            return Err(Wrong::EndLeaf);
        }
        Ok(())
    }

    /// What must hold when no more lines of the section come.
    pub(super) fn close(&self, keys: &Keyring, report: &mut Report) -> Result<(), Wrong> {
        if let Some((size, _)) = self.earlier.last() {
            return Err(match self.kind {
                FileKind::Export => Wrong::EarlierBeyond(*size),
                FileKind::Excerpt => Wrong::EarlierElsewhere,
            });
        }
        match (self.pinned, &self.head) {
            (Some(pinned), Some(head)) if !keys.relation(pinned, head.key).1 => return Err(Wrong::LastHeadKey(pinned)),
            (Some(pinned), None) if self.has_events => return Err(Wrong::Unsigned(pinned)),
            _ => {}
        }
        if self.kind == FileKind::Export {
            report.unsigned_events += self.sequence - self.head.as_ref().map_or(0, |head| head.size);
        }
        report.chains += 1;
        Ok(())
    }
}
