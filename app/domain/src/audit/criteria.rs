//! What the audit page and the export are asked for, read strictly: a filter that cannot be read finds nothing and says why.
//! Never here: SQL.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime};

use super::chain::Chain;
use crate::text::without_nul;
use crate::time::Timestamp;
use crate::wire::AuditFilter;

/// A place in both chains of a tenant: by time, then chain, then sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When.
    pub at: Timestamp,
    /// Which chain.
    pub chain: Chain,
    /// Where in the chain.
    pub sequence: i64,
}

/// The filter, understood. Empty text means: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criteria {
    /// Part of the actor's name or e-mail, or the actor's kind (`engine`, `operator`, `nobody`).
    pub actor: String,
    /// The action or its beginning.
    pub action: String,
    /// The object's kind or id.
    pub object: String,
    /// The request that was named instead of an object (`1042` of `R-1042`).
    pub request: Option<i64>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Older than this.
    pub before: Option<Position>,
}

/// The text that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot be read: {0}")]
pub struct Unreadable(pub String);

impl Criteria {
    /// Reads a filter.
    ///
    /// # Errors
    /// [`Unreadable`] with the first text that is no day, instant or place.
    pub fn read(filter: &AuditFilter) -> Result<Self, Unreadable> {
        let object = filter.object.trim();
        let request = request_number(object);
        Ok(Self {
            actor: without_nul(filter.actor.trim()).into_owned(),
            action: without_nul(filter.action.trim()).into_owned(),
            object: if request.is_some() { String::new() } else { without_nul(object).into_owned() },
            request,
            from: optional(&filter.from, |text| instant(text, 0))?,
            until: optional(&filter.until, |text| instant(text, 1))?,
            before: optional(&filter.before, Position::read)?,
        })
    }
}

impl Position {
    /// The text in an address.
    pub fn to_text(self) -> String {
        format!("{}.{}.{}", self.at.timestamp_micros(), self.chain, self.sequence)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let at = written(DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?)?;
        let chain = parts.next()?.parse().ok()?;
        let sequence = parts.next()?.parse().ok()?;
        Some(Self { at, chain, sequence })
    }
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Unreadable> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or_else(|| Unreadable(text.to_owned())),
    }
}

/// `R-1042`, in either case.
fn request_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("R-").or_else(|| text.strip_prefix("r-"))?;
    // A root's id looks alike (`r-abcd`), but has never only digits of this few: it is at least four of letters and digits.
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// An instant of RFC 3339, or the beginning of a day in UTC, so many days later.
fn instant(text: &str, days_later: u64) -> Option<Timestamp> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return written(at.to_utc());
    }
    if text.len() != 10 {
        return None;
    }
    let day: NaiveDate = text.parse().ok()?;
    written(day.checked_add_days(Days::new(days_later))?.and_time(NaiveTime::MIN).and_utc())
}

/// The instant if it lies in the years 0 to 10000. Postgres's begin in 4713 BC, ours can be far outside, and no event is.
fn written(at: Timestamp) -> Option<Timestamp> {
    (0..=10_000).contains(&at.year()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(change: impl FnOnce(&mut AuditFilter)) -> Result<Criteria, Unreadable> {
        let mut filter = AuditFilter::default();
        change(&mut filter);
        Criteria::read(&filter)
    }

    #[test]
    fn an_empty_filter_asks_for_everything() {
        assert_eq!(read(|_| ()).unwrap(), Criteria::default());
    }

    #[test]
    fn a_day_that_ends_the_span_is_within_it() {
        let criteria = read(|filter| (filter.from, filter.until) = ("2026-11-24".into(), " 2026-11-24 ".into())).unwrap();
        assert_eq!(criteria.from.unwrap().to_rfc3339(), "2026-11-24T00:00:00+00:00");
        assert_eq!(criteria.until.unwrap().to_rfc3339(), "2026-11-25T00:00:00+00:00");
    }

    #[test]
    fn an_instant_is_taken_as_it_is_in_any_zone() {
        let criteria = read(|filter| filter.until = "2026-11-24T20:00:00+01:00".into()).unwrap();
        assert_eq!(criteria.until.unwrap().to_rfc3339(), "2026-11-24T19:00:00+00:00");
    }

    #[test]
    fn what_cannot_be_read_is_named_and_never_guessed() {
        for bad in ["yesterday", "2026-13-01", "24.11.2026", "2026-11-24T19:00:00", "26-11-24"] {
            assert_eq!(read(|filter| filter.from = bad.into()), Err(Unreadable(bad.into())));
        }
        assert_eq!(read(|filter| filter.before = "1.neither.2".into()), Err(Unreadable("1.neither.2".into())));
        for bad in ["-300000000000000000.changes.1", "300000000000000000.changes.1", "9223372036854775807.access.1"] {
            assert_eq!(
                read(|filter| filter.before = bad.into()),
                Err(Unreadable(bad.into())),
                "{bad} is out of Postgres's reach"
            );
        }
        assert!(read(|filter| filter.until = "-99999-1-1".into()).is_err());
        assert!(read(|filter| filter.until = "9999-12-31".into()).is_ok());
    }

    #[test]
    fn a_text_that_postgres_cannot_take_finds_nothing_instead_of_failing() {
        let criteria = read(|filter| (filter.actor, filter.action, filter.object) = ("a\0".into(), "\0".into(), "\0b".into()));
        let criteria = criteria.unwrap();
        assert_eq!([criteria.actor, criteria.action, criteria.object], ["a\u{fffd}", "\u{fffd}", "\u{fffd}b"]);
    }

    #[test]
    fn a_request_is_named_by_its_number() {
        assert_eq!(read(|filter| filter.object = "R-1042".into()).unwrap().request, Some(1042));
        assert_eq!(read(|filter| filter.object = "r-ab12".into()).unwrap().object, "r-ab12");
    }

    #[test]
    fn a_place_survives_an_address() {
        let before = Position { at: instant("2026-11-24", 0).unwrap(), chain: Chain::Access, sequence: 7 };
        assert_eq!(read(|filter| filter.before = before.to_text()).unwrap().before, Some(before));
    }
}
