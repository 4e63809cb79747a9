//! Places in the two chains of a tenant, as an address writes them: where a page begins, and up to where a view was frozen.
//! Never here: SQL.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike};

use super::chain::Chain;
use crate::time::Timestamp;

/// A place in both chains of a tenant: by time, then chain, then sequence. Chains are ordered by their words, as the database does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When.
    pub at: Timestamp,
    /// Which chain.
    pub chain: Chain,
    /// Where in the chain.
    pub sequence: i64,
}

/// Where both chains end at one moment. What lies before it never changes, so pages and an export over many transactions are one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The last sequence of the chain `changes`.
    pub changes: i64,
    /// The last sequence of the chain `access`.
    pub access: i64,
}

impl Ends {
    /// No end.
    pub const OPEN: Ends = Ends { changes: i64::MAX, access: i64::MAX };

    /// The end of that chain.
    pub const fn of(self, chain: Chain) -> i64 {
        match chain {
            Chain::Changes => self.changes,
            Chain::Access => self.access,
        }
    }

    /// The text in an address, e.g. `120.45`.
    pub fn to_text(self) -> String {
        format!("{}.{}", self.changes, self.access)
    }

    /// Reads the text of an address; `None` if it is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        let (changes, access) = text.split_once('.')?;
        Some(Self { changes: count(changes)?, access: count(access)? })
    }
}

fn count(text: &str) -> Option<i64> {
    text.parse().ok().filter(|count| *count >= 0 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Ord for Position {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |position: &Self| (position.at, position.chain.as_str(), position.sequence);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Position {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Position {
    /// The text in an address.
    pub fn to_text(self) -> String {
        format!("{}.{}.{}", self.at.timestamp_micros(), self.chain, self.sequence)
    }

    /// Reads the text of an address; `None` if it is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
        let chain = parts.next()?.parse().ok()?;
        let sequence = parts.next()?.parse().ok()?;
        // Postgres's years begin in 4713 BC, ours can be far outside, and no event is.
        (0..=10_000).contains(&at.year()).then_some(Self { at, chain, sequence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_an_address() {
        let at = DateTime::from_timestamp_micros(1_795_549_205_000_001).unwrap();
        let place = Position { at, chain: Chain::Access, sequence: 7 };
        assert_eq!(Position::read(&place.to_text()), Some(place));
        let ends = Ends { changes: 120, access: 45 };
        assert_eq!(Ends::read(&ends.to_text()), Some(ends));
    }

    #[test]
    fn of_two_events_of_one_instant_the_one_in_changes_is_the_later() {
        let at = DateTime::UNIX_EPOCH;
        let place = |chain, sequence| Position { at, chain, sequence };
        assert!(place(Chain::Changes, 1) > place(Chain::Access, 9) && place(Chain::Access, 2) > place(Chain::Access, 1));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for bad in ["", "1", "1.neither.2", "-300000000000000000.changes.1", "9223372036854775807.access.1", "1.changes.x"] {
            assert_eq!(Position::read(bad), None, "{bad}");
        }
        for bad in ["", "1", "1.2.3", "-1.2", "+1.2", "99999999999999999999.1", "a.b"] {
            assert_eq!(Ends::read(bad), None, "{bad}");
        }
    }
}
