//! `charter migrate`.
//! Never here: serving.

use super::CommandError;
use crate::config::Owner;

/// Brings the schema to this version.
pub async fn run(owner: Owner) -> Result<(), CommandError> {
    store::migrate(&owner.url()?).await?;
    println!("The database is at this version.");
    Ok(())
}
