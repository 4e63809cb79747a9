//! One whole reading of an organization: what a snapshot is made of.
//! Never here: how it is read (`control`), what changed since the last one (`store`).

use super::account::AccountFacts;
use super::ids::ParentId;
use super::nodes::{Attachment, PolicyContent, RootFacts, UnitFacts};
use crate::time::Timestamp;

/// An account and what contains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedAccount {
    /// What AWS tells of the account.
    pub facts: AccountFacts,
    /// The root or unit that contains it.
    pub parent: ParentId,
}

/// Everything that was read, and when the reading began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The instant before the first call: nothing in here is older than this.
    pub taken_at: Timestamp,
    /// The root.
    pub root: RootFacts,
    /// Every unit.
    pub units: Vec<UnitFacts>,
    /// Every account, the management account too.
    pub accounts: Vec<PlacedAccount>,
    /// Every service control policy.
    pub policies: Vec<PolicyContent>,
    /// What is attached to what.
    pub attachments: Vec<Attachment>,
}

/// A reading of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountReading {
    /// The instant before the first call.
    pub taken_at: Timestamp,
    /// The account in its place.
    pub account: PlacedAccount,
    /// What is attached to it.
    pub attachments: Vec<Attachment>,
}
