//! A clock on which nothing happens at the same instant: later calls are later.
//! Never here: the machine's time.

use chrono::TimeDelta;
use domain::time::Timestamp;
use store::Clock;
use store::testing::FixedClock;

/// Moves by a millisecond whenever it is read, and otherwise only when a test says so.
#[derive(Default)]
pub struct TickingClock {
    inner: FixedClock,
}

impl TickingClock {
    /// Moves it.
    pub fn advance(&self, by: TimeDelta) {
        self.inner.advance(by);
    }
}

impl Clock for TickingClock {
    fn now(&self) -> Timestamp {
        self.inner.advance(TimeDelta::milliseconds(1));
        self.inner.now()
    }
}
