//! Tags of an account, with AWS's limits, plus the prefix that Charter keeps for itself.
//! Source: the Organizations service model (`TagKey`, `TagValue`), 50 tags a resource.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::problem::{Problem, characters};
use crate::organization::limits;

/// Tag keys that only Charter sets (the intent nonce is one).
pub const RESERVED_TAG_PREFIX: &str = "charter:";

/// Keys of 1-128 and values of 0-256 characters of letters, spaces, digits and `_.:/=+-@`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(BTreeMap<String, String>);

impl Tags {
    /// How many a person may give: AWS's 50 less what Charter adds (the nonce, owner, team, environment, request).
    pub const MOST: usize = 45;

    /// Reads rows of key and value; rows that are empty on both sides are dropped.
    ///
    /// # Errors
    /// The first [`Problem`].
    pub fn parse<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Problem> {
        let mut tags = BTreeMap::new();
        for (key, value) in rows {
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() && value.is_empty() {
                continue;
            }
            if key.is_empty() {
                return Err(Problem::KeyMissing);
            }
            for (text, most) in [(key, 128), (value, 256)] {
                if let Some(bad) = text.chars().find(|c| !is_tag_character(*c)) {
                    return Err(Problem::Character(bad));
                }
                let given = characters(text);
                if given > most {
                    return Err(Problem::TooLong { most, given });
                }
            }
            let folded = key.to_lowercase();
            if folded.starts_with("aws:") || folded.starts_with(RESERVED_TAG_PREFIX) {
                return Err(Problem::ReservedKey);
            }
            if tags.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(Problem::DuplicateKey);
            }
        }
        let most = Self::MOST.min(limits::TAGS_PER_RESOURCE.value);
        if tags.len() > most {
            return Err(Problem::TooMany { most: u32::try_from(most).unwrap_or(u32::MAX) });
        }
        Ok(Self(tags))
    }

    /// Key and value, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_tag_character(character: char) -> bool {
    character.is_alphanumeric() || character == ' ' || "_.:/=+-@".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_keys_are_refused_in_any_case() {
        assert_eq!(Tags::parse([("AWS:x", "1")]), Err(Problem::ReservedKey));
        assert_eq!(Tags::parse([("Charter:intent", "1")]), Err(Problem::ReservedKey));
    }

    #[test]
    fn empty_rows_are_dropped_and_half_rows_are_named() {
        assert!(Tags::parse([("", ""), (" ", " ")]).unwrap().is_empty());
        assert_eq!(Tags::parse([("", "x")]), Err(Problem::KeyMissing));
        assert_eq!(Tags::parse([("a", "x"), ("a", "y")]), Err(Problem::DuplicateKey));
        assert_eq!(Tags::parse([("a", "x?")]), Err(Problem::Character('?')));
    }
}
