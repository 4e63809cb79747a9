//! What each command does, one file each, and what it answers to the shell.
//! Never here: parsing the command line.

mod doctor;
mod migrate;
pub mod serve;
mod simulate;
mod start;
mod work;
mod workspace;

use std::process::ExitCode;

use crate::config::{Command, Usage, Workspace};
use crate::demo::DemoError;

/// Why a command did not do what it should. Every message says what to do, and none holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The command line.
    #[error(transparent)]
    Usage(#[from] Usage),
    /// The database must not or cannot be used.
    #[error(transparent)]
    Unfit(#[from] store::Unfit),
    /// It could not be asked.
    #[error("the database does not answer: check CHARTER_DATABASE_URL and that Postgres runs")]
    Store(#[from] store::Error),
    /// It could not be migrated.
    #[error(transparent)]
    Migration(#[from] store::MigrationError),
    /// No workspace was made.
    #[error(transparent)]
    Workspace(#[from] control::entrance::NotCreated),
    /// The database is a demo's.
    #[error("this database belongs to a demo: it is only for `charter serve --demo`")]
    DemoDatabase,
    /// The demo did not start.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The address is taken or not ours.
    #[error("{0} cannot be listened on: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
    /// The simulator's journal.
    #[error(transparent)]
    Journal(#[from] simulator::JournalError),
    /// TLS, signals, and what else the system gives.
    #[error("the process cannot be set up: {0}")]
    System(String),
}

impl CommandError {
    /// 2 for bad usage or input, 1 for "no".
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Workspace(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}

/// Runs a command to its end.
///
/// # Errors
/// [`CommandError`].
pub async fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Serve(serve) => serve::run(serve).await,
        Command::Work(work) => work::run(work).await,
        Command::Migrate(owner) => migrate::run(owner).await,
        Command::Workspace(Workspace::Create(create)) => workspace::create(create).await,
        Command::Simulate(simulate) => simulate::run(simulate).await,
        Command::Doctor(database) => doctor::run(database).await,
    }
}
