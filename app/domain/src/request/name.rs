//! The name of an AWS account.
//! Source: `CreateAccountName` (1-50, U+0020-U+007E) and `PutAccountName` (no `<` `>`): the intersection, so that a name can be set again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::problem::{Problem, characters};

/// 1-50 printable ASCII characters without `<` and `>`, no space at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

impl AccountName {
    /// The most characters that CreateAccount takes.
    pub const MOST: u32 = 50;

    /// Reads what a person typed; spaces at the ends are dropped.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(Problem::Missing);
        }
        if let Some(bad) = name.chars().find(|c| !matches!(c, ' '..='~') || matches!(c, '<' | '>')) {
            return Err(Problem::Character(bad));
        }
        let given = characters(name);
        if given > Self::MOST {
            return Err(Problem::TooLong { most: Self::MOST, given });
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case: two names that differ only in case are one for us.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl TryFrom<String> for AccountName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|problem| format!("{problem:?}"))
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> String {
        name.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_legal_character_is_taken_and_every_other_ascii_one_is_named() {
        for byte in 0u8..128 {
            let character = char::from(byte);
            let parsed = AccountName::parse(&format!("a{character}b"));
            let is_legal = (' '..='~').contains(&character) && character != '<' && character != '>';
            if is_legal {
                assert!(parsed.is_ok(), "{character:?}");
            } else {
                assert_eq!(parsed, Err(Problem::Character(character)));
            }
        }
    }

    #[test]
    fn fifty_characters_fit_and_fifty_one_do_not() {
        assert!(AccountName::parse(&"x".repeat(50)).is_ok());
        assert_eq!(AccountName::parse(&"x".repeat(51)), Err(Problem::TooLong { most: 50, given: 51 }));
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused_without_a_panic(text in "\\PC*") {
            if let Ok(name) = AccountName::parse(&text) {
                prop_assert_eq!(AccountName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
