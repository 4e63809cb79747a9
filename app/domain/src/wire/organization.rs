//! The tree, the policies and the connection.
//! Never here: accounts (`accounts.rs`), judgement.

use serde::{Deserialize, Serialize};

use crate::organization::ContactFacts;
use crate::time::Timestamp;

/// A policy by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRef {
    /// AWS's id.
    pub id: String,
    /// Its name, or its id if it is not in the snapshot.
    pub name: String,
}

/// A root or unit in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeView {
    /// AWS's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Accounts directly in it.
    pub n_accounts: usize,
    /// Accounts in it and below.
    pub n_accounts_below: usize,
    /// Policies attached to it.
    pub policies: Vec<PolicyRef>,
    /// Units in it, by name.
    pub children: Vec<NodeView>,
}

/// The tree page. Without a root nothing was read yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeView {
    /// When AWS was read.
    pub observed_at: Option<Timestamp>,
    /// The root.
    pub root: Option<NodeView>,
}

/// One level of a path, with what is attached there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelView {
    /// AWS's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Policies attached to it.
    pub policies: Vec<PolicyRef>,
}

/// One policy in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// AWS's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Managed by AWS.
    pub is_aws_managed: bool,
    /// Characters of the content as stored.
    pub n_characters: usize,
    /// Targets that it is attached to.
    pub n_targets: usize,
}

/// The policies page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliciesView {
    /// When AWS was read.
    pub observed_at: Option<Timestamp>,
    /// By name.
    pub policies: Vec<PolicyRow>,
}

/// What a policy is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRef {
    /// AWS's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// When AWS was read.
    pub observed_at: Option<Timestamp>,
    /// The row of the list.
    pub row: PolicyRow,
    /// The content, indented if it is JSON.
    pub content: String,
    /// SHA-256 of the content as AWS returned it.
    pub sha256: String,
    /// What it is attached to, by name.
    pub targets: Vec<TargetRef>,
    /// AWS's limit of characters.
    pub most_characters: usize,
}

/// The connection to the AWS organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// Our external id for the role's trust policy; absent until the connection is prepared.
    pub external_id: Option<String>,
    /// The role.
    pub role_arn: Option<String>,
    /// From which root e-mails are made.
    pub email_pattern: Option<String>,
    /// The security contact that new accounts get.
    pub security_contact: Option<ContactFacts>,
    /// AWS's id of the organization.
    pub aws_organization_id: Option<String>,
    /// The management account.
    pub management_account: Option<String>,
    /// When it was connected.
    pub connected_at: Option<Timestamp>,
    /// When AWS was read last.
    pub observed_at: Option<Timestamp>,
}
