//! The form of an account request as typed, and the same once it is parsed.
//! Never here: uniqueness (only the database knows), the OU and the policies (the approver chooses them).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::email::RootEmail;
use super::name::AccountName;
use super::problem::{FieldError, FieldName, Problem, characters};
use super::tags::Tags;
use crate::ids::TeamId;

/// One row of the tag table, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TagRow {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// What a person typed, kept as it is so that nothing is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    /// The account name.
    pub account_name: String,
    /// The root e-mail; empty means: from the workspace's pattern.
    pub root_email: String,
    /// The owner's e-mail.
    pub owner: String,
    /// The team's id.
    pub team: String,
    /// What the account is for.
    pub purpose: String,
    /// The environment's word.
    pub environment: String,
    /// Tags.
    pub tags: Vec<TagRow>,
}

/// The environment; it proposes the OU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Experiments.
    Sandbox,
    /// Development.
    Development,
    /// Tests.
    Test,
    /// The last stage before production.
    Staging,
    /// Production.
    Production,
}

impl Environment {
    /// All, in the order in which they are shown.
    pub const ALL: [Environment; 5] =
        [Environment::Sandbox, Environment::Development, Environment::Test, Environment::Staging, Environment::Production];

    /// The word in the database, on the wire and in the tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Environment::Sandbox => "sandbox",
            Environment::Development => "development",
            Environment::Test => "test",
            Environment::Staging => "staging",
            Environment::Production => "production",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        Environment::ALL.into_iter().find(|environment| environment.as_str() == text).ok_or(Problem::NotAChoice)
    }
}

/// What an account is for: 10-500 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Purpose(String);

impl Purpose {
    /// The fewest characters.
    pub const LEAST: u32 = 10;
    /// The most characters.
    pub const MOST: u32 = 500;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// The [`Problem`] to show at the field.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let text = typed.trim();
        let given = characters(text);
        if text.is_empty() {
            Err(Problem::Missing)
        } else if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            Err(Problem::Character(bad))
        } else if given < Self::LEAST {
            Err(Problem::TooShort { least: Self::LEAST })
        } else if given > Self::MOST {
            Err(Problem::TooLong { most: Self::MOST, given })
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account request that passed every rule that needs no database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSpec {
    /// The account name.
    pub account_name: AccountName,
    /// The root e-mail. It never changes on a retry.
    pub root_email: RootEmail,
    /// The owner's e-mail.
    pub owner: RootEmail,
    /// The team.
    pub team: TeamId,
    /// The purpose.
    pub purpose: Purpose,
    /// The environment.
    pub environment: Environment,
    /// The requester's tags.
    pub tags: Tags,
}

impl From<&AccountSpec> for AccountForm {
    /// The form as it was submitted.
    fn from(spec: &AccountSpec) -> Self {
        let tag = |(key, value): (&str, &str)| TagRow { key: key.to_owned(), value: value.to_owned() };
        Self {
            account_name: spec.account_name.to_string(),
            root_email: spec.root_email.to_string(),
            owner: spec.owner.to_string(),
            team: spec.team.to_string(),
            purpose: spec.purpose.as_str().to_owned(),
            environment: spec.environment.to_string(),
            tags: spec.tags.iter().map(tag).collect(),
        }
    }
}

impl AccountForm {
    /// Parses every field, and reports every problem at once. `generated` gives the address if none was typed.
    ///
    /// # Errors
    /// All [`FieldError`]s, in the order of the form.
    pub fn parse(
        &self,
        generated: impl FnOnce(&AccountName) -> Result<RootEmail, Problem>,
    ) -> Result<AccountSpec, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut keep = |field, problem| errors.push(FieldError::new(field, problem));
        let account_name = AccountName::parse(&self.account_name).map_err(|problem| keep(FieldName::AccountName, problem)).ok();
        let root_email = match (&account_name, self.root_email.trim()) {
            (Some(name), "") => generated(name).map_err(|problem| keep(FieldName::RootEmail, problem)).ok(),
            (None, "") => None,
            (_, typed) => RootEmail::parse(typed).map_err(|problem| keep(FieldName::RootEmail, problem)).ok(),
        };
        let owner = RootEmail::parse(&self.owner).map_err(|problem| keep(FieldName::Owner, problem)).ok();
        let team = match self.team.trim() {
            "" => Err(Problem::Missing),
            text => text.parse::<TeamId>().map_err(|_| Problem::NotAChoice),
        };
        let team = team.map_err(|problem| keep(FieldName::Team, problem)).ok();
        let purpose = Purpose::parse(&self.purpose).map_err(|problem| keep(FieldName::Purpose, problem)).ok();
        let environment = self.environment.trim().parse().map_err(|problem| keep(FieldName::Environment, problem)).ok();
        let rows = self.tags.iter().map(|row| (row.key.as_str(), row.value.as_str()));
        let tags = Tags::parse(rows).map_err(|problem| keep(FieldName::Tags, problem)).ok();
        match (account_name, root_email, owner, team, purpose, environment, tags) {
            (Some(account_name), Some(root_email), Some(owner), Some(team), Some(purpose), Some(environment), Some(tags)) => {
                Ok(AccountSpec { account_name, root_email, owner, team, purpose, environment, tags })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submitted_form_reads_back_as_the_same_request() {
        let form = AccountForm {
            account_name: "a".into(),
            root_email: "aws+a@example.com".into(),
            owner: "ana@example.com".into(),
            team: uuid::Uuid::from_u128(5).to_string(),
            purpose: "a place for tests".into(),
            environment: "test".into(),
            tags: vec![TagRow { key: "cost".into(), value: "12".into() }],
        };
        let spec = form.parse(|_| Err(Problem::Missing)).unwrap();
        assert_eq!(AccountForm::from(&spec), form);
    }

    #[test]
    fn an_empty_form_names_every_field_that_is_needed_at_once() {
        let errors = AccountForm::default().parse(|_| Err(Problem::NotAnEmail)).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        use FieldName::*;
        assert_eq!(fields, [AccountName, Owner, Team, Purpose, Environment]);
    }
}
