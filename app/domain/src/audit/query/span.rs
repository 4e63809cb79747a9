//! A span of time as it is typed: `2026-11-24`, `2026-11`, `2026-11-24..2026-11-26`, `>=2026-11-24T19:40Z`, `24h`, `7d`. All in UTC.
//! A moment covers as much as its precision says, and the ends of a range belong to it.
//! Never here: a clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta};

use crate::time::Timestamp;

/// How precisely a moment was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    Month,
    Day,
    Minute,
    Second,
    Micro,
}

/// A moment with its precision: `2026-11` is the whole month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    start: Timestamp,
    precision: Precision,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From the beginning of the first to the end of the second.
    Between(Moment, Moment),
    /// From the beginning of it on.
    From(Moment),
    /// Only after it.
    After(Moment),
    /// Before it begins.
    Before(Moment),
    /// Until its end.
    Until(Moment),
    /// The last so many minutes, counted back from the time of the view.
    Last {
        /// How many.
        count: u32,
        /// `m`, `h`, `d` or `w`.
        unit: char,
    },
}

/// The text is no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

impl Moment {
    /// The whole minute of that instant.
    pub fn minute(at: Timestamp) -> Self {
        let second = i64::from(chrono::Timelike::second(&at));
        let start = at - TimeDelta::seconds(second) - TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos()));
        Self { start, precision: Precision::Minute }
    }

    /// The whole day of that instant.
    pub fn day(at: Timestamp) -> Self {
        Self { start: at.date_naive().and_time(NaiveTime::MIN).and_utc(), precision: Precision::Day }
    }

    /// The instant itself, to the microsecond.
    pub fn exactly(at: Timestamp) -> Self {
        Self { start: crate::time::whole_micros(at), precision: Precision::Micro }
    }

    fn end(self) -> Timestamp {
        let later = match self.precision {
            Precision::Month => self.start.checked_add_months(Months::new(1)),
            Precision::Day => self.start.checked_add_days(Days::new(1)),
            Precision::Minute => self.start.checked_add_signed(TimeDelta::minutes(1)),
            Precision::Second => self.start.checked_add_signed(TimeDelta::seconds(1)),
            Precision::Micro => self.start.checked_add_signed(TimeDelta::microseconds(1)),
        };
        later.unwrap_or(self.start)
    }
}

impl Span {
    /// The first instant that belongs to it and the first that does not, seen at `now`.
    pub fn bounds(self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            Self::Between(first, last) => (Some(first.start), Some(last.end())),
            Self::From(moment) => (Some(moment.start), None),
            Self::After(moment) => (Some(moment.end()), None),
            Self::Before(moment) => (None, Some(moment.start)),
            Self::Until(moment) => (None, Some(moment.end())),
            Self::Last { count, unit } => (Some(now - TimeDelta::minutes(i64::from(count) * minutes(unit))), None),
        }
    }

    /// The same without being relative to now.
    #[must_use]
    pub fn absolute(self, now: Timestamp) -> Self {
        match (self, self.bounds(now)) {
            (Self::Last { .. }, (Some(from), _)) => Self::From(Moment::exactly(from)),
            (other, _) => other,
        }
    }
}

const fn minutes(unit: char) -> i64 {
    match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        _ => 7 * 24 * 60,
    }
}

impl FromStr for Moment {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let digits = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        if !text.is_ascii() || !(0..4).all(digits) {
            return Err(NotATime);
        }
        let moment = match text.len() {
            7 => day(&format!("{text}-01")).map(|start| Self { start, precision: Precision::Month }),
            10 => day(text).map(|start| Self { start, precision: Precision::Day }),
            _ => instant(text),
        };
        // Postgres's years begin in 4713 BC, ours can be far outside, and no event is.
        moment.filter(|moment| (0..=9_999).contains(&moment.start.year())).ok_or(NotATime)
    }
}

fn day(text: &str) -> Option<Timestamp> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (date.to_string() == text).then(|| date.and_time(NaiveTime::MIN).and_utc())
}

/// RFC 3339, and the same without seconds. A zone must be there.
fn instant(text: &str) -> Option<Moment> {
    let time_end = text.get(11..)?.find(['Z', 'z', '+', '-'])? + 11;
    let (local, zone) = text.split_at(time_end);
    let precision = match local.len() {
        16 => Precision::Minute,
        19 => Precision::Second,
        21.. => Precision::Micro,
        _ => return None,
    };
    let seconds = if precision == Precision::Minute { ":00" } else { "" };
    let at = DateTime::parse_from_rfc3339(&format!("{local}{seconds}{zone}")).ok()?;
    Some(Moment { start: crate::time::whole_micros(at.to_utc()), precision })
}

impl FromStr for Span {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let moment = str::parse::<Moment>;
        if let Some(rest) = text.strip_prefix(">=") {
            return moment(rest).map(Self::From);
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return moment(rest).map(Self::Until);
        }
        if let Some(rest) = text.strip_prefix('>') {
            return moment(rest).map(Self::After);
        }
        if let Some(rest) = text.strip_prefix('<') {
            return moment(rest).map(Self::Before);
        }
        if let Some((first, last)) = text.split_once("..") {
            return match (first, last) {
                ("", "") => Err(NotATime),
                ("", last) => moment(last).map(Self::Until),
                (first, "") => moment(first).map(Self::From),
                (first, last) => Ok(Self::Between(moment(first)?, moment(last)?)),
            };
        }
        let relative = text.strip_prefix('-').unwrap_or(text);
        if let Some(unit) = relative.chars().last().filter(|unit| matches!(unit, 'm' | 'h' | 'd' | 'w')) {
            let digits = &relative[..relative.len() - 1];
            let is_number = !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
            let count = digits.parse().ok().filter(|count| is_number && *count > 0).ok_or(NotATime)?;
            return Ok(Self::Last { count, unit });
        }
        moment(text).map(|moment| Self::Between(moment, moment))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.precision {
            Precision::Month => "%Y-%m",
            Precision::Day => "%Y-%m-%d",
            Precision::Minute => "%Y-%m-%dT%H:%MZ",
            Precision::Second => "%Y-%m-%dT%H:%M:%SZ",
            Precision::Micro => "%Y-%m-%dT%H:%M:%S%.6fZ",
        };
        write!(f, "{}", self.start.format(form))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between(first, last) if first == last => write!(f, "{first}"),
            Self::Between(first, last) => write!(f, "{first}..{last}"),
            Self::From(moment) => write!(f, ">={moment}"),
            Self::After(moment) => write!(f, ">{moment}"),
            Self::Before(moment) => write!(f, "<{moment}"),
            Self::Until(moment) => write!(f, "<={moment}"),
            Self::Last { count, unit } => write!(f, "{count}{unit}"),
        }
    }
}
