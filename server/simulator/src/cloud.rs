//! The simulator in process, as the port that `control` knows: no HTTP, no SDK.
//! Never here: a rule of AWS (see `operations`).

use std::sync::Arc;

use async_trait::async_trait;
use control::cloud::{Answer, Cloud, CloudError, Clouds, Connection, CreationStatus, NewAccount, Outcome, Page};
use domain::organization::{
    AccountFacts, AccountId, AlternateContact, ContactFacts, ContactKind, CreateRequestId, OrganizationFacts, ParentId,
    PolicyContent, PolicyFacts, PolicyId, RootFacts, RootId, TargetId, UnitFacts, UnitId,
};

use crate::desk::{Decision, Desk, Window};
use crate::operations::{contact, role};
use crate::simulator::Simulator;

/// One organization of the simulator, as one caller sees it.
#[derive(Clone)]
pub struct SimulatedCloud {
    simulator: Simulator,
    account: AccountId,
}

impl SimulatedCloud {
    /// The organization of a management account.
    pub fn new(simulator: Simulator, account: AccountId) -> Self {
        Self { simulator, account }
    }

    pub(crate) fn call<T>(&self, operation: &'static str, act: impl FnOnce(&Desk<'_>) -> Decision<T>) -> Outcome<T> {
        let (result, request) = self.simulator.call(operation, Some(&self.account), act);
        match result {
            Ok(value) => Ok(Answer { value, aws_request: Some(request) }),
            Err(trouble) => Err(trouble.as_cloud_error(operation, Some(request))),
        }
    }
}

#[async_trait]
impl Cloud for SimulatedCloud {
    async fn describe_organization(&self) -> Outcome<OrganizationFacts> {
        self.call("DescribeOrganization", |desk| desk.describe_organization())
    }

    async fn list_roots(&self, token: Option<String>) -> Outcome<Page<RootFacts>> {
        self.call("ListRoots", |desk| desk.list_roots(&Window::after(token)))
    }

    async fn list_units_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<UnitFacts>> {
        self.call("ListOrganizationalUnitsForParent", |desk| desk.list_units_for_parent(parent, &Window::after(token)))
    }

    async fn list_accounts_for_parent(&self, parent: &ParentId, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        self.call("ListAccountsForParent", |desk| desk.list_accounts_for_parent(parent, &Window::after(token)))
    }

    async fn list_accounts(&self, token: Option<String>) -> Outcome<Page<AccountFacts>> {
        self.call("ListAccounts", |desk| desk.list_accounts(&Window::after(token)))
    }

    async fn describe_account(&self, account: &AccountId) -> Outcome<AccountFacts> {
        self.call("DescribeAccount", |desk| desk.describe_account(account))
    }

    async fn parent_of_account(&self, account: &AccountId) -> Outcome<ParentId> {
        self.call("ListParents", |desk| desk.parent_of_account(account))
    }

    async fn parent_of_unit(&self, unit: &UnitId) -> Outcome<ParentId> {
        self.call("ListParents", |desk| desk.parent_of_unit(unit))
    }

    async fn list_policies(&self, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        self.call("ListPolicies", |desk| desk.list_policies(&Window::after(token)))
    }

    async fn describe_policy(&self, policy: &PolicyId) -> Outcome<PolicyContent> {
        self.call("DescribePolicy", |desk| desk.describe_policy(policy))
    }

    async fn list_policies_for_target(&self, target: &TargetId, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
        self.call("ListPoliciesForTarget", |desk| desk.list_policies_for_target(target, &Window::after(token)))
    }

    async fn list_tags(&self, account: &AccountId, token: Option<String>) -> Outcome<Page<(String, String)>> {
        self.call("ListTagsForResource", |desk| desk.list_tags(account.as_str(), &Window::after(token)))
    }

    async fn list_creations(&self, token: Option<String>) -> Outcome<Page<CreationStatus>> {
        self.call("ListCreateAccountStatus", |desk| desk.list_creations(&[], &Window::after(token)))
    }

    async fn describe_creation(&self, request: &CreateRequestId) -> Outcome<CreationStatus> {
        self.call("DescribeCreateAccountStatus", |desk| desk.describe_creation(request))
    }

    async fn create_account(&self, account: &NewAccount) -> Outcome<CreationStatus> {
        self.call("CreateAccount", |desk| {
            desk.create_account(account.account_name.as_str(), account.email.as_str(), &account.tags)
        })
    }

    async fn move_account(&self, account: &AccountId, source: &RootId, destination: &ParentId) -> Outcome<()> {
        self.call("MoveAccount", |desk| desk.move_account(account, &ParentId::Root(source.clone()), destination))
    }

    async fn attach_policy(&self, policy: &PolicyId, target: &TargetId) -> Outcome<()> {
        self.call("AttachPolicy", |desk| desk.attach_policy(policy, target))
    }

    async fn alternate_contact(&self, account: &AccountId, kind: ContactKind) -> Outcome<Option<ContactFacts>> {
        match self.call("GetAlternateContact", |desk| desk.alternate_contact(account, kind)) {
            Ok(answer) => Ok(Answer { value: Some(answer.value), aws_request: answer.aws_request }),
            Err(error) if error.code == contact::NOT_SET => Ok(Answer { value: None, aws_request: error.aws_request }),
            Err(error) => Err(error),
        }
    }

    async fn put_alternate_contact(&self, account: &AccountId, kind: ContactKind, contact: &AlternateContact) -> Outcome<()> {
        self.call("PutAlternateContact", |desk| desk.put_alternate_contact(account, kind, contact.facts()))
    }
}

/// The simulator's AssumeRole, in process.
#[derive(Clone)]
pub struct SimulatedClouds {
    simulator: Simulator,
}

impl SimulatedClouds {
    /// Connects to organizations of the simulator.
    pub fn new(simulator: Simulator) -> Self {
        Self { simulator }
    }
}

#[async_trait]
impl Clouds for SimulatedClouds {
    async fn connect(&self, connection: &Connection) -> Result<Arc<dyn Cloud>, CloudError> {
        let (result, request) = self
            .simulator
            .anywhere("AssumeRole", |state, _, _| role::assume(state, &connection.role_arn, Some(&connection.external_id)));
        let account = result.map_err(|trouble| trouble.as_cloud_error("AssumeRole", Some(request)))?;
        Ok(Arc::new(SimulatedCloud::new(self.simulator.clone(), account)))
    }

    async fn can_assume_without_external_id(&self, role_arn: &str) -> Result<bool, CloudError> {
        let (result, request) = self.simulator.anywhere("AssumeRole", |state, _, _| role::assume(state, role_arn, None));
        match result.map_err(|trouble| trouble.as_cloud_error("AssumeRole", Some(request))) {
            Ok(_) => Ok(true),
            Err(denied) if denied.code == "AccessDenied" => Ok(false),
            Err(other) => Err(other),
        }
    }
}
