//! An AWS account as AWS last told it.
//! Never here: what Charter wants of the account (that is a plan).

use serde::{Deserialize, Serialize};

use super::ids::AccountId;
use crate::time::Timestamp;

/// `State` of an account (five values; it replaced `Status` in 2026). An unknown word is kept as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AccountState {
    /// Sign-up is not complete; the account cannot be used yet.
    PendingActivation,
    /// Usable.
    Active,
    /// Restricted by AWS (fraud, payment). Not the same as closed.
    Suspended,
    /// Closing runs; the account still works.
    PendingClosure,
    /// Closed by the customer; AWS Support can reopen it within 90 days.
    Closed,
    /// A word that this version does not know: shown as it is, never acted upon.
    Unknown(String),
}

impl From<String> for AccountState {
    fn from(text: String) -> Self {
        match text.as_str() {
            "PENDING_ACTIVATION" => Self::PendingActivation,
            "ACTIVE" => Self::Active,
            "SUSPENDED" => Self::Suspended,
            "PENDING_CLOSURE" => Self::PendingClosure,
            "CLOSED" => Self::Closed,
            _ => Self::Unknown(text),
        }
    }
}

impl From<AccountState> for String {
    fn from(state: AccountState) -> String {
        match state {
            AccountState::PendingActivation => "PENDING_ACTIVATION".into(),
            AccountState::Active => "ACTIVE".into(),
            AccountState::Suspended => "SUSPENDED".into(),
            AccountState::PendingClosure => "PENDING_CLOSURE".into(),
            AccountState::Closed => "CLOSED".into(),
            AccountState::Unknown(word) => word,
        }
    }
}

/// How the account came into the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JoinedMethod {
    /// By invitation.
    Invited,
    /// By CreateAccount.
    Created,
}

/// What `DescribeAccount` and `ListAccounts` tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// The account id.
    pub id: AccountId,
    /// The ARN, any partition.
    pub arn: String,
    /// The root e-mail as AWS writes it.
    pub email: String,
    /// The account name (up to 128 characters when read back).
    pub name: String,
    /// The life cycle state.
    pub state: AccountState,
    /// How it joined, if AWS says so.
    pub joined_method: Option<JoinedMethod>,
    /// When it joined, if AWS says so.
    pub joined_at: Option<Timestamp>,
}
