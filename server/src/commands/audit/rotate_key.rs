//! `charter audit rotate-key`.
//! Never here: making a key; a private key that is printed.

use control::evidence::rotate;

use crate::commands::{CommandError, start};
use crate::config::Usage;
use crate::config::audit::{RotateKey, log_key};

/// Lets the key that signs now name the next one, and says what to do then.
pub async fn run(arguments: RotateKey) -> Result<(), CommandError> {
    let now = log_key(arguments.log_key_file.as_ref().ok_or(Usage::Missing("CHARTER_LOG_KEY_FILE"))?)?;
    let next = log_key(&arguments.to)?.public();
    let means = start::means_without_aws(start::joined_store(&arguments.joined).await?);
    rotate(&means, &now, next).await?;
    println!("The log key {} is followed by {}.", now.public().fingerprint(), next.fingerprint());
    println!("Only that one signs from now on: set CHARTER_LOG_KEY_FILE to {} and start again.", arguments.to.display());
    Ok(())
}
