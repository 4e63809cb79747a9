//! Which moment of the organization is asked for: now, the end of a day, or an instant. Read strictly, never guessed.
//! Never here: what was seen at that moment (`store`), sentences for people.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SecondsFormat};
use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, canonical_text, whole_micros};

/// What stands in the address, as it was typed. Empty text asks for now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AsOfQuery {
    /// A day (`2026-03-03`) or an instant of RFC 3339.
    pub as_of: String,
    /// A time of that day in UTC (`14:30` or `14:30:05`); may be empty. Only the form sends it, links name the instant.
    pub as_of_time: String,
}

/// A moment in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// What was so at this instant, itself included.
    pub at: Timestamp,
    /// Set if a whole day was asked for: `at` is its last microsecond in UTC, or the instant of asking while the day lasts.
    pub day: Option<NaiveDate>,
}

/// Why a moment cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AsOfProblem {
    /// Neither a day nor an instant.
    #[error("neither a day nor an instant")]
    Unreadable,
    /// The time is none.
    #[error("not a time of the day")]
    NotATime,
    /// A time without a day.
    #[error("a time without a day")]
    NoDay,
    /// A time beside an instant that has one.
    #[error("two times")]
    TwoTimes,
    /// It has not come yet.
    #[error("in the future")]
    Future,
}

impl AsOf {
    /// Reads what was asked for; `None` asks for now. The day of `now` lasts until `now`.
    ///
    /// # Errors
    /// [`AsOfProblem`].
    pub fn read(asked: &AsOfQuery, now: Timestamp) -> Result<Option<Self>, AsOfProblem> {
        let (text, time) = (asked.as_of.trim(), asked.as_of_time.trim());
        let moment = match (text, time) {
            ("", "") => return Ok(None),
            ("", _) => return Err(AsOfProblem::NoDay),
            (text, time) => match (day(text), time) {
                (Some(day), "") => Self::end_of(day, now)?,
                (Some(day), time) => Self { at: day.and_time(clock(time).ok_or(AsOfProblem::NotATime)?).and_utc(), day: None },
                (None, "") => Self { at: instant(text).ok_or(AsOfProblem::Unreadable)?, day: None },
                (None, _) if instant(text).is_some() => return Err(AsOfProblem::TwoTimes),
                (None, _) => return Err(AsOfProblem::Unreadable),
            },
        };
        if moment.at > now { Err(AsOfProblem::Future) } else { Ok(Some(moment)) }
    }

    fn end_of(day: NaiveDate, now: Timestamp) -> Result<Self, AsOfProblem> {
        let begin = day.and_time(NaiveTime::MIN).and_utc();
        let end = begin + Days::new(1) - chrono::TimeDelta::microseconds(1);
        // A day that has not begun is refused by the caller, because its beginning is later than now.
        Ok(Self { at: if begin <= now { end.min(now) } else { begin }, day: Some(day) })
    }

    /// The text in an address: the day, or the instant.
    pub fn to_text(self) -> String {
        match self.day {
            Some(day) => day.to_string(),
            None => instant_text(self.at),
        }
    }

    /// Whether a day was asked for that had not ended.
    pub fn is_cut_short(self) -> bool {
        self.day.is_some_and(|day| self.at.date_naive() == day && self.at + chrono::TimeDelta::microseconds(1) < day_after(day))
    }
}

/// The text of an instant in an address: whole seconds if nothing is lost by it.
pub fn instant_text(at: Timestamp) -> String {
    if at.timestamp_subsec_nanos() == 0 { at.to_rfc3339_opts(SecondsFormat::Secs, true) } else { canonical_text(at) }
}

fn day_after(day: NaiveDate) -> Timestamp {
    day.and_time(NaiveTime::MIN).and_utc() + Days::new(1)
}

fn day(text: &str) -> Option<NaiveDate> {
    if text.len() != 10 {
        return None;
    }
    text.parse().ok().filter(|day: &NaiveDate| is_written(day.year()))
}

fn clock(text: &str) -> Option<NaiveTime> {
    let format = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        _ => return None,
    };
    // A leap second has no place in Postgres.
    NaiveTime::parse_from_str(text, format).ok().filter(|time| !text.ends_with(":60") && time.format(format).to_string() == text)
}

fn instant(text: &str) -> Option<Timestamp> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    (is_written(at.year()) && at.timestamp_subsec_nanos() < 1_000_000_000).then(|| whole_micros(at))
}

