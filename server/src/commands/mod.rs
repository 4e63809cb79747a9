//! What each command does, one file each, and what it answers to the shell.
//! Never here: parsing the command line.

mod audit;
pub mod doctor;
mod migrate;
pub mod serve;
mod simulate;
mod start;
mod work;
mod workspace;

use std::process::ExitCode;

use control::evidence::{NotExported, NotKept, NotSigned};

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
    Workspace(Box<control::entrance::NotCreated>),
    /// No export.
    #[error(transparent)]
    NotExported(Box<control::evidence::NotExported>),
    /// The key did not hand over.
    #[error(transparent)]
    NotSigned(Box<control::evidence::NotSigned>),
    /// The record is kept as it was.
    #[error(transparent)]
    NotKept(Box<control::evidence::NotKept>),
    /// Another role's address.
    #[error("this needs the database as charter_keeper: check CHARTER_KEEPER_DATABASE_URL")]
    NotKeeper,
    /// No demo to join.
    #[error("no demo runs with {0}: start it with `charter serve --demo --data-dir`")]
    NoDemo(std::path::PathBuf),
    /// The database is a demo's.
    #[error("this database belongs to a demo: it is only for `charter serve --demo`")]
    DemoDatabase,
    /// The demo did not start.
    #[error(transparent)]
    Demo(Box<DemoError>),
    /// The address is taken or not ours.
    #[error("{0} cannot be listened on: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
    /// The simulator's journal.
    #[error(transparent)]
    Journal(#[from] simulator::JournalError),
    /// The first thing that is wrong with evidence.
    #[error("{0}")]
    Evidence(Box<domain::audit::evidence::Fault>),
    /// A file of earlier heads.
    #[error("{0} cannot be used as earlier heads: {1}")]
    EarlierHeads(String, Box<domain::audit::evidence::Fault>),
    /// A file.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// What `doctor` found.
    #[error("{0} of the checks failed")]
    Unwell(usize),
    /// TLS, signals, and what else the system gives.
    #[error("the process cannot be set up: {0}")]
    System(String),
}

impl CommandError {
    /// 2 for bad usage or input, 1 for "no".
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Workspace(_) | Self::EarlierHeads(..) | Self::Unreadable(..) => ExitCode::from(2),
            Self::NotExported(error) if matches!(**error, NotExported::NoWorkspace(_)) => ExitCode::from(2),
            Self::NotKept(error) if matches!(**error, NotKept::NoWorkspace(_) | NotKept::NoMember | NotKept::Invalid(_)) => {
                ExitCode::from(2)
            }
            _ => ExitCode::FAILURE,
        }
    }
}

// Boxed: they are large, and every command's answer would be as large.
impl From<DemoError> for CommandError {
    fn from(error: DemoError) -> Self {
        Self::Demo(Box::new(error))
    }
}

impl From<control::entrance::NotCreated> for CommandError {
    fn from(error: control::entrance::NotCreated) -> Self {
        Self::Workspace(Box::new(error))
    }
}

impl From<NotExported> for CommandError {
    fn from(error: NotExported) -> Self {
        Self::NotExported(Box::new(error))
    }
}

impl From<NotSigned> for CommandError {
    fn from(error: NotSigned) -> Self {
        Self::NotSigned(Box::new(error))
    }
}

impl From<NotKept> for CommandError {
    fn from(error: NotKept) -> Self {
        Self::NotKept(Box::new(error))
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
        Command::Audit(audit) => audit::run(audit).await,
        Command::Simulate(simulate) => simulate::run(simulate).await,
        Command::Doctor(doctor) => doctor::run(*doctor).await,
    }
}
