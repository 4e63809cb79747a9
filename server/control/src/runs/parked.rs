//! The parked run of a request, locked for a person who steers it, and what their events say of it.
//! Never here: what may be done to it.

use domain::access::Writes;
use domain::audit::Correlation;
use domain::ids::{RequestId, RunId};
use domain::request::{Refusal, Stage};
use store::WriteTx;
use store::run_steering::Parked;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// A run that waits for a person.
pub(super) struct ParkedRun {
    /// The request that it carries out.
    pub request: RequestId,
    /// The run.
    pub run: RunId,
    /// Where it stands, and why.
    pub at: Parked,
}

impl ParkedRun {
    /// Locks the parked run of a request that the caller may see.
    ///
    /// # Errors
    /// [`Error::hidden`]; [`Refusal::NotParked`]; a database error.
    pub async fn lock<A: Writes>(caller: &Caller, tx: &mut WriteTx<A>, number: i64) -> Result<Self> {
        let stored = store::requests::lock(tx, number).await?;
        if !stored.request.is_visible_to(&caller.grants) {
            return Err(Error::hidden());
        }
        let Stage::Approved { run, .. } = stored.request.stage else { return Err(Refusal::NotParked.into()) };
        let at = store::run_steering::parked(tx, run).await?.ok_or(Refusal::NotParked)?;
        Ok(Self { request: stored.request.id, run, at })
    }

    /// What an event about it belongs to.
    pub fn correlation(&self) -> Correlation {
        Correlation {
            request: Some(self.request.to_string()),
            run: Some(self.run.to_string()),
            step: Some(self.at.key.clone()),
            ..Correlation::default()
        }
    }
}
