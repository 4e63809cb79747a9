//! `charter audit prune`.
//! Never here: what may go.

use control::evidence::prune;

use crate::commands::{CommandError, start};
use crate::config::audit::Prune;

/// Cuts and says what went.
pub async fn run(arguments: Prune) -> Result<(), CommandError> {
    let means = start::means_without_aws(start::keeper_store(&arguments.keeper).await?);
    let pruned = prune(&means, &arguments.workspace).await?;
    if pruned.is_empty() {
        println!("Nothing is old enough to go at a signed head.");
    }
    for one in pruned {
        println!("{} events of the chain {} went, up to sequence {}.", one.events, one.chain, one.size);
    }
    Ok(())
}
