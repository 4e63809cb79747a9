//! One line of the report.
//! Never here: how something is checked.

use std::fmt;

use serde::Serialize;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, but somebody should look.
    Warn,
    /// It does not work, or must not be left so.
    Fail,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was checked.
    pub check: String,
    /// How it stands.
    pub level: Level,
    /// What was found.
    pub what: String,
    /// What to do, unless it is as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    /// As it should be.
    pub fn ok(check: impl Into<String>, what: impl Into<String>) -> Self {
        Self { check: check.into(), level: Level::Ok, what: what.into(), remedy: None }
    }

    /// Somebody should look.
    pub fn warn(check: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check: check.into(), level: Level::Warn, what: what.into(), remedy: Some(remedy.into()) }
    }

    /// Not as it must be.
    pub fn fail(check: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check: check.into(), level: Level::Fail, what: what.into(), remedy: Some(remedy.into()) }
    }

    /// The same for an error of ours that is worded "what: remedy".
    pub fn failed(check: impl Into<String>, error: &impl fmt::Display) -> Self {
        let text = error.to_string();
        let (what, remedy) = text.split_once(": ").unwrap_or((&text, "see the README, \u{201c}Operate it\u{201d}"));
        Self::fail(check, what, remedy)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok  ",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        };
        write!(f, "{level}  {}: {}", self.check, self.what)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n      -> {remedy}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line_with_its_remedy_below() {
        assert_eq!(Finding::ok("clock", "fine").to_string(), "ok    clock: fine");
        let failed = Finding::failed("database", &store::Unfit::Schema).to_string();
        assert!(
            failed.starts_with(
                "FAIL  database: the database schema is not the one of this version\n      -> run `charter migrate`"
            ),
            "{failed}"
        );
    }
}
