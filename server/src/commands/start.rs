//! From settings to the means that use cases take.
//! Never here: migrating.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws::AwsClouds;
use control::Means;
use control::cloud::{Cloud, CloudError, Clouds, Connection};
use domain::run::Reaction;
use store::cluster::Cluster;
use store::sessions::SessionLimits;
use store::{Store, StoreSettings};

use super::CommandError;
use crate::config::audit::{Heads, Joined, Keeper};
use crate::config::{Database, Engine};
use crate::heads::Gauges;
use crate::tasks::Tasks;
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

/// The head task's own: a turn to sign, a turn for each sink, and what they read and write.
const HEAD_CONNECTIONS: u32 = 3;

/// Starts the head task if the operator gave a key; answers its store, which is closed when the tasks have ended.
pub async fn heads(
    tasks: &Tasks,
    database: &Database,
    means: &Means,
    heads: &Heads,
    gauges: Arc<Gauges>,
) -> Result<Option<Store>, CommandError> {
    let addresses = heads.sinks()?;
    let Some(key) = heads.key()? else {
        tracing::warn!(
            "CHARTER_LOG_KEY_FILE is not set: tree heads are not signed, so nobody outside can tell whether the audit history was replaced"
        );
        return Ok(None);
    };
    let access = heads.s3()?;
    let mut sinks = Vec::new();
    for address in addresses {
        sinks.push(crate::sinks::open(address, &access).await.map_err(|error| CommandError::System(error.to_string()))?);
    }
    if sinks.is_empty() {
        tracing::warn!("CHARTER_HEAD_SINKS is not set: signed tree heads stay in the database that they vouch for");
    }
    let connections = HEAD_CONNECTIONS + 2 * u32::try_from(sinks.len()).unwrap_or(0);
    let store = store(&Database { database_connections: connections, ..database.clone() }).await?;
    crate::heads::start(tasks, Means { store: store.clone(), ..means.clone() }, key, sinks, gauges);
    Ok(Some(store))
}

/// As [`store`], for all but the demo: a demo's database is refused.
pub async fn own_store(database: &Database) -> Result<Store, CommandError> {
    let store = store(database).await?;
    if store.is_demo().await? { Err(CommandError::DemoDatabase) } else { Ok(store) }
}

/// As [`own_store`], or of the demo that runs with a directory.
pub async fn joined_store(joined: &Joined) -> Result<Store, CommandError> {
    match &joined.data_dir {
        None => own_store(&joined.database).await,
        Some(directory) => {
            let url = demo_url(directory, "charter_app")?;
            store(&Database { database_url: Some(url), ..joined.database.clone() }).await
        }
    }
}

/// As `charter_keeper`, of the operator's database or of the demo that runs with a directory.
pub async fn keeper_store(keeper: &Keeper) -> Result<Store, CommandError> {
    let url = match &keeper.data_dir {
        None => keeper.url()?,
        Some(directory) => demo_url(directory, "charter_keeper")?,
    };
    let settings = StoreSettings { url, connections: 3 };
    let store = Store::connect(&settings, Arc::new(SystemClock), Arc::new(OsChance)).await?;
    if !store.is_keeper().await? {
        return Err(CommandError::NotKeeper);
    }
    if keeper.data_dir.is_none() && store.is_demo().await? {
        return Err(CommandError::DemoDatabase);
    }
    Ok(store)
}

fn demo_url(directory: &Path, role: &str) -> Result<String, CommandError> {
    let absolute = std::path::absolute(directory).map_err(|error| CommandError::System(error.to_string()))?;
    let cluster = Cluster::at(absolute.join("pg"), true);
    if cluster.process().is_none() {
        return Err(CommandError::NoDemo(directory.to_owned()));
    }
    Ok(cluster.url(role, "charter"))
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
    Means {
        store,
        clouds,
        clock: Arc::new(SystemClock),
        chance: Arc::new(OsChance),
        settling_window,
        session_limits: SessionLimits::STANDARD,
    }
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
