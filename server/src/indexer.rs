//! The task that indexes the words of new audit events. Several processes may run it: each chain is done by one at a time.
//! Never here: what is indexed (`control::audit`).

use std::time::Duration;

use control::Means;
use control::audit::index_all;

use crate::tasks::{Stop, Tasks};

/// The pause between two rounds. A search reads what is not indexed yet by itself, so this is no freshness.
const PAUSE: Duration = Duration::from_secs(2);
/// The pause when more is waiting.
const NO_PAUSE: Duration = Duration::from_millis(10);

/// Starts the task.
pub fn start(tasks: &Tasks, means: Means) {
    tasks.start("indexer", work(means, tasks.stop()));
}

async fn work(means: Means, mut stop: Stop) {
    loop {
        let pause = match index_all(&means).await {
            Ok(true) => NO_PAUSE,
            Ok(false) => PAUSE,
            Err(error) => {
                tracing::error!(error = ?error, "indexing the audit history broke off");
                PAUSE
            }
        };
        if !stop.sleep(pause).await {
            break;
        }
    }
}
