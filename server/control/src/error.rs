//! What a use case answers when it does not do what was asked.
//! Never here: sentences for people (`app::wording`), HTTP status codes.

use domain::access::Denied;
use domain::request::{FieldError, Refusal};

use crate::cloud::CloudError;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in to this workspace.
    #[error("nobody is signed in")]
    SignIn,
    /// Not allowed, or not there for this member.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A rule said no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The plan that was shown is stale: AWS moved. A new one was drawn; the page shows the difference.
    #[error("the plan moved")]
    Moved {
        /// The new plan's id.
        new_plan: String,
    },
    /// Fields that cannot be taken.
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    /// The place in a list where the asked page begins cannot be read: no page of ours leads there.
    #[error("no such place in the list")]
    NoSuchPlace,
    /// AWS did not answer as needed for something that a person waits for.
    #[error("aws: {0}")]
    Cloud(#[from] CloudError),
    /// The database is busy or away; trying again later may help.
    #[error("the database is not available")]
    Busy(#[source] store::Error),
    /// Something that must not happen. Logged once, where it becomes a ticket.
    #[error("unexpected: {0}")]
    Bug(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The thing does not exist for this member.
    pub const fn hidden() -> Self {
        Self::Denied(Denied::Hidden)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing => Self::hidden(),
            store::Error::Stale => Self::Refused(Refusal::ChangedSince),
            store::Error::Driver(_) => Self::Busy(error),
            other => Self::Bug(Box::new(other)),
        }
    }
}

impl From<domain::plan::UnreadablePlan> for Error {
    fn from(error: domain::plan::UnreadablePlan) -> Self {
        Self::Bug(Box::new(error))
    }
}
