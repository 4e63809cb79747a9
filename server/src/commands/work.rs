//! `charter work`: the engine without a site.
//! Never here: a listener.

use std::time::Duration;

use super::{CommandError, start};
use crate::config::Work;
use crate::tasks::Tasks;
use crate::worker;

/// Works until SIGINT or SIGTERM.
pub async fn run(work: Work) -> Result<(), CommandError> {
    let store = start::own_store(&work.database).await?;
    let means = start::means(store.clone(), &work.engine).await?;
    let tasks = Tasks::default();
    tasks.end_on_signals().map_err(|error| CommandError::System(error.to_string()))?;
    worker::start(&tasks, means);
    tracing::info!("working");
    tasks.stop().requested().await;
    tasks.finish(Duration::from_secs(10)).await;
    store.close().await;
    Ok(())
}
