//! The process's clock and its source of chance: the only file that reads either.
//! Never here: anything else; all other code is given these two.

use domain::time::{Timestamp, whole_micros};
use store::{Chance, Clock};

/// The machine's clock, cut to microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all other code is given")]
    fn now(&self) -> Timestamp {
        whole_micros(chrono::Utc::now())
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsChance;

impl Chance for OsChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without chance there are no secrets: a process that goes on would hand out predictable ones.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
