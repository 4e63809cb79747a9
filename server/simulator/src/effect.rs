//! What happened in the simulated AWS. The state is the fold of these, and the journal holds them and nothing else.
//! Never here: a decision (see `operations`), a time (the journal adds it).

use std::collections::BTreeMap;

use domain::organization::{
    AccountId, AccountState, AwsOrganizationId, ContactFacts, ContactKind, CreateRequestId, JoinedMethod, ParentId, PolicyId,
    RootId, TargetId, UnitId,
};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One change. `organization` is the management account of the organization that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the members are AWS's own words; a comment would repeat them")]
pub enum Effect {
    /// An organization with all features, one root, its management account and `p-FullAWSAccess` attached to both.
    MakeOrganization { organization: AccountId, id: AwsOrganizationId, root: RootId, name: String, email: String },
    /// A unit; `p-FullAWSAccess` is attached to it.
    MakeUnit { organization: AccountId, id: UnitId, name: String, parent: ParentId },
    /// A service control policy.
    MakePolicy { organization: AccountId, id: PolicyId, name: String, description: String, content: String },
    /// A changed service control policy: what is absent stays.
    ChangePolicy {
        organization: AccountId,
        id: PolicyId,
        name: Option<String>,
        description: Option<String>,
        content: Option<String>,
    },
    /// A policy attached.
    Attach { organization: AccountId, policy: PolicyId, target: TargetId },
    /// A policy detached.
    Detach { organization: AccountId, policy: PolicyId, target: TargetId },
    /// An account that was always there (seed), `p-FullAWSAccess` attached.
    MakeAccount {
        organization: AccountId,
        id: AccountId,
        name: String,
        email: String,
        parent: ParentId,
        state: AccountState,
        joined_method: JoinedMethod,
        joined_at: Timestamp,
    },
    /// CreateAccount was taken; it ends at `ends_at` with `account`, if it can.
    TakeCreation {
        organization: AccountId,
        id: CreateRequestId,
        account: AccountId,
        name: String,
        email: String,
        tags: BTreeMap<String, String>,
        ends_at: Timestamp,
    },
    /// The account of a creation is there: in the root, with its tags.
    EndCreation { organization: AccountId, id: CreateRequestId },
    /// A creation failed, with AWS's `FailureReason`.
    FailCreation { organization: AccountId, id: CreateRequestId, reason: String },
    /// An account in another place.
    Move { organization: AccountId, account: AccountId, to: ParentId },
    /// Tags added or replaced.
    Tag { organization: AccountId, resource: String, tags: BTreeMap<String, String> },
    /// Tags removed.
    Untag { organization: AccountId, resource: String, keys: Vec<String> },
    /// The life cycle state of an account, as something outside changes it.
    SetAccountState { organization: AccountId, account: AccountId, state: AccountState },
    /// Trusted access of an AWS service, e.g. `account.amazonaws.com`, turned on or off.
    TrustService { organization: AccountId, service: String, is_trusted: bool },
    /// An alternate contact of an account, as a whole.
    PutContact { organization: AccountId, account: AccountId, kind: ContactKind, contact: ContactFacts },
    /// An e-mail that is used elsewhere in AWS.
    ReserveEmail { email: String },
    /// A role that trusts whoever brings the external id.
    TrustRole { role_arn: String, external_id: String },
}
