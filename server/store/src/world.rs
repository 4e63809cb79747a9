//! Time and chance, passed in: the process has one of each, tests have their own.
//! Never here: an implementation.

use domain::time::Timestamp;
use uuid::Uuid;

/// The clock. Leases compare with Postgres's clock instead.
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds.
    fn now(&self) -> Timestamp;
}

/// The source of chance, fit for secrets.
pub trait Chance: Send + Sync {
    /// Fills the bytes from a cryptographic generator.
    fn fill(&self, bytes: &mut [u8]);

    /// A UUID version 7 (RFC 9562): ordered by time, random below.
    fn uuid(&self, now: Timestamp) -> Uuid {
        let mut random = [0u8; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
