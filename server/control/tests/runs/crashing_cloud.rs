//! A way to AWS on which the process "dies" at the n-th call: the call never returns, before or after its effect.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use control::cloud::*;
use domain::organization::*;
use tokio::sync::Notify;

/// Counts calls, and hangs at one of them.
pub struct Fuse {
    calls: AtomicU32,
    at: u32,
    after_effect: bool,
    /// Notified when the fuse burned.
    pub burned: Notify,
}

impl Fuse {
    /// Burns at the `at`-th call; 0 never burns.
    pub fn new(at: u32, after_effect: bool) -> Arc<Self> {
        Arc::new(Self { calls: AtomicU32::new(0), at, after_effect, burned: Notify::new() })
    }

    /// Calls so far.
    pub fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    async fn pass<T>(&self, call: impl Future<Output = T>) -> T {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if number != self.at {
            return call.await;
        }
        if self.after_effect {
            call.await;
        }
        self.burned.notify_one();
        std::future::pending().await
    }
}

/// Wraps every connection of `inner`.
pub struct CrashingClouds {
    /// The way that is disturbed.
    pub inner: Arc<dyn Clouds>,
    /// The fuse.
    pub fuse: Arc<Fuse>,
}

#[async_trait]
impl Clouds for CrashingClouds {
    async fn connect(&self, connection: &Connection) -> Result<Arc<dyn Cloud>, CloudError> {
        Ok(Arc::new(CrashingCloud { inner: self.inner.connect(connection).await?, fuse: self.fuse.clone() }))
    }

    async fn can_assume_without_external_id(&self, role_arn: &str) -> Result<bool, CloudError> {
        self.inner.can_assume_without_external_id(role_arn).await
    }
}

struct CrashingCloud {
    inner: Arc<dyn Cloud>,
    fuse: Arc<Fuse>,
}

#[async_trait]
impl Cloud for CrashingCloud {
    async fn describe_organization(&self) -> Outcome<OrganizationFacts> {
        self.fuse.pass(self.inner.describe_organization()).await
    }
    async fn list_roots(&self, token: Option<String>) -> Outcome<Page<RootFacts>> {
        self.fuse.pass(self.inner.list_roots(token)).await
    }
    async fn list_units_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<UnitFacts>> {
        self.fuse.pass(self.inner.list_units_for_parent(parent, token)).await
    }
    async fn list_accounts_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        self.fuse.pass(self.inner.list_accounts_for_parent(parent, token)).await
    }
    async fn list_accounts(&self, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        self.fuse.pass(self.inner.list_accounts(token)).await
    }
    async fn describe_account(&self, account: &AccountId) -> Outcome<AccountFacts> {
        self.fuse.pass(self.inner.describe_account(account)).await
    }
    async fn parent_of_account(&self, account: &AccountId) -> Outcome<ParentId> {
        self.fuse.pass(self.inner.parent_of_account(account)).await
    }
    async fn parent_of_unit(&self, unit: &UnitId) -> Outcome<ParentId> {
        self.fuse.pass(self.inner.parent_of_unit(unit)).await
    }
    async fn list_policies(&self, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        self.fuse.pass(self.inner.list_policies(token)).await
    }
    async fn describe_policy(&self, policy: &PolicyId) -> Outcome<PolicyContent> {
        self.fuse.pass(self.inner.describe_policy(policy)).await
    }
    async fn list_policies_for_target(&self, target: &TargetId, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        self.fuse.pass(self.inner.list_policies_for_target(target, token)).await
    }
    async fn list_tags(&self, account: &AccountId, token: Option<String>) -> Outcome<Page<(String, String)>> {
        self.fuse.pass(self.inner.list_tags(account, token)).await
    }
    async fn list_creations(&self, token: Option<String>) -> Outcome<Page<CreationStatus>> {
        self.fuse.pass(self.inner.list_creations(token)).await
    }
    async fn describe_creation(&self, request: &CreateRequestId) -> Outcome<CreationStatus> {
        self.fuse.pass(self.inner.describe_creation(request)).await
    }
    async fn create_account(&self, account: &NewAccount) -> Outcome<CreationStatus> {
        self.fuse.pass(self.inner.create_account(account)).await
    }
    async fn move_account(&self, account: &AccountId, source: &RootId, destination: &ParentId) -> Outcome<()> {
        self.fuse.pass(self.inner.move_account(account, source, destination)).await
    }
    async fn attach_policy(&self, policy: &PolicyId, target: &TargetId) -> Outcome<()> {
        self.fuse.pass(self.inner.attach_policy(policy, target)).await
    }
    async fn alternate_contact(&self, account: &AccountId, kind: ContactKind) -> Outcome<Option<ContactFacts>> {
        self.fuse.pass(self.inner.alternate_contact(account, kind)).await
    }
    async fn put_alternate_contact(&self, account: &AccountId, kind: ContactKind, contact: &AlternateContact) -> Outcome<()> {
        self.fuse.pass(self.inner.put_alternate_contact(account, kind, contact)).await
    }
}
