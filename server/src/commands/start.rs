//! From settings to the means that use cases take.
//! Never here: migrating.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws::AwsClouds;
use control::Means;
use control::cloud::{Cloud, CloudError, Clouds, Connection};
use domain::run::Reaction;
use store::{Store, StoreSettings};

use super::CommandError;
use crate::config::{Database, Engine};
use crate::world::{OsChance, SystemClock};

/// How long nothing is resent after an unknown outcome, unless the operator says otherwise.
const SETTLING_SECONDS: u32 = 900;

/// Two runs at once, each with a transaction and a renewal.
const ENGINE_CONNECTIONS: u32 = 4;

/// Connects to the database as `charter_app`, and refuses one that must not be served.
pub async fn store(database: &Database) -> Result<Store, CommandError> {
    let settings = StoreSettings { url: database.url()?, connections: database.database_connections };
    Ok(Store::connect(&settings, Arc::new(SystemClock), Arc::new(OsChance)).await?)
}

/// The engine's own few connections: pages that wait for a connection must not keep it from renewing its leases.
pub async fn engine_store(database: &Database) -> Result<Store, CommandError> {
    store(&Database { database_connections: ENGINE_CONNECTIONS, ..database.clone() }).await
}

/// As [`store`], for all but the demo: a demo's database is refused.
pub async fn own_store(database: &Database) -> Result<Store, CommandError> {
    let store = store(database).await?;
    if store.is_demo().await? { Err(CommandError::DemoDatabase) } else { Ok(store) }
}

/// The means with the way to AWS.
pub async fn means(store: Store, engine: &Engine) -> Result<Means, CommandError> {
    let clouds = Arc::new(AwsClouds::new(engine.aws()?).await);
    let settling = engine.settling_window.unwrap_or(SETTLING_SECONDS);
    Ok(with_clouds(store, clouds, Duration::from_secs(settling.into())))
}

/// The means of a command that never speaks to AWS.
pub fn means_without_aws(store: Store) -> Means {
    with_clouds(store, Arc::new(NoClouds), Duration::from_secs(SETTLING_SECONDS.into()))
}

fn with_clouds(store: Store, clouds: Arc<dyn Clouds>, settling_window: Duration) -> Means {
    Means { store, clouds, clock: Arc::new(SystemClock), chance: Arc::new(OsChance), settling_window }
}

struct NoClouds;

#[async_trait]
impl Clouds for NoClouds {
    async fn connect(&self, _: &Connection) -> Result<Arc<dyn Cloud>, CloudError> {
        Err(no_aws())
    }

    async fn can_assume_without_external_id(&self, _: &str) -> Result<bool, CloudError> {
        Err(no_aws())
    }
}

fn no_aws() -> CloudError {
    CloudError {
        operation: "AssumeRole",
        reaction: Reaction::Bug,
        code: "NoAws".to_owned(),
        reason: None,
        message: "This command does not speak to AWS.".to_owned(),
        aws_request: None,
    }
}
