//! The simulated AWS at one moment: organizations, e-mails used elsewhere, trusted roles. Changed by effects only.
//! Never here: a decision, I/O, a clock.

mod apply;

use std::collections::{BTreeMap, BTreeSet};

use domain::organization::{
    AccountId, AccountState, AwsOrganizationId, ContactFacts, ContactKind, CreateRequestId, JoinedMethod, ParentId, PolicyId,
    RootId, TargetId, UnitId,
};
use domain::time::Timestamp;

/// Everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// By management account.
    pub organizations: BTreeMap<AccountId, Organization>,
    /// E-mails used elsewhere in AWS, in lower case.
    pub reserved_emails: BTreeSet<String>,
    /// External id by role ARN.
    pub trusted_roles: BTreeMap<String, String>,
    /// How many effects made this state.
    pub effects: u64,
    /// The first organization that was made: answers callers without assumed credentials.
    pub first: Option<AccountId>,
}

/// One organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-…`.
    pub id: AwsOrganizationId,
    /// The management account.
    pub management_account: AccountId,
    /// Its only root.
    pub root: RootId,
    /// Units by id.
    pub units: BTreeMap<UnitId, Unit>,
    /// Accounts by id, the management account too.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Service control policies by id, `p-FullAWSAccess` too.
    pub policies: BTreeMap<PolicyId, Policy>,
    /// Attached policies by target, in the order of attachment.
    pub attachments: BTreeMap<TargetId, Vec<PolicyId>>,
    /// Tags by resource id.
    pub tags: BTreeMap<String, BTreeMap<String, String>>,
    /// Creation requests, oldest first.
    pub creations: Vec<Creation>,
    /// AWS services with trusted access.
    pub trusted_services: BTreeSet<String>,
    /// Alternate contacts by account and kind.
    pub contacts: BTreeMap<(AccountId, ContactKind), ContactFacts>,
}

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Unique among its siblings.
    pub name: String,
    /// What contains it.
    pub parent: ParentId,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// The root e-mail as it was given.
    pub email: String,
    /// What contains it.
    pub parent: ParentId,
    /// The life cycle state.
    pub state: AccountState,
    /// How it joined.
    pub joined_method: JoinedMethod,
    /// When it joined.
    pub joined_at: Timestamp,
}

/// A service control policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name, unique.
    pub name: String,
    /// Its description.
    pub description: String,
    /// The text, character for character.
    pub content: String,
    /// Whether AWS manages it.
    pub is_aws_managed: bool,
}

/// A creation request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// `car-…`.
    pub id: CreateRequestId,
    /// The account that it makes.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Its e-mail.
    pub email: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// When AWS took it.
    pub requested_at: Timestamp,
    /// When it ends, or ended.
    pub ends_at: Timestamp,
    /// How it ended: `Some(Err(reason))` failed, `None` still runs.
    pub outcome: Option<Result<(), String>>,
}

impl State {
    /// Whether an account anywhere in the simulated AWS, or one elsewhere, has the e-mail. AWS compares without case.
    pub fn is_email_taken(&self, email: &str) -> bool {
        let in_organizations = || {
            self.organizations
                .values()
                .flat_map(|organization| organization.accounts.values())
                .any(|account| account.email.eq_ignore_ascii_case(email))
        };
        self.reserved_emails.contains(&email.to_ascii_lowercase()) || in_organizations()
    }

    /// Whether the account id is used or promised.
    pub(crate) fn is_account_used(&self, id: &AccountId) -> bool {
        self.organizations.values().any(|organization| {
            organization.accounts.contains_key(id) || organization.creations.iter().any(|creation| creation.account == *id)
        })
    }
}

impl Organization {
    /// Whether the parent exists.
    pub fn has_parent(&self, parent: &ParentId) -> bool {
        match parent {
            ParentId::Root(id) => *id == self.root,
            ParentId::Unit(id) => self.units.contains_key(id),
        }
    }

    /// Whether the target exists.
    pub fn has_target(&self, target: &TargetId) -> bool {
        match target {
            TargetId::Root(id) => *id == self.root,
            TargetId::Unit(id) => self.units.contains_key(id),
            TargetId::Account(id) => self.accounts.contains_key(id),
        }
    }

    /// Levels below the root: 0 for the root.
    pub fn depth(&self, parent: &ParentId) -> usize {
        let mut depth = 0;
        let mut at = parent;
        while let ParentId::Unit(id) = at {
            depth += 1;
            let Some(unit) = self.units.get(id) else { return depth };
            at = &unit.parent;
        }
        depth
    }
}
