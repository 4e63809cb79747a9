//! What can go wrong in a task, each with what to do about it. Printing must never be here.

use std::path::PathBuf;

/// Why a task could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A program ended with another status than 0.
    #[error("`{program}` ended with {status}")]
    Ended {
        /// The command as one would type it.
        program: String,
        /// Its exit status in words.
        status: String,
    },
    /// A program could not be started at all.
    #[error("`{program}` did not start: {cause}")]
    Start {
        /// The command as one would type it.
        program: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A program ran longer than it may.
    #[error("`{program}` was ended after {minutes} minutes")]
    TooLong {
        /// The command as one would type it.
        program: String,
        /// The limit.
        minutes: u64,
    },
    /// A file could not be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Something that the task needs is not on this machine.
    #[error("{what} is missing: {remedy}")]
    Missing {
        /// The thing.
        what: String,
        /// One line that says how to get it.
        remedy: String,
    },
    /// A program or file said something that the task does not understand.
    #[error("{0}")]
    Unexpected(String),
}

impl Trouble {
    /// A closure for `map_err` that keeps the path beside the system's words.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }

    /// A missing thing with its remedy.
    pub fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), remedy: remedy.into() }
    }
}
