//! The fold: one effect changes the state. An effect about something unknown changes nothing.
//! Never here: a refusal; whoever makes the effect has decided.

use std::collections::{BTreeMap, BTreeSet};

use domain::organization::{AccountId, AccountState, JoinedMethod, ParentId, PolicyId, TargetId};
use domain::time::Timestamp;

use super::{Account, Creation, Organization, Policy, State, Unit};
use crate::effect::Effect;

/// The policy that AWS manages and attaches to everything new.
pub(crate) fn full_access() -> Option<PolicyId> {
    "p-FullAWSAccess".parse().ok()
}

const FULL_ACCESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"#;

impl State {
    /// The state after the effect at a virtual time.
    pub fn apply(&mut self, at: Timestamp, effect: &Effect) {
        self.effects += 1;
        match effect {
            Effect::MakeOrganization { organization, .. } => {
                if let Some(made) = made(at, effect) {
                    self.first.get_or_insert_with(|| organization.clone());
                    self.organizations.insert(organization.clone(), made);
                }
            }
            Effect::ReserveEmail { email } => {
                self.reserved_emails.insert(email.to_ascii_lowercase());
            }
            Effect::TrustRole { role_arn, external_id } => {
                self.trusted_roles.insert(role_arn.clone(), external_id.clone());
            }
            Effect::MakeUnit { organization, .. }
            | Effect::MakePolicy { organization, .. }
            | Effect::ChangePolicy { organization, .. }
            | Effect::Attach { organization, .. }
            | Effect::Detach { organization, .. }
            | Effect::MakeAccount { organization, .. }
            | Effect::TakeCreation { organization, .. }
            | Effect::EndCreation { organization, .. }
            | Effect::FailCreation { organization, .. }
            | Effect::Move { organization, .. }
            | Effect::Tag { organization, .. }
            | Effect::Untag { organization, .. }
            | Effect::TrustService { organization, .. }
            | Effect::PutContact { organization, .. }
            | Effect::SetAccountState { organization, .. } => {
                if let Some(organization) = self.organizations.get_mut(organization) {
                    organization.apply(at, effect);
                }
            }
        }
    }
}

fn made(at: Timestamp, effect: &Effect) -> Option<Organization> {
    let Effect::MakeOrganization { organization, id, root, name, email } = effect else { return None };
    let policy = Policy {
        name: "FullAWSAccess".to_owned(),
        description: "Allows access to every operation".to_owned(),
        content: FULL_ACCESS.to_owned(),
        is_aws_managed: true,
    };
    let mut made = Organization {
        id: id.clone(),
        management_account: organization.clone(),
        root: root.clone(),
        units: BTreeMap::new(),
        accounts: BTreeMap::new(),
        policies: BTreeMap::from([(full_access()?, policy)]),
        attachments: BTreeMap::new(),
        tags: BTreeMap::new(),
        creations: Vec::new(),
        trusted_services: BTreeSet::new(),
        contacts: BTreeMap::new(),
    };
    made.attach_full_access(TargetId::Root(root.clone()));
    let account = Account {
        name: name.clone(),
        email: email.clone(),
        parent: ParentId::Root(root.clone()),
        state: AccountState::Active,
        joined_method: JoinedMethod::Invited,
        joined_at: at,
    };
    made.insert_account(organization.clone(), account);
    Some(made)
}

impl Organization {
    fn attach_full_access(&mut self, target: TargetId) {
        self.attachments.entry(target).or_default().extend(full_access());
    }

    fn insert_account(&mut self, id: AccountId, account: Account) {
        self.attach_full_access(TargetId::Account(id.clone()));
        self.accounts.insert(id, account);
    }

