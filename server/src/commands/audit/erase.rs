//! `charter audit erase`.
//! Never here: what is erased.

use control::evidence::{Erasure, erase};

use crate::commands::{CommandError, start};
use crate::config::audit::Erase;

/// Erases the member and says how much.
pub async fn run(arguments: Erase) -> Result<(), CommandError> {
    let means = start::means_without_aws(start::keeper_store(&arguments.keeper).await?);
    let Erasure { places, events } = erase(&means, &arguments.workspace, &arguments.member).await?;
    println!("The member is erased: {places} personal values, said by {events} event(s). The chain still holds.");
    println!("Exports, backups and replicas that were made before still have them.");
    Ok(())
}
