//! The inventory.
//! Never here: what Charter wants of an account.

use serde::{Deserialize, Serialize};

use super::organization::LevelView;
use crate::time::Timestamp;

/// What the inventory is asked for; it stands in the URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountsQuery {
    /// Part of a name, e-mail or id.
    pub q: String,
    /// Only accounts in this root or unit or below.
    pub unit: String,
    /// Keyset: after this name and id (see [`crate::organization::AccountPosition`]).
    pub after: String,
}

/// One account in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The 12-digit id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its root e-mail.
    pub email: String,
    /// `State`, as AWS spells it.
    pub state: String,
    /// Names from the root down to its unit, joined by ` / `.
    pub path: String,
    /// When it joined.
    pub joined_at: Option<Timestamp>,
}

/// The inventory page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsView {
    /// When AWS was read.
    pub observed_at: Option<Timestamp>,
    /// What was asked for.
    pub query: AccountsQuery,
    /// Up to 50 accounts by name.
    pub accounts: Vec<AccountRow>,
    /// `after` of the next page.
    pub next: Option<String>,
    /// All accounts of the organization.
    pub n_all: i64,
    /// The name of the unit that was asked for.
    pub unit_name: Option<String>,
}

/// Where an account hangs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPlace {
    /// From the root down, with policies.
    pub levels: Vec<LevelView>,
    /// The account itself as the last level.
    pub own: LevelView,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// When AWS was read.
    pub observed_at: Option<Timestamp>,
    /// The row of the list.
    pub row: AccountRow,
    /// The ARN.
    pub arn: String,
    /// `CREATED` or `INVITED`.
    pub joined_method: Option<String>,
    /// Whether it is the management account, which no SCP limits.
    pub is_management: bool,
    /// Path and policies.
    pub place: AccountPlace,
    /// The request that it came from (`1042` of `R-1042`), if it was made here.
    pub request: Option<i64>,
}
