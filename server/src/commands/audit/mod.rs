//! `charter audit`: one file per command.
//! Never here: what a command does.

mod erase;
mod export;
mod hold;
mod prune;
mod retain;
mod rotate_key;
mod verify;

use super::CommandError;
use crate::config::audit::Audit;

/// Runs one of them to its end.
pub async fn run(audit: Audit) -> Result<(), CommandError> {
    match audit {
        Audit::Verify(wanted) => verify::verify(&wanted),
        Audit::Export(export) => export::run(export).await,
        Audit::RotateKey(rotate) => rotate_key::run(rotate).await,
        Audit::Erase(erase) => erase::run(erase).await,
        Audit::Prune(prune) => prune::run(prune).await,
        Audit::Retain(retain) => retain::run(retain).await,
        Audit::Hold(hold) => hold::run(hold).await,
    }
}
