//! `charter work`: the engine without a site.
//! Never here: a listener.

use std::sync::Arc;
use std::time::Duration;

use super::{CommandError, start};
use crate::config::Work;
use crate::indexer;
use crate::tasks::Tasks;
use crate::worker;

/// Works until SIGINT or SIGTERM.
pub async fn run(work: Work) -> Result<(), CommandError> {
    let store = start::own_store(&work.database).await?;
    let means = start::means(store.clone(), &work.engine).await?;
    let tasks = Tasks::default();
    tasks.end_on_signals().map_err(|error| CommandError::System(error.to_string()))?;
    let head_store = start::heads(&tasks, &work.database, &means, &work.heads, Arc::default()).await?;
    indexer::start(&tasks, means.clone());
    worker::start(&tasks, means);
    tracing::info!("working");
    tasks.stop().requested().await;
    tasks.finish(Duration::from_secs(10)).await;
    store.close().await;
    if let Some(store) = head_store {
        store.close().await;
    }
    Ok(())
}
