//! The virtual clock: a wall clock that was passed in, times a scale, never behind the journal.
//! Never here: reading the machine's clock.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::time::{Timestamp, whole_micros};

/// Tells the wall clock's time.
pub type WallClock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Virtual time.
pub(crate) struct VirtualClock {
    wall: WallClock,
    opened: Timestamp,
    starts_at: Timestamp,
    scale: f64,
}

impl VirtualClock {
    /// A clock that goes on after `last`, the time of the last effect in the journal. At scale 1 it is the wall clock.
    pub(crate) fn new(wall: WallClock, scale: f64, last: Option<Timestamp>) -> Self {
        let opened = wall();
        let starts_at = last.map_or(opened, |last| last.max(opened));
        Self { wall, opened, starts_at, scale: if scale.is_finite() && scale > 0.0 { scale } else { 1.0 } }
    }

    /// The virtual time now.
    pub(crate) fn now(&self) -> Timestamp {
        let passed = ((self.wall)() - self.opened).num_microseconds().unwrap_or(0).max(0);
        // Microseconds of a run fit into the 52 bits that a float keeps exactly.
        let passed = (passed as f64 * self.scale) as i64;
        whole_micros(self.starts_at + TimeDelta::microseconds(passed))
    }
}
