//! What a simulated organization holds before anybody calls, as effects.
//! Never here: an effect that AWS's operations could not have had.

pub(crate) mod demo;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::organization::{AccountId, AccountState, JoinedMethod, ParentId, PolicyId, RootId, TargetId};
use domain::time::Timestamp;

use crate::chance::Chance;
use crate::effect::Effect;

/// One organization to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// The management account.
    pub management_account: AccountId,
    /// Its name.
    pub name: String,
    /// Its root e-mail.
    pub email: String,
    /// Names of policies attached to the root, beside `FullAWSAccess`.
    pub root_policies: Vec<String>,
    /// Units, parents before children.
    pub units: Vec<SeedUnit>,
    /// Service control policies.
    pub policies: Vec<SeedPolicy>,
    /// Member accounts.
    pub accounts: Vec<SeedAccount>,
    /// E-mails used elsewhere in AWS.
    pub reserved_emails: Vec<String>,
    /// AWS services with trusted access, e.g. `account.amazonaws.com`.
    pub trusted_services: Vec<String>,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedUnit {
    /// Names from the root, joined by `/`.
    pub path: String,
    /// Names of attached policies.
    pub policies: Vec<String>,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedPolicy {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its text.
    pub content: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedAccount {
    /// Its name.
    pub name: String,
    /// Its root e-mail.
    pub email: String,
    /// The path of its unit; empty for the root.
    pub unit: String,
    /// Its state.
    pub state: AccountState,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Names of attached policies.
    pub policies: Vec<String>,
    /// How many days ago it joined.
    pub age_days: i64,
}

impl Seed {
    /// An organization with nothing but its management account.
    pub fn bare(management_account: AccountId) -> Self {
        let email = format!("aws-{management_account}@example.com");
        let name = "management".to_owned();
        let (root_policies, units, policies, accounts) = Default::default();
        let (reserved_emails, trusted_services) = Default::default();
        Self { management_account, name, email, root_policies, units, policies, accounts, reserved_emails, trusted_services }
    }

    /// The effects, with ids from the seed. A name that the seed does not have is left out.
    pub(crate) fn effects(&self, seed: u64, at: Timestamp) -> Vec<Effect> {
        let salt =
            self.management_account.as_str().bytes().fold(seed, |salt, byte| salt.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut chance = Chance::new(salt, 0);
        let suffix = chance.word(4);
        let (Ok(id), Ok(root)) = (format!("o-{}", chance.word(10)).parse(), format!("r-{suffix}").parse::<RootId>()) else {
            return Vec::new();
        };
        let organization = self.management_account.clone();
        let (name, email) = (self.name.clone(), self.email.clone());
        let mut planting = Planting {
            effects: vec![Effect::MakeOrganization { organization: organization.clone(), id, root: root.clone(), name, email }],
            organization,
            policies: BTreeMap::new(),
            units: BTreeMap::from([(String::new(), ParentId::Root(root.clone()))]),
            chance,
            suffix,
        };
        planting.effects.extend(self.reserved_emails.iter().map(|email| Effect::ReserveEmail { email: email.clone() }));
        let trust = |service: &String| Effect::TrustService {
            organization: self.management_account.clone(),
            service: service.clone(),
            is_trusted: true,
        };
        planting.effects.extend(self.trusted_services.iter().map(trust));
        self.policies.iter().for_each(|policy| planting.policy(policy));
        planting.attach(&self.root_policies, &TargetId::Root(root));
        self.units.iter().for_each(|unit| planting.unit(unit));
        self.accounts.iter().for_each(|account| planting.account(account, at));
        planting.effects
    }
}

struct Planting {
    effects: Vec<Effect>,
    organization: AccountId,
    policies: BTreeMap<String, PolicyId>,
    units: BTreeMap<String, ParentId>,
    chance: Chance,
    suffix: String,
}

impl Planting {
    fn policy(&mut self, policy: &SeedPolicy) {
        let Ok(id) = format!("p-{}", self.chance.word(8)).parse::<PolicyId>() else { return };
        self.policies.insert(policy.name.clone(), id.clone());
        let organization = self.organization.clone();
        let SeedPolicy { name, description, content } = policy.clone();
        self.effects.push(Effect::MakePolicy { organization, id, name, description, content });
    }

    fn unit(&mut self, unit: &SeedUnit) {
        let (above, name) = unit.path.rsplit_once('/').unwrap_or(("", &unit.path));
        let Ok(id) = format!("ou-{}-{}", self.suffix, self.chance.word(8)).parse::<domain::organization::UnitId>() else {
            return;
        };
        let Some(parent) = self.units.get(above).cloned() else { return };
        self.units.insert(unit.path.clone(), ParentId::Unit(id.clone()));
        self.effects.push(Effect::MakeUnit {
            organization: self.organization.clone(),
            id: id.clone(),
            name: name.to_owned(),
            parent,
        });
        self.attach(&unit.policies, &TargetId::Unit(id));
    }

    fn account(&mut self, account: &SeedAccount, at: Timestamp) {
        let (Ok(id), Some(parent)) = (self.chance.account_digits().parse::<AccountId>(), self.units.get(&account.unit).cloned())
        else {
            return;
        };
        self.effects.push(Effect::MakeAccount {
            organization: self.organization.clone(),
            id: id.clone(),
            name: account.name.clone(),
            email: account.email.clone(),
            parent,
            state: account.state.clone(),
            joined_method: JoinedMethod::Created,
            joined_at: at - TimeDelta::days(account.age_days),
        });
        if !account.tags.is_empty() {
            self.effects.push(Effect::Tag {
                organization: self.organization.clone(),
                resource: id.to_string(),
                tags: account.tags.clone(),
            });
        }
        self.attach(&account.policies, &TargetId::Account(id));
    }

    fn attach(&mut self, names: &[String], target: &TargetId) {
        let found = names.iter().filter_map(|name| self.policies.get(name).cloned());
        let attach = |policy| Effect::Attach { organization: self.organization.clone(), policy, target: target.clone() };
        self.effects.extend(found.map(attach));
    }
}
