//! Time that stands still until a test moves it, and chance that repeats itself.
//! Never here: the machine's clock or generator.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta};
use domain::canonical::sha256;
use domain::time::Timestamp;

use crate::world::{Chance, Clock};

/// A clock that a test sets. It starts at 2026-05-20T09:00:00Z.
#[derive(Debug)]
pub struct FixedClock {
    micros: AtomicI64,
}

impl FixedClock {
    /// A clock at that instant.
    pub fn at(now: Timestamp) -> Self {
        Self { micros: AtomicI64::new(now.timestamp_micros()) }
    }

    /// Sets it, also backwards.
    pub fn set(&self, now: Timestamp) {
        self.micros.store(now.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves it by a span, cut to microseconds.
    pub fn advance(&self, by: TimeDelta) {
        self.micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self { micros: AtomicI64::new(1_779_267_600_000_000) }
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// Chance from a seed: the same seed gives the same bytes in the same order of calls. Not fit for secrets.
#[derive(Debug)]
pub struct SeededChance {
    seed: u64,
    block: AtomicU64,
}

impl SeededChance {
    /// Chance from this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, block: AtomicU64::new(0) }
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let block = self.block.fetch_add(1, Ordering::SeqCst);
            let random = sha256(&[&self.seed.to_be_bytes(), &block.to_be_bytes()]);
            for (byte, random) in part.iter_mut().zip(random) {
                *byte = random;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_until_it_is_moved() {
        let clock = FixedClock::default();
        assert_eq!(clock.now().to_rfc3339(), "2026-05-20T09:00:00+00:00");
        clock.advance(TimeDelta::minutes(5));
        assert_eq!(clock.now().to_rfc3339(), "2026-05-20T09:05:00+00:00");
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_never_the_same_twice() {
        let (a, b) = (SeededChance::new(7), SeededChance::new(7));
        let draw = |chance: &SeededChance| {
            let mut bytes = [0; 40];
            chance.fill(&mut bytes);
            bytes
        };
        let first = draw(&a);
        assert_eq!(first, draw(&b));
        assert_ne!(first, draw(&a));
    }
}
