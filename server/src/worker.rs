//! The engine's loop: carries due runs until the process is asked to end. A turn may be cut off anywhere: its next one looks first.
//! Never here: what a turn does (`control::runs`).

use std::time::Duration;

use control::Means;
use control::runs::{Advance, advance};

use crate::tasks::{Stop, Tasks};

/// Runs that this process carries at once.
const AT_ONCE: usize = 2;
/// The longest sleep: a run that was just approved should not wait longer. Looking is one indexed query.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// The pause after a turn that broke off.
const AFTER_TROUBLE: Duration = Duration::from_secs(2);

/// Starts the engine.
pub fn start(tasks: &Tasks, means: Means) {
    for _ in 0..AT_ONCE {
        tasks.start("engine", work(means.clone(), tasks.stop()));
    }
}

async fn work(means: Means, mut stop: Stop) {
    let engine = means.uuid();
    while !stop.is_requested() {
        let pause = match advance(&means, engine).await {
            Ok(Advance::Worked) => continue,
            Ok(Advance::Idle { seconds }) => Duration::try_from_secs_f64(seconds).unwrap_or_default().min(LONGEST_SLEEP),
            Err(error) => {
                tracing::error!(%engine, error = ?error, "a turn of the engine broke off");
                AFTER_TROUBLE
            }
        };
        // Never a busy loop, even when something is due that another engine holds.
        if !stop.sleep(pause.max(Duration::from_millis(50))).await {
            break;
        }
    }
}
