//! AWS's limits as data, each with the date of the page it was read from ("Quotas and service limits", Organizations User Guide).
//! Never here: a limit of our own.

/// A limit and when AWS published it.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The figure, in the unit that the name says.
    pub value: usize,
    /// Since when, as an ISO 8601 date.
    pub since: &'static str,
}

/// Service control policies attached directly to one root, unit or account.
pub const SCPS_PER_TARGET: Limit = Limit { value: 10, since: "2026-05-15" };
/// Characters of one service control policy, white space included as sent.
pub const SCP_CHARACTERS: Limit = Limit { value: 10_240, since: "2026-05-15" };
/// Tags of one resource.
pub const TAGS_PER_RESOURCE: Limit = Limit { value: 50, since: "2026-11-23" };
/// Levels of units below the root.
pub const UNIT_DEPTH: Limit = Limit { value: 5, since: "2026-11-23" };
/// Account creations in progress at one time.
pub const CREATIONS_IN_PROGRESS: Limit = Limit { value: 5, since: "2026-11-23" };
/// Results of one page of any Organizations list.
pub const PAGE_SIZE: Limit = Limit { value: 20, since: "2026-11-23" };
