//! The page of a member's own sign-ins.
//! Never here: a session's id or hash.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A sign-in that still opens the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRow {
    /// Our id.
    pub id: String,
    /// When it began.
    pub at: Timestamp,
    /// When it was used last, to some minutes.
    pub seen_at: Timestamp,
    /// From where it was used last, if that is known.
    pub address: Option<String>,
    /// What the browser calls itself, if it says so.
    pub agent: Option<String>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}
