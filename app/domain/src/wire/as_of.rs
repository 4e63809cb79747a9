//! Which moment a page of the organization shows, and what it shows then.
//! Never here: reading what was typed (`organization::AsOf`).

use serde::{Deserialize, Serialize};

use crate::organization::{AsOf, AsOfProblem, AsOfQuery};
use crate::time::Timestamp;

/// A page of the organization at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// Which moment.
    pub moment: MomentView,
    /// What was so then; `None` if there is nothing to show: `moment` and `life` say why.
    pub shown: Option<T>,
    /// For one account or policy that was not there at the moment, but at another one: when.
    pub life: Option<LifeView>,
}

/// The moment that a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentView {
    /// What was asked for, as it was typed.
    pub asked: AsOfQuery,
    /// Why what was asked for cannot be shown.
    pub problem: Option<AsOfProblem>,
    /// The past that is shown; `None`: now.
    pub as_of: Option<AsOf>,
    /// When AWS was read as a whole, last until the moment; `None`: it was not read until then.
    pub observed_at: Option<Timestamp>,
    /// Since when Charter has watched this organization; `None`: it was never read.
    pub watched_since: Option<Timestamp>,
    /// When what is shown was seen to change last. Later than `observed_at` if single accounts were read since.
    pub changed_at: Option<Timestamp>,
    /// When it was seen to change before that.
    pub previous: Option<Timestamp>,
    /// When it was seen to change next.
    pub next: Option<Timestamp>,
}

/// When an account or a policy was seen at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeView {
    /// First.
    pub seen_from: Timestamp,
    /// Not any more from then on; `None`: it is there now.
    pub seen_until: Option<Timestamp>,
}

/// An audit event about an account, for its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEvent {
    /// The chain's word.
    pub chain: String,
    /// Its place in the chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// What, e.g. `request.submitted`.
    pub action: String,
}

/// What was recorded about an account up to a moment. Only for who may read the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// The newest events, newest first.
    pub events: Vec<AccountEvent>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// The page of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// The account.
    pub account: super::AccountView,
    /// Its events; `None` for who may not read the record.
    pub record: Option<AccountRecord>,
}

impl MomentView {
    /// The text in addresses of the same moment; empty for now.
    pub fn text(&self) -> String {
        self.as_of.map(AsOf::to_text).unwrap_or_default()
    }
}
