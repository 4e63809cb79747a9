//! The port to AWS: its operations, with AWS's verbs, in our types. `aws` implements it over the SDK, `simulator` as a state machine.
//! Never here: retries, paging loops (see `pages.rs`), a decision.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use domain::organization::{
    AccountFacts, AccountId, AlternateContact, ContactFacts, ContactKind, CreateRequestId, OrganizationFacts, ParentId,
    PolicyContent, PolicyFacts, PolicyId, RootFacts, RootId, TargetId, UnitFacts,
};
use domain::request::{AccountName, RootEmail};
use domain::run::Reaction;
use domain::time::Timestamp;

/// One page of a list. An empty page with a token is legal; the end is a page without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries, possibly none.
    pub items: Vec<T>,
    /// The token of the next page.
    pub next: Option<String>,
}

/// An answer with the id that AWS gave the request (for the record), if it gave one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// What was answered.
    pub value: T,
    /// AWS's request id.
    pub aws_request: Option<String>,
}

/// Anything but plain success, classified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {code}{}", reason.as_deref().map(|r| format!(" ({r})")).unwrap_or_default())]
pub struct CloudError {
    /// The operation, e.g. `CreateAccount`.
    pub operation: &'static str,
    /// The class, which decides the reaction.
    pub reaction: Reaction,
    /// AWS's error code, e.g. `ConstraintViolationException`; ours for what has none: `Timeout`, `Unreachable`, `NotAws` (an answer that is not AWS's).
    pub code: String,
    /// AWS's machine-readable `Reason`, if given.
    pub reason: Option<String>,
    /// AWS's sentence. Shown to approvers and administrators; never holds credentials.
    pub message: String,
    /// AWS's request id.
    pub aws_request: Option<String>,
}

/// What an operation gives.
pub type Outcome<T> = Result<Answer<T>, CloudError>;

/// Parameters of CreateAccount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The account name.
    pub account_name: AccountName,
    /// The root e-mail.
    pub email: RootEmail,
    /// Tags, atomic with the creation.
    pub tags: BTreeMap<String, String>,
}

/// State of a CreateAccount request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreationState {
    /// AWS works on it.
    InProgress,
    /// The account exists.
    Succeeded(AccountId),
    /// It failed; the reason as AWS spells it (`EMAIL_ALREADY_EXISTS`, …), unknown words included.
    Failed(String),
}

/// `CreateAccountStatus`. It carries no e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreationStatus {
    /// The request.
    pub id: CreateRequestId,
    /// The account name as sent; absent on rows that are not ours (moto lists the management account).
    pub account_name: Option<String>,
    /// How far it is.
    pub state: CreationState,
    /// When AWS took the request.
    pub requested_at: Option<Timestamp>,
}

/// AWS Organizations and account management as one connected organization's role may use it. One call each: no retry, no loop.
/// Every method returns [`CloudError`] with its class for anything but success.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// `DescribeOrganization`.
    async fn describe_organization(&self) -> Outcome<OrganizationFacts>;
    /// `ListRoots`.
    async fn list_roots(&self, token: Option<String>) -> Outcome<Page<RootFacts>>;
    /// `ListOrganizationalUnitsForParent`.
    async fn list_units_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<UnitFacts>>;
    /// `ListAccountsForParent`.
    async fn list_accounts_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<AccountFacts>>;
    /// `ListAccounts`.
    async fn list_accounts(&self, token: Option<String>) -> Outcome<Page<AccountFacts>>;
    /// `DescribeAccount`.
    async fn describe_account(&self, account: &AccountId) -> Outcome<AccountFacts>;
    /// `ListParents` of an account: exactly one.
    async fn parent_of_account(&self, account: &AccountId) -> Outcome<ParentId>;
    /// `ListParents` of a unit: exactly one.
    async fn parent_of_unit(&self, unit: &domain::organization::UnitId) -> Outcome<ParentId>;
    /// `ListPolicies` with filter `SERVICE_CONTROL_POLICY`.
    async fn list_policies(&self, token: Option<String>) -> Outcome<Page<PolicyFacts>>;
    /// `DescribePolicy`: the content character for character.
    async fn describe_policy(&self, policy: &PolicyId) -> Outcome<PolicyContent>;
    /// `ListPoliciesForTarget` with filter `SERVICE_CONTROL_POLICY`.
    async fn list_policies_for_target(&self, target: &TargetId, token: Option<String>) -> Outcome<Page<PolicyFacts>>;
    /// `ListTagsForResource` of an account.
    async fn list_tags(&self, account: &AccountId, token: Option<String>) -> Outcome<Page<(String, String)>>;
    /// `ListCreateAccountStatus` without a filter of states.
    async fn list_creations(&self, token: Option<String>) -> Outcome<Page<CreationStatus>>;
    /// `DescribeCreateAccountStatus`.
    async fn describe_creation(&self, request: &CreateRequestId) -> Outcome<CreationStatus>;
    /// `CreateAccount`. Sent once, whatever happens: it has no idempotency token.
    async fn create_account(&self, account: &NewAccount) -> Outcome<CreationStatus>;
    /// `MoveAccount`: a compare-and-set. Sent once.
    async fn move_account(&self, account: &AccountId, source: &RootId, destination: &ParentId) -> Outcome<()>;
    /// `AttachPolicy`. Sent once.
    async fn attach_policy(&self, policy: &PolicyId, target: &TargetId) -> Outcome<()>;
    /// `GetAlternateContact` of a member account; `None` if it has no contact of that kind.
    async fn alternate_contact(&self, account: &AccountId, kind: ContactKind) -> Outcome<Option<ContactFacts>>;
    /// `PutAlternateContact` of a member account: sets the whole contact, so that the same again changes nothing. Sent once.
    async fn put_alternate_contact(&self, account: &AccountId, kind: ContactKind, contact: &AlternateContact) -> Outcome<()>;
}

/// How to reach one organization: the role to assume and our external id for it. Its `Debug` leaves the external id out.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// `arn:aws:iam::…:role/…` in the management account.
    pub role_arn: String,
    /// Drawn by us for this connection, at least 128 random bits. Not shown in logs.
    pub external_id: String,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("role_arn", &self.role_arn).finish_non_exhaustive()
    }
}

/// Makes a [`Cloud`] for a connection: assumes the role (STS AssumeRole with the external id). The endpoints come from the operator only.
#[async_trait]
pub trait Clouds: Send + Sync {
    /// Connects as far as it can be done without a call; credentials may be fetched with the first call.
    ///
    /// # Errors
    /// [`CloudError`] of class `Blocked` if the role cannot be assumed.
    async fn connect(&self, connection: &Connection) -> Result<Arc<dyn Cloud>, CloudError>;

    /// Whether the role can be assumed without our external id. Then whoever knows its ARN could have us act in that organization, by naming
    /// the role as their own (the confused deputy). Credentials that were given for the question are thrown away.
    ///
    /// # Errors
    /// [`CloudError`] for any answer but yes and no.
    async fn can_assume_without_external_id(&self, role_arn: &str) -> Result<bool, CloudError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_shows_no_external_id() {
        let connection =
            Connection { role_arn: "arn:aws:iam::111122223333:role/Charter".into(), external_id: "very-secret".into() };
        let shown = format!("{connection:?}");
        assert!(shown.contains("111122223333") && !shown.contains("very-secret"), "{shown}");
    }
}
