//! What the frame around every page shows.
//! Never here: grants (the permit is the rule; this only hides what would be refused).

use serde::{Deserialize, Serialize};

/// What the navigation offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    /// May request accounts.
    pub can_request: bool,
    /// May decide.
    pub can_decide: bool,
    /// May retry and stop runs.
    pub can_steer: bool,
    /// May see members.
    pub can_view_members: bool,
    /// May change members.
    pub can_manage_members: bool,
    /// May connect the organization.
    pub can_connect: bool,
    /// May read AWS now.
    pub can_observe: bool,
    /// May see the audit history.
    pub can_view_audit: bool,
    /// May take it away.
    pub can_export_audit: bool,
}

/// Workspace, member and abilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The workspace's address.
    pub slug: String,
    /// Its name.
    pub workspace: String,
    /// The member's name.
    pub member: String,
    /// What the navigation offers.
    pub can: Abilities,
    /// Requests that wait for a decision which this member may make.
    pub n_waiting: i64,
    /// Whether the member administers a workspace without a second active administrator: it is not set up to the end.
    pub has_one_administrator: bool,
}
