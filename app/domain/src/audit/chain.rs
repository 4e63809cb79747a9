//! The two chains of a tenant and the leaf by which one event names its predecessor.
//! Never here: the Merkle tree (built from committed events, elsewhere).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::canonical;

/// Which chain an event belongs to. Two, so that a flood of sign-ins cannot stop business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chain {
    /// Changes of business objects.
    Changes,
    /// Sign-ins, refusals, disclosures.
    Access,
}

impl Chain {
    /// The word in the database and in the event.
    pub const fn as_str(self) -> &'static str {
        match self {
            Chain::Changes => "changes",
            Chain::Access => "access",
        }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is not a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a chain")]
pub struct NotAChain;

impl FromStr for Chain {
    type Err = NotAChain;

    fn from_str(text: &str) -> Result<Self, NotAChain> {
        match text {
            "changes" => Ok(Chain::Changes),
            "access" => Ok(Chain::Access),
            _ => Err(NotAChain),
        }
    }
}

/// SHA-256 of one event, domain-separated as an RFC 9162 leaf.
pub type Leaf = [u8; 32];

/// What the first event of a chain names as its predecessor.
pub const FIRST_PREVIOUS: Leaf = [0; 32];

/// SHA-256(0x00 ‖ bytes), the leaf hash of RFC 9162 §2.1.1.
pub fn leaf_of(bytes: &[u8]) -> Leaf {
    canonical::sha256(&[&[0], bytes])
}
