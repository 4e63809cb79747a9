//! `charter simulate`: a simulated AWS behind its wire format.
//! Never here: Charter's workflow.

use std::sync::Arc;

use simulator::{Options, Simulator, seed_demo};
use store::Clock as _;
use tokio::net::TcpListener;

use super::CommandError;
use crate::config::Simulate;
use crate::tasks::Tasks;
use crate::world::SystemClock;

/// Serves until SIGINT or SIGTERM. What was answered is in the journal, so it may be killed at any moment.
pub async fn run(simulate: Simulate) -> Result<(), CommandError> {
    let options =
        Options { state: simulate.state, time_scale: simulate.time_scale, seed: simulate.seed, hostile: simulate.hostile };
    let simulator = Simulator::open(options, &seed_demo(), Arc::new(|| SystemClock.now()))?;
    let listener = TcpListener::bind(simulate.listen).await.map_err(|error| CommandError::Listen(simulate.listen, error))?;
    let address = listener.local_addr().map_err(|error| CommandError::Listen(simulate.listen, error))?;
    println!("The simulated AWS listens on http://{address}");
    let tasks = Tasks::default();
    tasks.end_on_signals().map_err(|error| CommandError::System(error.to_string()))?;
    let mut stop = tasks.stop();
    tokio::select! {
        served = simulator::serve(listener, simulator) => served.map_err(|error| CommandError::System(error.to_string())),
        () = stop.requested() => Ok(()),
    }
}