    fn apply(&mut self, at: Timestamp, effect: &Effect) {
        match effect {
            Effect::MakeUnit { id, name, parent, .. } => {
                self.units.insert(id.clone(), Unit { name: name.clone(), parent: parent.clone() });
                self.attach_full_access(TargetId::Unit(id.clone()));
            }
            Effect::MakePolicy { id, name, description, content, .. } => {
                let policy = Policy {
                    name: name.clone(),
                    description: description.clone(),
                    content: content.clone(),
                    is_aws_managed: false,
                };
                self.policies.insert(id.clone(), policy);
            }
            Effect::ChangePolicy { id, name, description, content, .. } => {
                if let Some(policy) = self.policies.get_mut(id) {
                    policy.name = name.clone().unwrap_or_else(|| policy.name.clone());
                    policy.description = description.clone().unwrap_or_else(|| policy.description.clone());
                    policy.content = content.clone().unwrap_or_else(|| policy.content.clone());
                }
            }
            Effect::Attach { policy, target, .. } => self.attachments.entry(target.clone()).or_default().push(policy.clone()),
            Effect::Detach { policy, target, .. } => {
                self.attachments.entry(target.clone()).or_default().retain(|attached| attached != policy)
            }
            Effect::MakeAccount { id, name, email, parent, state, joined_method, joined_at, .. } => {
                let account = Account {
                    name: name.clone(),
                    email: email.clone(),
                    parent: parent.clone(),
                    state: state.clone(),
                    joined_method: *joined_method,
                    joined_at: *joined_at,
                };
                self.insert_account(id.clone(), account);
            }
            Effect::TakeCreation { .. } | Effect::EndCreation { .. } | Effect::FailCreation { .. } => {
                self.apply_creation(at, effect)
            }
            Effect::Move { account, to, .. } => {
                if let Some(account) = self.accounts.get_mut(account) {
                    account.parent = to.clone();
                }
            }
            Effect::Tag { resource, tags, .. } => self.tags.entry(resource.clone()).or_default().extend(tags.clone()),
            Effect::Untag { resource, keys, .. } => {
                self.tags.entry(resource.clone()).or_default().retain(|key, _| !keys.contains(key))
            }
            Effect::TrustService { service, is_trusted: true, .. } => {
                self.trusted_services.insert(service.clone());
            }
            Effect::TrustService { service, .. } => {
                self.trusted_services.remove(service);
            }
            Effect::PutContact { account, kind, contact, .. } => {
                self.contacts.insert((account.clone(), *kind), contact.clone());
            }
            Effect::SetAccountState { account, state, .. } => {
                if let Some(account) = self.accounts.get_mut(account) {
                    account.state = state.clone();
                }
            }
            Effect::MakeOrganization { .. } | Effect::ReserveEmail { .. } | Effect::TrustRole { .. } => {}
        }
    }

    fn apply_creation(&mut self, at: Timestamp, effect: &Effect) {
        match effect {
            Effect::TakeCreation { id, account, name, email, tags, ends_at, .. } => self.creations.push(Creation {
                id: id.clone(),
                account: account.clone(),
                name: name.clone(),
                email: email.clone(),
                tags: tags.clone(),
                requested_at: at,
                ends_at: *ends_at,
                outcome: None,
            }),
            Effect::EndCreation { id, .. } => {
                let Some(creation) = self.creations.iter_mut().find(|creation| creation.id == *id) else { return };
                creation.outcome = Some(Ok(()));
                let creation = creation.clone();
                let account = Account {
                    name: creation.name,
                    email: creation.email,
                    parent: ParentId::Root(self.root.clone()),
                    state: AccountState::Active,
                    joined_method: JoinedMethod::Created,
                    joined_at: creation.ends_at,
                };
                self.tags.insert(creation.account.to_string(), creation.tags);
                self.insert_account(creation.account, account);
            }
            Effect::FailCreation { id, reason, .. } => {
                if let Some(creation) = self.creations.iter_mut().find(|creation| creation.id == *id) {
                    creation.outcome = Some(Err(reason.clone()));
                }
            }
            _ => {}
        }
    }
}
