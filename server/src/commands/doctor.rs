//! `charter doctor`: what would keep this machine from serving.
//! Never here: mending anything.

use super::{CommandError, start};
use crate::assets;
use crate::config::Database;

/// Checks and says so.
pub async fn run(database: Database) -> Result<(), CommandError> {
    let store = start::store(&database).await?;
    store.ping().await?;
    println!("The database answers, has this version's schema, and its role cannot bypass row-level security.");
    if store.is_demo().await? {
        println!("The database belongs to a demo.");
    }
    match assets::pkg_dir() {
        Some(_) => println!("The front end's files are there."),
        None => println!("The front end's files are missing: run `cargo xtask build`. Pages work, but without style."),
    }
    Ok(())
}
