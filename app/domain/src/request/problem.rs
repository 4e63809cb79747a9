//! What can be wrong with a field, as a closed set (it crosses the wire, so it carries no free text).
//! Never here: the sentence that a person reads.

use serde::{Deserialize, Serialize};

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// The account name.
    AccountName,
    /// The root e-mail.
    RootEmail,
    /// The owner's e-mail.
    Owner,
    /// The team.
    Team,
    /// The purpose.
    Purpose,
    /// The environment.
    Environment,
    /// The tags.
    Tags,
    /// The chosen organizational unit.
    Unit,
    /// The chosen policies.
    Policies,
    /// A comment.
    Comment,
    /// A member's e-mail.
    Email,
    /// A member's roles.
    Roles,
    /// A role ARN.
    RoleArn,
    /// The pattern from which root e-mails are made.
    EmailPattern,
    /// A name of a team or connection.
    Name,
    /// The name of a security contact.
    ContactName,
    /// The title of a security contact.
    ContactTitle,
    /// The e-mail of a security contact.
    ContactEmail,
    /// The phone number of a security contact.
    ContactPhone,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was given.
    Missing,
    /// Fewer characters than needed.
    TooShort {
        /// The least.
        least: u32,
    },
    /// More characters than allowed.
    TooLong {
        /// The most.
        most: u32,
        /// What was given.
        given: u32,
    },
    /// A character that AWS does not take there.
    Character(char),
    /// Not an e-mail address.
    NotAnEmail,
    /// Not one of the choices.
    NotAChoice,
    /// Taken by another open request or account of this workspace.
    Taken,
    /// A tag key that is reserved (`aws:` or `charter:`).
    ReservedKey,
    /// The same tag key twice.
    DuplicateKey,
    /// A tag value without a key.
    KeyMissing,
    /// More entries than allowed.
    TooMany {
        /// The most.
        most: u32,
    },
    /// Not an IAM role ARN.
    NotARoleArn,
    /// The pattern has no `{name}`.
    NoPlaceholder,
}

/// A problem and the field that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field.
    pub field: FieldName,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldError {
    /// A problem of a field.
    pub fn new(field: FieldName, problem: Problem) -> Self {
        Self { field, problem }
    }
}

/// The length in characters, as AWS counts.
pub(crate) fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
