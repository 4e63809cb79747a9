//! What can go wrong in the database, before anything is made of it.
//! Never here: wording for people, a driver's text in `Display`.

use std::borrow::Cow;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A named constraint said no; `control` turns it into a refusal or a field error.
    #[error("constraint {0} said no")]
    Conflict(String),
    /// No such row for this tenant.
    #[error("no such row")]
    Missing,
    /// The row was changed by somebody else meanwhile (version or fencing number).
    #[error("changed meanwhile")]
    Stale,
    /// A row that must not exist.
    #[error("impossible row in {table}: {what}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// What is impossible about it.
        what: Cow<'static, str>,
    },
    /// The database or the way to it.
    #[error("the database did not answer as expected")]
    Driver(#[source] sqlx::Error),
}

impl Error {
    /// An impossible row.
    pub(crate) fn inconsistent(table: &'static str, what: impl std::fmt::Display) -> Self {
        Self::Inconsistent { table, what: what.to_string().into() }
    }

    /// Whether the named constraint said no.
    pub fn is_conflict_on(&self, constraint: &str) -> bool {
        matches!(self, Self::Conflict(name) if name == constraint)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::Missing,
            sqlx::Error::Database(database) => match database.constraint() {
                Some(constraint) => Self::Conflict(constraint.to_owned()),
                None => Self::Driver(error),
            },
            _ => Self::Driver(error),
        }
    }
}

/// Refuses an update that did not touch exactly one row.
pub(crate) fn exactly_one(done: sqlx::postgres::PgQueryResult) -> Result<()> {
    match done.rows_affected() {
        1 => Ok(()),
        0 => Err(Error::Stale),
        _ => Err(Error::inconsistent("(update)", "more than one row was touched")),
    }
}
