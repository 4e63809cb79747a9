//! Instants as Charter writes them: UTC, whole microseconds, RFC 3339 with six digits and `Z`.
//! Never here: reading a clock.

use chrono::{DateTime, SubsecRound, Utc};

/// An instant in UTC, whole microseconds (what Postgres keeps).
pub type Timestamp = DateTime<Utc>;

/// Cuts an instant to whole microseconds, so that it is the same before and after Postgres.
pub fn whole_micros(at: Timestamp) -> Timestamp {
    at.trunc_subsecs(6)
}

/// The canonical text of an instant, e.g. `2026-11-24T19:40:18.000000Z` (RFC 3339, six digits, `Z`).
pub fn canonical_text(at: Timestamp) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_with_six_digits_and_z() {
        let at = DateTime::parse_from_rfc3339("2026-11-24T20:40:18.1234567+01:00").unwrap().to_utc();
        assert_eq!(canonical_text(whole_micros(at)), "2026-11-24T19:40:18.123456Z");
    }
}
