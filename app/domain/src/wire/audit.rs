//! The audit page.
//! Never here: bytes of events (the export has them).

use serde::{Deserialize, Serialize};

use crate::audit::query::QueryProblem;
use crate::time::Timestamp;

/// What the audit page is asked for; it stands in the URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// The query as typed; empty finds everything.
    pub q: String,
    /// Where both chains ended when the view was frozen (`120.45`); empty: the view is live.
    pub seen: String,
    /// Keyset: events before this one (opaque).
    pub before: String,
}

/// One field of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedField {
    /// The field's name.
    pub name: String,
    /// Before, if there was something.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// Personal: may have been erased.
    pub is_personal: bool,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// The chain's word.
    pub chain: String,
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by name; the engine says on whose behalf.
    pub actor: String,
    /// What, e.g. `request.submitted`.
    pub action: String,
    /// How it ended: `done`, `refused`, `failed`.
    pub result: String,
    /// The object's kind.
    pub object_kind: String,
    /// The object's id.
    pub object_id: String,
    /// `1042` of the request that it belongs to.
    pub request: Option<i64>,
    /// The plan's hash.
    pub plan: Option<String>,
    /// The step's key.
    pub step: Option<String>,
    /// AWS's request id.
    pub aws_request: Option<String>,
    /// Fields before and after.
    pub fields: Vec<ChangedField>,
    /// The reason that was given.
    pub reason: Option<String>,
    /// The source address.
    pub address: Option<String>,
    /// SHA-256(0x00 ‖ bytes), hexadecimal.
    pub leaf: String,
}

/// A value of a facet with the number of events that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value: an action or its beginning, a name, an outcome, a chain, a kind.
    pub value: String,
    /// Events, among those that were counted.
    pub count: usize,
    /// The query with the value's term added, or without it if it is part of the query.
    pub q: String,
    /// Whether the term is part of the query.
    pub is_on: bool,
}

/// One way to divide the events that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The key of the query: `action`, `actor`, `result`, `chain`, `target`.
    pub key: String,
    /// The most frequent values, most frequent first.
    pub values: Vec<FacetValue>,
}

/// The events of one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// When it begins.
    pub from: Timestamp,
    /// When the next one begins.
    pub until: Timestamp,
    /// Events.
    pub count: usize,
    /// The query narrowed to it.
    pub q: String,
}

/// One term of the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditTerm {
    /// The term.
    pub text: String,
    /// The query without it.
    pub without: String,
}

/// The audit page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// What was asked for.
    pub filter: AuditFilter,
    /// Why nothing was searched; `None` if the query could be read.
    pub problem: Option<QueryProblem>,
    /// The terms of the query.
    pub terms: Vec<AuditTerm>,
    /// Up to 50 events, newest first.
    pub events: Vec<AuditRow>,
    /// `before` of the next page.
    pub next: Option<String>,
    /// `seen` of a link that shows the same for ever, to go with `frozen_q`.
    pub seen: String,
    /// The query with nothing in it that is relative to now.
    pub frozen_q: String,
    /// How many events were counted for `facets` and `bars`: all that were found, or the newest of them.
    pub counted: usize,
    /// Whether more were found than were counted.
    pub is_cut: bool,
    /// What the counted events have in common.
    pub facets: Vec<Facet>,
    /// The counted events over time, oldest first, without gaps.
    pub bars: Vec<Bar>,
}

/// An event that belongs to the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedEvent {
    /// The chain's word.
    pub chain: String,
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: String,
    /// How it ended: `done`, `refused`, `failed`.
    pub result: String,
}

/// What shows that the event is part of the signed record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventProof {
    /// Events that the newest signed head covers.
    pub size: i64,
    /// When it was signed.
    pub at: Timestamp,
    /// Its root, hexadecimal.
    pub root: String,
    /// The fingerprint of the key that signed it.
    pub key: String,
    /// Hashes from the event's leaf to the root, hexadecimal; `None` if the event came after the head.
    pub path: Option<Vec<String>>,
}

/// The page of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEventView {
    /// The event.
    pub event: AuditRow,
    /// The session in which it was done (the beginning of its hash).
    pub session: Option<String>,
    /// The event's bytes, indented for reading.
    pub json: String,
    /// The leaf that it names as its predecessor, hexadecimal.
    pub previous_leaf: String,
    /// Whether the chain goes on after it.
    pub has_next: bool,
    /// Up to 20 other events of the same request, run, decision or session, newest first.
    pub related: Vec<RelatedEvent>,
    /// The query that finds all of them, if there is something that they share.
    pub related_q: Option<String>,
    /// The newest signed head and the way to it; `None` as long as none was signed.
    pub proof: Option<EventProof>,
}
