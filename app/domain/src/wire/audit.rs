//! The audit page.
//! Never here: bytes of events (the export has them).

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What the audit page is asked for; it stands in the URL. Empty text means: all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// Part of the actor's name or e-mail.
    pub actor: String,
    /// The action or its beginning, e.g. `request.`.
    pub action: String,
    /// The object's kind or id, or `R-1042`.
    pub object: String,
    /// Not before this day or instant (RFC 3339 or `2026-11-24`), UTC.
    pub from: String,
    /// Before this day's end or instant, UTC.
    pub until: String,
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

/// The audit page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// What was asked for.
    pub filter: AuditFilter,
    /// Up to 50 events, newest first.
    pub events: Vec<AuditRow>,
    /// `before` of the next page.
    pub next: Option<String>,
    /// Whether the filter could be read; else what could not.
    pub unreadable: Option<String>,
}
