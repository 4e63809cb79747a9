//! The port over one organization's client: each method sends one call.
//! Never here: how an answer is read (`reads.rs`, `accounts.rs`, `policies.rs`, `contacts.rs`).

use async_trait::async_trait;
use aws_sdk_organizations::Client;
use control::cloud::{Cloud, CreationStatus, NewAccount, Outcome, Page};
use domain::organization::{
    AccountFacts, AccountId, AlternateContact, ContactFacts, ContactKind, CreateRequestId, OrganizationFacts, ParentId,
    PolicyContent, PolicyFacts, PolicyId, RootFacts, RootId, TargetId, UnitFacts, UnitId,
};

use crate::{accounts, contacts, policies, reads};

/// One organization, through one assumed role.
#[derive(Debug)]
pub(crate) struct AwsCloud {
    client: Client,
    contacts: aws_sdk_account::Client,
}

impl AwsCloud {
    /// Over clients whose retries are off.
    pub(crate) fn new(client: Client, contacts: aws_sdk_account::Client) -> Self {
        Self { client, contacts }
    }
}

#[async_trait]
impl Cloud for AwsCloud {
    async fn describe_organization(&self) -> Outcome<OrganizationFacts> {
        reads::describe_organization(&self.client).await
    }

    async fn list_roots(&self, token: Option<String>) -> Outcome<Page<RootFacts>> {
        reads::list_roots(&self.client, token).await
    }

    async fn list_units_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<UnitFacts>> {
        reads::list_units_for_parent(&self.client, parent, token).await
    }

    async fn list_accounts_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        reads::list_accounts_for_parent(&self.client, parent, token).await
    }

    async fn list_accounts(&self, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        reads::list_accounts(&self.client, token).await
    }

    async fn describe_account(&self, account: &AccountId) -> Outcome<AccountFacts> {
        reads::describe_account(&self.client, account).await
    }

    async fn parent_of_account(&self, account: &AccountId) -> Outcome<ParentId> {
        reads::parent_of(&self.client, account.as_str()).await
    }

    async fn parent_of_unit(&self, unit: &UnitId) -> Outcome<ParentId> {
        reads::parent_of(&self.client, unit.as_str()).await
    }

    async fn list_policies(&self, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        policies::list_policies(&self.client, token).await
    }

    async fn describe_policy(&self, policy: &PolicyId) -> Outcome<PolicyContent> {
        policies::describe_policy(&self.client, policy).await
    }

    async fn list_policies_for_target(&self, target: &TargetId, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        policies::list_policies_for_target(&self.client, target, token).await
    }

    async fn list_tags(&self, account: &AccountId, token: Option<String>) -> Outcome<Page<(String, String)>> {
        reads::list_tags(&self.client, account, token).await
    }

    async fn list_creations(&self, token: Option<String>) -> Outcome<Page<CreationStatus>> {
        accounts::list_creations(&self.client, token).await
    }

    async fn describe_creation(&self, request: &CreateRequestId) -> Outcome<CreationStatus> {
        accounts::describe_creation(&self.client, request).await
    }

    async fn create_account(&self, account: &NewAccount) -> Outcome<CreationStatus> {
        accounts::create_account(&self.client, account).await
    }

    async fn move_account(&self, account: &AccountId, source: &RootId, destination: &ParentId) -> Outcome<()> {
        accounts::move_account(&self.client, account, source, destination).await
    }

    async fn attach_policy(&self, policy: &PolicyId, target: &TargetId) -> Outcome<()> {
        policies::attach_policy(&self.client, policy, target).await
    }

    async fn alternate_contact(&self, account: &AccountId, kind: ContactKind) -> Outcome<Option<ContactFacts>> {
        contacts::alternate_contact(&self.contacts, account, kind).await
    }

    async fn put_alternate_contact(&self, account: &AccountId, kind: ContactKind, contact: &AlternateContact) -> Outcome<()> {
        contacts::put_alternate_contact(&self.contacts, account, kind, contact).await
    }
}
