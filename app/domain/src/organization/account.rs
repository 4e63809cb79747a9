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

/// A place in the inventory, which is by name in lower case and then by id: behind this account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPosition {
    /// The account.
    pub id: AccountId,
    /// Its name in lower case.
    pub name: String,
}

impl AccountPosition {
    /// The text in an address.
    pub fn to_text(&self) -> String {
        format!("{}:{}", self.id, self.name)
    }

    /// Reads the text; `None` if it is no place. Postgres keeps no name with U+0000.
    pub fn read(text: &str) -> Option<Self> {
        let (id, name) = text.split_once(':')?;
        let id = id.parse().ok()?;
        (!name.contains('\0')).then(|| Self { id, name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_inventory_survives_an_address() {
        let place = AccountPosition { id: "000000000012".parse().unwrap(), name: "pay: \u{e9}".into() };
        assert_eq!(AccountPosition::read(&place.to_text()), Some(place));
    }

    #[test]
    fn a_text_that_no_page_gave_is_no_place() {
        for text in ["\0", "000000000012", "12:dev", ":dev", "000000000012:de\0v", "00000000001x:dev"] {
            assert_eq!(AccountPosition::read(text), None, "{text:?}");
        }
    }
}
