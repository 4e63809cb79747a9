//! The root e-mail of an account, and the pattern from which a workspace makes it.
//! Source: the documentation of CreateAccount's `Email`. AWS alone knows whether an address is free in all of AWS, and says so only at creation.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::name::AccountName;
use super::problem::{Problem, characters};

/// 6-64 ASCII characters, one `@`, a local part and a domain as AWS takes them. Kept in lower case: AWS compares without case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RootEmail(String);

impl RootEmail {
    /// The most characters that CreateAccount takes.
    pub const MOST: u32 = 64;
    /// The fewest.
    pub const LEAST: u32 = 6;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let address = typed.trim();
        if address.is_empty() {
            return Err(Problem::Missing);
        }
        if let Some(bad) = address.chars().find(|c| !c.is_ascii() || c.is_ascii_whitespace() || c.is_ascii_control()) {
            return Err(Problem::Character(bad));
        }
        let given = characters(address);
        if given > Self::MOST {
            return Err(Problem::TooLong { most: Self::MOST, given });
        }
        let (local, domain) = address.split_once('@').ok_or(Problem::NotAnEmail)?;
        if local.is_empty() || local.starts_with('.') || domain.contains('@') {
            return Err(Problem::NotAnEmail);
        }
        if let Some(bad) = local.chars().find(|c| "\"'()<>[]:;,\\|%&".contains(*c)) {
            return Err(Problem::Character(bad));
        }
        if let Some(bad) = domain.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')) {
            return Err(Problem::Character(bad));
        }
        let is_domain = domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
            && !domain.starts_with('-')
            && !domain.ends_with('-');
        if !is_domain {
            return Err(Problem::NotAnEmail);
        }
        if given < Self::LEAST {
            return Err(Problem::TooShort { least: Self::LEAST });
        }
        Ok(Self(address.to_ascii_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether AWS would take the other address for the same one.
    pub fn is(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.trim())
    }
}

impl TryFrom<String> for RootEmail {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|problem| format!("{problem:?}"))
    }
}

impl From<RootEmail> for String {
    fn from(email: RootEmail) -> String {
        email.0
    }
}

impl fmt::Display for RootEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A pattern such as `aws+{name}@example.com`; `{name}` stands for the account name in a form that a local part may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailPattern(String);

impl EmailPattern {
    /// Reads a pattern: it has `{name}` once, before the `@`, and gives an address for a short name.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let pattern = Self(typed.trim().to_owned());
        if pattern.0.is_empty() {
            return Err(Problem::Missing);
        }
        let (local, domain) = pattern.0.split_once('@').ok_or(Problem::NotAnEmail)?;
        if local.matches("{name}").count() != 1 || domain.contains("{name}") {
            return Err(Problem::NoPlaceholder);
        }
        RootEmail::parse(&pattern.0.replace("{name}", "a"))?;
        Ok(pattern)
    }

    /// The address for an account name. Characters that a local part cannot have become `-`.
    ///
    /// # Errors
    /// The [`Problem`] of the expanded address (too long, mostly).
    pub fn expand(&self, name: &AccountName) -> Result<RootEmail, Problem> {
        let mut slug = String::new();
        for character in name.as_str().chars() {
            if character.is_ascii_alphanumeric() || matches!(character, '_' | '.') {
                slug.push(character.to_ascii_lowercase());
            } else if !slug.ends_with('-') {
                slug.push('-');
            }
        }
        RootEmail::parse(&self.0.replace("{name}", slug.trim_matches(['-', '.'])))
    }

    /// The pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EmailPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|problem| format!("{problem:?}"))
    }
}

impl From<EmailPattern> for String {
    fn from(pattern: EmailPattern) -> String {
        pattern.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_aws_refuses_is_refused_before_it_is_sent() {
        for bad in [
            "",
            "a@b",
            "a@@example.com",
            "a b@example.com",
            ".a@example.com",
            "a@-example.com",
            "a@example.com-",
            "a@example..com",
            "é@example.com",
            "a%b@example.com",
            "a&b@example.com",
            "a@exa_mple.com",
        ] {
            assert!(RootEmail::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(RootEmail::parse(&format!("{}@example.com", "a".repeat(53))), Err(Problem::TooLong { most: 64, given: 65 }));
    }

    #[test]
    fn an_address_is_one_whatever_its_case() {
        assert_eq!(RootEmail::parse(" Aws+X@Example.COM ").unwrap().as_str(), "aws+x@example.com");
    }

    #[test]
    fn a_name_becomes_a_local_part() {
        let pattern = EmailPattern::parse("aws+{name}@example.com").unwrap();
        let name = AccountName::parse("Payments (prod) & more").unwrap();
        assert_eq!(pattern.expand(&name).unwrap().as_str(), "aws+payments-prod-more@example.com");
    }

    #[test]
    fn a_pattern_needs_its_placeholder_before_the_at() {
        assert_eq!(EmailPattern::parse("aws@example.com"), Err(Problem::NoPlaceholder));
        assert_eq!(EmailPattern::parse("aws@{name}.example.com"), Err(Problem::NoPlaceholder));
    }

    proptest! {
        #[test]
        fn an_expanded_address_is_one_that_aws_takes(name in "[ -;=?-~]{1,50}") {
            let pattern = EmailPattern::parse("a+{name}@x.example").unwrap();
            if let Ok(name) = AccountName::parse(&name) && let Ok(email) = pattern.expand(&name) {
                prop_assert_eq!(RootEmail::parse(email.as_str()), Ok(email));
            }
        }
    }
}
