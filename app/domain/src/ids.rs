//! Every identifier that Charter makes itself. AWS's identifiers are in `organization::ids`.
//! Never here: making one (that needs chance, which is passed in by `control`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that `control` made (version 7) or that `store` read.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID, for a statement parameter.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )*};
}

ids! {
    /// One execution attempt's row of a step.
    AttemptId;
    /// A person's decision on a request.
    DecisionId;
    /// An audit event.
    EventId;
    /// A person in a tenant. The same human in two tenants is two members.
    MemberId;
    /// A connected AWS organization, in our database. AWS's own id is `organization::AwsOrganizationId`.
    OrganizationId;
    /// A stored plan. Its identity for people is its hash.
    PlanId;
    /// One sign-in of a member.
    SignInId;
    /// An account request. People see its number (`R-1042`).
    RequestId;
    /// One execution of an approved plan.
    RunId;
    /// One reading of an AWS organization.
    SnapshotId;
    /// A team of a tenant.
    TeamId;
    /// A tenant; a *workspace* on screen.
    TenantId;
}
