//! `charter audit hold`.
//! Never here: what a hold stops.

use control::evidence::{hold, release};

use crate::commands::{CommandError, start};
use crate::config::audit::Hold;

/// Begins or ends a legal hold.
pub async fn run(arguments: Hold) -> Result<(), CommandError> {
    let means = start::means_without_aws(start::joined_store(&arguments.joined).await?);
    match &arguments.reason {
        Some(reason) => {
            hold(&means, &arguments.workspace, reason).await?;
            println!("The audit history of {} is under a legal hold: nothing is erased or cut.", arguments.workspace);
        }
        None => {
            release(&means, &arguments.workspace).await?;
            println!("The legal hold on the audit history of {} has ended.", arguments.workspace);
        }
    }
    Ok(())
}
