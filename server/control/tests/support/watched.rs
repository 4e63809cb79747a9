//! A way to AWS on which something happens while it is read: hooks on the lists, everything else as it is.
//! Never here: a rule of AWS.

use std::sync::Arc;

use async_trait::async_trait;
use control::cloud::*;
use domain::organization::*;

/// What may happen around the lists. Each hook may change what was answered.
pub trait Watch: Send + Sync {
    /// Before the accounts of a parent are listed.
    fn before_accounts_for_parent(&self, _: &ParentId) {}
    /// Whether the role can be assumed by anybody.
    fn is_open_role(&self) -> bool {
        false
    }
    /// The roots as answered.
    fn roots(&self, roots: Vec<RootFacts>) -> Vec<RootFacts> {
        roots
    }
    /// The policies as answered.
    fn policies(&self, policies: Vec<PolicyFacts>) -> Vec<PolicyFacts> {
        policies
    }
}

/// Wraps every connection of `inner`.
pub struct WatchedClouds {
    pub inner: Arc<dyn Clouds>,
    pub watch: Arc<dyn Watch>,
}

#[async_trait]
impl Clouds for WatchedClouds {
    async fn connect(&self, connection: &Connection) -> Result<Arc<dyn Cloud>, CloudError> {
        Ok(Arc::new(WatchedCloud { inner: self.inner.connect(connection).await?, watch: self.watch.clone() }))
    }

    async fn can_assume_without_external_id(&self, role_arn: &str) -> Result<bool, CloudError> {
        if self.watch.is_open_role() { Ok(true) } else { self.inner.can_assume_without_external_id(role_arn).await }
    }
}

struct WatchedCloud {
    inner: Arc<dyn Cloud>,
    watch: Arc<dyn Watch>,
}

#[async_trait]
impl Cloud for WatchedCloud {
    async fn describe_organization(&self) -> Outcome<OrganizationFacts> {
        self.inner.describe_organization().await
    }
    async fn list_roots(&self, token: Option<String>) -> Outcome<Page<RootFacts>> {
        let mut answer = self.inner.list_roots(token).await?;
        answer.value.items = self.watch.roots(answer.value.items);
        Ok(answer)
    }
    async fn list_units_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<UnitFacts>> {
        self.inner.list_units_for_parent(parent, token).await
    }
    async fn list_accounts_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        self.watch.before_accounts_for_parent(parent);
        self.inner.list_accounts_for_parent(parent, token).await
    }
    async fn list_accounts(&self, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        self.inner.list_accounts(token).await
    }
    async fn describe_account(&self, account: &AccountId) -> Outcome<AccountFacts> {
        self.inner.describe_account(account).await
    }
    async fn parent_of_account(&self, account: &AccountId) -> Outcome<ParentId> {
        self.inner.parent_of_account(account).await
    }
    async fn parent_of_unit(&self, unit: &UnitId) -> Outcome<ParentId> {
        self.inner.parent_of_unit(unit).await
    }
    async fn list_policies(&self, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        let mut answer = self.inner.list_policies(token).await?;
        answer.value.items = self.watch.policies(answer.value.items);
        Ok(answer)
    }
    async fn describe_policy(&self, policy: &PolicyId) -> Outcome<PolicyContent> {
        self.inner.describe_policy(policy).await
    }
    async fn list_policies_for_target(&self, target: &TargetId, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        self.inner.list_policies_for_target(target, token).await
    }
    async fn list_tags(&self, account: &AccountId, token: Option<String>) -> Outcome<Page<(String, String)>> {
        self.inner.list_tags(account, token).await
    }
    async fn list_creations(&self, token: Option<String>) -> Outcome<Page<CreationStatus>> {
        self.inner.list_creations(token).await
    }
    async fn describe_creation(&self, request: &CreateRequestId) -> Outcome<CreationStatus> {
        self.inner.describe_creation(request).await
    }
    async fn create_account(&self, account: &NewAccount) -> Outcome<CreationStatus> {
        self.inner.create_account(account).await
    }
    async fn move_account(&self, account: &AccountId, source: &RootId, destination: &ParentId) -> Outcome<()> {
        self.inner.move_account(account, source, destination).await
    }
    async fn attach_policy(&self, policy: &PolicyId, target: &TargetId) -> Outcome<()> {
        self.inner.attach_policy(policy, target).await
    }
    async fn alternate_contact(&self, account: &AccountId, kind: ContactKind) -> Outcome<Option<ContactFacts>> {
        self.inner.alternate_contact(account, kind).await
    }
    async fn put_alternate_contact(&self, account: &AccountId, kind: ContactKind, contact: &AlternateContact) -> Outcome<()> {
        self.inner.put_alternate_contact(account, kind, contact).await
    }
}
