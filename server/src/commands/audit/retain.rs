//! `charter audit retain`.
//! Never here: cutting anything.

use control::evidence::retain;

use crate::commands::{CommandError, start};
use crate::config::audit::Retain;

/// Says how long the record is kept.
pub async fn run(arguments: Retain) -> Result<(), CommandError> {
    let means = start::means_without_aws(start::joined_store(&arguments.joined).await?);
    retain(&means, &arguments.workspace, arguments.days).await?;
    match arguments.days {
        Some(days) => {
            let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            println!("The audit history of {} is kept for {days}; `charter audit prune` cuts it.", arguments.workspace)
        }
        None => println!("The audit history of {} is kept for ever.", arguments.workspace),
    }
    Ok(())
}
