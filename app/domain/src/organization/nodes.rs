//! The organization, its root, units, policies and attachments as AWS last told them.
//! Never here: accounts (`account.rs`), judgement about a policy (crate `policy`).

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, AwsOrganizationId, ParentId, PolicyId, RootId, TargetId, UnitId};
use crate::canonical;

/// What `DescribeOrganization` tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationFacts {
    /// AWS's id of the organization.
    pub id: AwsOrganizationId,
    /// The management account.
    pub management_account: AccountId,
    /// Whether all features are enabled (service control policies need it).
    pub has_all_features: bool,
}

/// One root of `ListRoots`. There is exactly one in every organization today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootFacts {
    /// The root's id.
    pub id: RootId,
    /// Its name, usually `Root`.
    pub name: String,
    /// Whether service control policies are enabled on it.
    pub has_scps_enabled: bool,
}

/// An organizational unit and where it hangs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFacts {
    /// The unit's id.
    pub id: UnitId,
    /// Its name, unique among its siblings.
    pub name: String,
    /// The root or unit that contains it.
    pub parent: ParentId,
}

/// A policy without its content, as `ListPolicies` tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFacts {
    /// The policy's id.
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// Its description; AWS requires one, which may be empty.
    pub description: String,
    /// Managed by AWS: cannot be changed.
    pub is_aws_managed: bool,
}

/// A policy with its content, exactly as `DescribePolicy` returns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyContent {
    /// The facts beside the content.
    pub facts: PolicyFacts,
    /// The JSON text, character for character.
    pub content: String,
}

impl PolicyContent {
    /// SHA-256 of the content as hexadecimal: what a plan's basis names.
    pub fn sha256(&self) -> String {
        hex::encode(canonical::sha256(&[self.content.as_bytes()]))
    }
}

/// One policy attached to one target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// The policy.
    pub policy: PolicyId,
    /// What it is attached to.
    pub target: TargetId,
}
