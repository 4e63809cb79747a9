//! Tasks that live beside requests: started here only, so that a shutdown can ask all of them to end and wait.
//! Never here: what a task does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The tasks of the process. Cheap to clone.
#[derive(Clone)]
pub struct Tasks {
    asked: Arc<watch::Sender<bool>>,
    running: Arc<Mutex<JoinSet<()>>>,
}

/// Tells a task that it should end.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Waits until the process is asked to end.
    pub async fn requested(&mut self) {
        // An error means that the sender is gone, which is an end too.
        let _ = self.0.wait_for(|asked| *asked).await;
    }

    /// Whether it was asked already.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for a span; `false` if the end was requested before it passed.
    pub async fn sleep(&mut self, span: Duration) -> bool {
        tokio::time::timeout(span, self.requested()).await.is_err()
    }
}

impl Default for Tasks {
    fn default() -> Self {
        Self { asked: Arc::new(watch::Sender::new(false)), running: Arc::default() }
    }
}

impl Tasks {
    /// What tells a task to end.
    pub fn stop(&self) -> Stop {
        Stop(self.asked.subscribe())
    }

    /// Starts a task. It must end soon after its [`Stop`] says so.
    pub fn start(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.spawn(async move {
            task.await;
            tracing::debug!(task = name, "ended");
        });
    }

    /// Asks for the end at SIGINT (Ctrl-C) or SIGTERM.
    ///
    /// # Errors
    /// If the system does not let us listen for signals.
    pub fn end_on_signals(&self) -> std::io::Result<()> {
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let (asked, mut stop) = (self.asked.clone(), self.stop());
        self.start("signals", async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                () = stop.requested() => {}
            }
            asked.send_replace(true);
        });
        Ok(())
    }

    /// Asks every task to end and waits; those still there after `patience` are cut off at their next wait.
    pub async fn finish(&self, patience: Duration) {
        self.asked.send_replace(true);
        let mut running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!(seconds = patience.as_secs(), "tasks did not end in time and were cut off");
        }
    }
}
