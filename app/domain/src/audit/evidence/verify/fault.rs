//! What can be wrong with evidence, and where.
//! Never here: finding it.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::audit::Chain;
use crate::audit::evidence::{DEEPEST, Fingerprint, LINE_LIMIT};
use crate::ids::TenantId;

/// Where in the record. Whatever is not known yet is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The tenant.
    pub tenant: Option<TenantId>,
    /// The chain.
    pub chain: Option<Chain>,
    /// The event's sequence or the head's size.
    pub sequence: Option<u64>,
}

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("line {line}{}: {wrong}", Of(place))]
pub struct Fault {
    /// The line of the file, counted from 1; one more than it has if something is missing at its end.
    pub line: u64,
    /// Where in the record.
    pub place: Place,
    /// What is wrong.
    pub wrong: Wrong,
}

struct Of<'a>(&'a Place);

impl fmt::Display for Of<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { tenant, chain, sequence } = self.0;
        if let Some(tenant) = tenant {
            write!(f, ", tenant {tenant}")?;
        }
        if let Some(chain) = chain {
            write!(f, ", chain {chain}")?;
        }
        match sequence {
            Some(sequence) => write!(f, ", sequence {sequence}"),
            None => Ok(()),
        }
    }
}

/// What is wrong, as a sentence. Personal values are never in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence is the documentation")]
pub enum Wrong {
    // Lines.
    #[error("the line does not end with a line feed")]
    NoLineFeed,
    #[error("the line is longer than {LINE_LIMIT} bytes")]
    TooLong,
    #[error("the line is not canonical JSON (RFC 8785, integers only, at most {DEEPEST} levels) from its byte {} on", .0 + 1)]
    NotCanonical(usize),
    #[error("the line has not the members and values of any line of the format")]
    NotALine,
    #[error("the first line is neither that of an audit export nor that of an excerpt, version 1")]
    NotEvidence,
    #[error("such a line cannot stand here; expected: {0}")]
    NotHere(&'static str),
    #[error("lines follow after the last line")]
    AfterTheEnd,
    #[error("the file ends before its last line")]
    Incomplete,
    #[error("the last line counts {said} chains, and there are {found}")]
    ChainCount { said: u64, found: u64 },
    #[error("the last line counts {said} events, and there are {found}")]
    EventCount { said: u64, found: u64 },

    // Keys.
    #[error("the key {0} is there twice")]
    KeyTwice(Fingerprint),
    #[error("the key's predecessor {0} is not in an earlier line")]
    KeyPredecessorUnknown(Fingerprint),
    #[error("the key's predecessor {0} has another successor already")]
    KeySucceededTwice(Fingerprint),
    #[error("the predecessor did not sign this key")]
    KeyNotEndorsed,
    #[error("the key {0} signed no head and has no successor")]
    KeyUnused(Fingerprint),

    // Sections.
    #[error("the sections are not in ascending order of tenant and chain")]
    SectionOrder,
    #[error("the cut is of another tenant or chain")]
    CutElsewhere,
    #[error("the perfect subtrees of the cut do not give the root of its head")]
    CutPeaks,
    #[error("the last leaf that was cut is not the last one of the cut's head")]
    CutLeaf,
    #[error("an excerpt has no cuts")]
    CutInExcerpt,
    #[error("the end is that of another tenant or chain")]
    EndElsewhere,
    #[error("the chain ends with sequence {found}, but its end says {said}")]
    EndSequence { said: u64, found: u64 },
    #[error("the chain's end names another leaf than that of its last event")]
    EndLeaf,

    // Events.
    #[error("the event says that it belongs to another tenant or chain")]
    EventElsewhere,
    #[error("the event has the sequence {found}, and {expected} was expected")]
    EventSequence { found: u64, expected: u64 },
    #[error("the events are not in ascending order")]
    EventOrder,
    #[error("the event does not name the leaf of the event before it")]
    Previous,
    #[error("the personal values are not a list in ascending order of their paths")]
    PersonalOrder,
    #[error("a personal value lies at {0}, where the event has no hash")]
    PersonalWithoutHash(String),
    #[error("the personal value at {0} does not fit its hash")]
    PersonalHash(String),
    #[error("the personal value at {0} is missing, and no audit.erased event of the tenant names it")]
    PersonalMissing(String),
    #[error("an export has no inclusion proofs")]
    ProofInExport,
    #[error("the head covers this event, but its inclusion proof is missing")]
    ProofMissing,
    #[error("the head does not cover this event, but it has an inclusion proof")]
    ProofTooMuch,
    #[error("the inclusion proof does not lead to the head's root")]
    Inclusion,

    // Heads.
    #[error("the head is of another tenant or chain")]
    HeadElsewhere,
    #[error("the head has {size} leaves, but stands after the event of sequence {after}")]
    HeadSize { size: u64, after: u64 },
    #[error("the head is not larger than the one before it")]
    HeadNotLarger,
    #[error("the head's root is not that of the events before it")]
    HeadRoot,
    #[error("the head is signed by the key {0}, which is not in this file")]
    HeadKeyUnknown(Fingerprint),
    #[error("the head's signature is not its key's")]
    HeadSignature,
    #[error("the first head of a section has no consistency proof, nor has one in an excerpt")]
    ConsistencyTooMuch,
    #[error("the consistency proof from the head before is missing")]
    ConsistencyMissing,
    #[error("the consistency proof does not lead from the head before to this one")]
    Consistency,

    // Anchors.
    #[error("nothing in this chain is signed, so the key {0} vouches for nothing in it")]
    Unsigned(Fingerprint),
    #[error("the last head is signed neither by the key {0} nor by a successor of it")]
    LastHeadKey(Fingerprint),
    #[error("a head is signed by a key that is not in the line of the key {0}")]
    HeadKeyLine(Fingerprint),
    #[error("an earlier head saw another history: with {0} leaves the root was not what it is in this file")]
    EarlierRoot(u64),
    #[error("an earlier head saw {0} events, which is more than this file has")]
    EarlierBeyond(u64),
    #[error("an earlier head of {0} leaves lies before the cut, so this file can neither confirm nor refute it")]
    EarlierCutOff(u64),
    #[error("an excerpt can be compared only with an earlier head of its own size, not with one of {0} leaves")]
    EarlierOtherSize(u64),
    #[error("an earlier head is of a tenant or chain that is not in this file, or not signed in it")]
    EarlierElsewhere,
    #[error("the file of earlier heads has none")]
    NoEarlierHead,
}

impl Serialize for Wrong {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
