//! AWS's identifiers, anchored (AWS's own patterns for parents and targets are not: `^(r-…)|(ou-…)$` accepts more than it means).
//! Source: the Organizations service model. Never here: an identifier that Charter makes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The text is not an identifier of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {expected}")]
pub struct NotAnAwsId {
    /// What was expected, e.g. `a 12-digit account id`.
    pub expected: &'static str,
}

fn lower_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|rest| lower_digits(rest, 10..=32))
}

fn is_root(text: &str) -> bool {
    text.strip_prefix("r-").is_some_and(|rest| lower_digits(rest, 4..=32))
}

fn is_unit(text: &str) -> bool {
    text.strip_prefix("ou-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(root, own)| lower_digits(root, 4..=32) && lower_digits(own, 8..=32))
}

fn is_policy(text: &str) -> bool {
    text.strip_prefix("p-")
        .is_some_and(|rest| (8..=128).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
}

fn is_create_request(text: &str) -> bool {
    text.strip_prefix("car-").is_some_and(|rest| lower_digits(rest, 8..=32))
}

macro_rules! aws_ids {
    ($($(#[$doc:meta])* $name:ident: $check:ident, $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnAwsId;

            fn from_str(text: &str) -> Result<Self, NotAnAwsId> {
                if $check(text) { Ok(Self(text.to_owned())) } else { Err(NotAnAwsId { expected: $expected }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnAwsId;

            fn try_from(text: String) -> Result<Self, NotAnAwsId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

aws_ids! {
    /// `^\d{12}$`; leading zeros occur, so it is text.
    AccountId: is_account, "a 12-digit account id";
    /// `^o-[a-z0-9]{10,32}$`.
    AwsOrganizationId: is_organization, "an organization id (o-…)";
    /// `^car-[a-z0-9]{8,32}$`: one CreateAccount request.
    CreateRequestId: is_create_request, "an account creation request id (car-…)";
    /// `^p-[0-9a-zA-Z_]{8,128}$`; AWS's own is `p-FullAWSAccess`.
    PolicyId: is_policy, "a policy id (p-…)";
    /// `^r-[0-9a-z]{4,32}$`: the root of the tree.
    RootId: is_root, "a root id (r-…)";
    /// `^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`.
    UnitId: is_unit, "an organizational unit id (ou-…)";
}

/// What may contain accounts and units: the root or a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ParentId {
    /// The root.
    Root(RootId),
    /// An organizational unit.
    Unit(UnitId),
}

/// What a policy may be attached to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TargetId {
    /// The root.
    Root(RootId),
    /// An organizational unit.
    Unit(UnitId),
    /// An account.
    Account(AccountId),
}

macro_rules! unions {
    ($($name:ident { $($variant:ident),* } $expected:literal;)*) => {$(
        impl $name {
            /// The identifier as AWS writes it.
            pub fn as_str(&self) -> &str {
                match self { $(Self::$variant(id) => id.as_str(),)* }
            }
        }

        impl FromStr for $name {
            type Err = NotAnAwsId;

            fn from_str(text: &str) -> Result<Self, NotAnAwsId> {
                $(if let Ok(id) = text.parse() { return Ok(Self::$variant(id)); })*
                Err(NotAnAwsId { expected: $expected })
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnAwsId;

            fn try_from(text: String) -> Result<Self, NotAnAwsId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

unions! {
    ParentId { Root, Unit } "a root or organizational unit id";
    TargetId { Root, Unit, Account } "a root, organizational unit or account id";
}

impl From<ParentId> for TargetId {
    fn from(parent: ParentId) -> Self {
        match parent {
            ParentId::Root(id) => Self::Root(id),
            ParentId::Unit(id) => Self::Unit(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_anchored_on_both_sides() {
        for bad in ["r-abcd'; drop", "junk ou-abcd-12345678", "ou-abcd-1234567", "r-abc", "ou-abcd-12345678 ", "R-ABCD", ""] {
            assert!(bad.parse::<ParentId>().is_err(), "{bad}");
        }
        assert!(matches!("r-abcd".parse(), Ok(ParentId::Root(_))));
        assert!(matches!("ou-abcd-12345678".parse(), Ok(ParentId::Unit(_))));
    }

    #[test]
    fn an_account_id_keeps_its_leading_zeros() {
        assert_eq!("000000000012".parse::<AccountId>().unwrap().as_str(), "000000000012");
        assert!("12".parse::<AccountId>().is_err());
        assert!("12345678901²".parse::<AccountId>().is_err());
    }

    #[test]
    fn the_policy_that_aws_manages_is_a_policy() {
        assert!("p-FullAWSAccess".parse::<PolicyId>().is_ok());
        assert!("p-short".parse::<PolicyId>().is_err());
    }
}
