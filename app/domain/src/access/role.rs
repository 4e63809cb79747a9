//! The roles of a member, and what each grants. The golden table beside the tests is what reviewers read.
//! Never here: an exception for one person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::permission::Permission::{self, *};

/// What a member is trusted with. A member has a set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Asks for accounts for a team.
    Requester,
    /// Decides requests of others.
    Approver,
    /// Keeps members and the AWS connection.
    Administrator,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order in which they are shown.
    pub const ALL: [Role; 4] = [Role::Requester, Role::Approver, Role::Administrator, Role::Auditor];

    /// What the role grants.
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Role::Requester => &[ViewOrganization, ViewRequests, DraftRequest, SubmitRequest],
            Role::Approver => &[ViewOrganization, ViewRequests, ViewAllRequests, DecideRequest, SteerRun],
            Role::Administrator => &[
                ViewOrganization,
                ViewRequests,
                ViewAllRequests,
                ViewMembers,
                ManageMembers,
                ConnectOrganization,
                ObserveOrganization,
                SteerRun,
                ViewAudit,
            ],
            Role::Auditor => &[ViewOrganization, ViewRequests, ViewAllRequests, ViewMembers, ViewAudit, ExportAudit],
        }
    }

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Requester => "requester",
            Role::Approver => "approver",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is not a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NotARole)
    }
}
