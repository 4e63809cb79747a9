//! What every use case works with: the database, AWS, time and chance.
//! Never here: who asks (that is `caller.rs`).

use std::sync::Arc;
use std::time::Duration;

use domain::time::Timestamp;
use store::sessions::SessionLimits;
use store::{Chance, Clock, Store};
use uuid::Uuid;

use crate::cloud::Clouds;

/// The means of the process. Cheap to clone.
#[derive(Clone)]
pub struct Means {
    /// The database.
    pub store: Store,
    /// The way to AWS.
    pub clouds: Arc<dyn Clouds>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// How long after a send with an unknown outcome nothing may be resent although nothing is found (at least 8 s).
    pub settling_window: Duration,
    /// How long a sign-in opens a workspace.
    pub session_limits: SessionLimits,
}

impl Means {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new UUID version 7.
    pub fn uuid(&self) -> Uuid {
        self.chance.uuid(self.now())
    }

    /// 128 random bits.
    pub fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.chance.fill(&mut bytes);
        bytes
    }
}
