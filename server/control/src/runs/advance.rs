//! One turn of an engine: lease a due run, carry it as far as it goes, give it back.

use std::time::Duration;

use store::claim::{Claim, LEASE_SECONDS};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::means::Means;
use crate::runs::carry::{Pause, carry};

/// What a turn did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Advance {
    /// A run was carried; there may be more.
    Worked,
    /// Nothing is due for so many seconds (at most a minute: work may come meanwhile).
    Idle {
        /// Seconds.
        seconds: f64,
    },
}

/// The longest that an engine sleeps without looking at the list.
const LONGEST_SLEEP: f64 = 60.0;
/// How soon a run is due again whose turn broke off, in seconds.
const AFTER_TROUBLE: f64 = 5.0;

/// Leases at most one run and carries it. `engine` names this process in the lease.
///
/// # Errors
/// What broke the turn off; the run is due again soon. The caller logs it, once.
pub async fn advance(means: &Means, engine: Uuid) -> Result<Advance> {
    let Some(claim) = means.store.claim(engine).await? else {
        let seconds = means.store.seconds_to_work().await?.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
        return Ok(Advance::Idle { seconds });
    };
    let outcome = tokio::select! {
        outcome = carry(means, &claim) => outcome,
        lost = renewing(means, &claim) => Err(lost),
    };
    match outcome {
        Ok(Pause::Until(until)) => {
            let seconds = (until - means.now()).as_seconds_f64();
            means.store.release(&claim, seconds).await?;
        }
        Ok(Pause::Off) => {}
        Err(error) => {
            means.store.release(&claim, AFTER_TROUBLE).await?;
            return Err(error);
        }
    }
    Ok(Advance::Worked)
}

/// Prolongs the lease as long as the turn takes; ends only when the lease is lost.
async fn renewing(means: &Means, claim: &Claim) -> Error {
    loop {
        tokio::time::sleep(Duration::from_secs_f64(LEASE_SECONDS / 4.0)).await;
        match means.store.renew(claim).await {
            Ok(true) => {}
            Ok(false) => return store::Error::Stale.into(),
            Err(error) => return error.into(),
        }
    }
}