/// Years that have four digits and that Postgres has too.
fn is_written(year: i32) -> bool {
    (1..=9999).contains(&year)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn read(as_of: &str, time: &str) -> Result<Option<AsOf>, AsOfProblem> {
        let asked = AsOfQuery { as_of: as_of.into(), as_of_time: time.into() };
        AsOf::read(&asked, at("2026-11-24T19:40:18.5Z"))
    }

    #[test]
    fn a_moment_is_read_strictly() {
        use AsOfProblem::{Future, NoDay, NotATime, TwoTimes, Unreadable};
        let table = [
            ("2026-03-03", "", Ok(("2026-03-03T23:59:59.999999Z", "2026-03-03"))),
            (" 2026-03-03 ", " ", Ok(("2026-03-03T23:59:59.999999Z", "2026-03-03"))),
            ("2024-02-29", "", Ok(("2024-02-29T23:59:59.999999Z", "2024-02-29"))),
            ("0001-01-01", "", Ok(("0001-01-01T23:59:59.999999Z", "0001-01-01"))),
            ("2026-03-03", "14:30", Ok(("2026-03-03T14:30:00Z", "2026-03-03T14:30:00Z"))),
            ("2026-03-03", "00:00:00", Ok(("2026-03-03T00:00:00Z", "2026-03-03T00:00:00Z"))),
            ("2026-03-03T14:30:00Z", "", Ok(("2026-03-03T14:30:00Z", "2026-03-03T14:30:00Z"))),
            ("2026-03-03T14:30:00+02:00", "", Ok(("2026-03-03T12:30:00Z", "2026-03-03T12:30:00Z"))),
            ("2026-03-03T14:30:00.1234567Z", "", Ok(("2026-03-03T14:30:00.123456Z", "2026-03-03T14:30:00.123456Z"))),
            ("2026-11-24", "", Ok(("2026-11-24T19:40:18.5Z", "2026-11-24"))),
            ("2026-11-24", "19:40:18", Ok(("2026-11-24T19:40:18Z", "2026-11-24T19:40:18Z"))),
            ("2026-11-24", "19:40:19", Err(Future)),
            ("2026-11-24T19:40:18.500001Z", "", Err(Future)),
            ("2026-11-25", "", Err(Future)),
            ("9999-12-31", "", Err(Future)),
            ("9999-12-31T23:59:59Z", "", Err(Future)),
            ("", "14:30", Err(NoDay)),
            ("2026-03-03", "24:00", Err(NotATime)),
            ("2026-03-03", "23:59:60", Err(NotATime)),
            ("2026-03-03", "9:30", Err(NotATime)),
            ("2026-03-03", "9 :30", Err(NotATime)),
            ("2026-03-03", "noon", Err(NotATime)),
            ("2026-03-03", "\0", Err(NotATime)),
            ("2026-03-03T14:30:00Z", "14:30", Err(TwoTimes)),
            ("yesterday", "14:30", Err(Unreadable)),
            ("yesterday", "", Err(Unreadable)),
            ("2026-02-29", "", Err(Unreadable)),
            ("03.03.2026", "", Err(Unreadable)),
            ("2026-3-3", "", Err(Unreadable)),
            ("2026-03-03T14:30:00", "", Err(Unreadable)),
            ("2026-03-03T14:30:00 02:00", "", Err(Unreadable)),
            ("0000-01-01", "", Err(Unreadable)),
            ("-9999-1-1", "", Err(Unreadable)),
            ("+99999-1-1", "", Err(Unreadable)),
            ("2026-03-03T23:59:60Z", "", Err(Unreadable)),
            ("\0", "", Err(Unreadable)),
        ];
        for (as_of, time, expected) in table {
            let expected = expected.map(|(instant, text)| (at(instant), text.to_owned()));
            let found = read(as_of, time).map(|found| found.expect(as_of)).map(|found| (found.at, found.to_text()));
            assert_eq!(found, expected, "{as_of:?} {time:?}");
        }
        assert_eq!(read("", " "), Ok(None));
    }

    #[test]
    fn only_the_day_that_lasts_is_cut_short() {
        for (text, is_cut) in [("2026-11-24", true), ("2026-11-23", false), ("2026-11-24T19:00:00Z", false)] {
            assert_eq!(read(text, "").unwrap().unwrap().is_cut_short(), is_cut, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_in_an_address_names_the_same_moment_again(micros in -60_000_000_000_000_000i64..60_000_000_000_000_000, is_day in any::<bool>()) {
            let now = at("9999-12-31T23:59:59Z");
            let moment = DateTime::from_timestamp_micros(micros).unwrap();
            let text = if is_day { moment.date_naive().to_string() } else { instant_text(moment) };
            let first = AsOf::read(&AsOfQuery { as_of: text, ..AsOfQuery::default() }, now).unwrap().unwrap();
            let again = AsOf::read(&AsOfQuery { as_of: first.to_text(), ..AsOfQuery::default() }, now).unwrap().unwrap();
            prop_assert_eq!(first, again);
            prop_assert!(first.at >= moment);
            prop_assert_eq!(first.day.is_some(), is_day);
        }

        #[test]
        fn no_text_breaks_the_reader(as_of in "\\PC{0,40}", time in "\\PC{0,12}") {
            let _ = read(&as_of, &time);
        }
    }
}
