//! Moments in the past, and why one cannot be shown.
//! Never here: the clock.

use domain::organization::{AsOf, AsOfProblem};
use domain::time::Timestamp;

/// The field that is wrong, and what to do about it.
pub(crate) const fn as_of_problem(problem: AsOfProblem) -> (&'static str, &'static str) {
    match problem {
        AsOfProblem::Unreadable => {
            ("as_of", "Write a day such as 2026-03-03, or an instant such as 2026-03-03T14:30:00Z. Both are in UTC.")
        }
        AsOfProblem::NotATime => {
            ("as_of_time", "Write the time as 14:30 or 14:30:05, in UTC, or leave it empty for the end of the day.")
        }
        AsOfProblem::NoDay => ("as_of", "Add the day to the time, such as 2026-03-03."),
        AsOfProblem::TwoTimes => ("as_of_time", "Leave the time empty: the instant beside it has one."),
        AsOfProblem::Future => {
            ("as_of", "Choose a moment that has passed, in UTC. For what is there now, leave day and time empty.")
        }
    }
}

/// The exact moment in words.
pub(crate) fn moment(as_of: AsOf) -> String {
    match as_of.day {
        Some(day) if as_of.is_cut_short() => format!("{}, until now", day.format("%-d %b %Y")),
        Some(day) => format!("{}, until its end at midnight UTC", day.format("%-d %b %Y")),
        None => exact(as_of.at),
    }
}

/// The moment in few words, for the title of a window.
pub(crate) fn short_moment(as_of: AsOf) -> String {
    as_of.day.map_or_else(|| exact(as_of.at), |day| day.format("%-d %b %Y").to_string())
}

/// An instant with everything that it has.
fn exact(at: Timestamp) -> String {
    let format = match (at.timestamp_subsec_micros(), at.timestamp() % 60) {
        (0, 0) => "%-d %b %Y, %H:%M UTC",
        (0, _) => "%-d %b %Y, %H:%M:%S UTC",
        _ => "%-d %b %Y, %H:%M:%S%.6f UTC",
    };
    at.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> AsOf {
        let asked = domain::organization::AsOfQuery { as_of: text.into(), ..Default::default() };
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-24T19:40:18Z").unwrap().to_utc();
        AsOf::read(&asked, now).unwrap().unwrap()
    }

    #[test]
    fn a_moment_is_said_exactly() {
        for (text, words, short) in [
            ("2026-03-03", "3 Mar 2026, until its end at midnight UTC", "3 Mar 2026"),
            ("2026-11-24", "24 Nov 2026, until now", "24 Nov 2026"),
            ("2026-03-03T14:30:00Z", "3 Mar 2026, 14:30 UTC", "3 Mar 2026, 14:30 UTC"),
            ("2026-03-03T14:30:05Z", "3 Mar 2026, 14:30:05 UTC", "3 Mar 2026, 14:30:05 UTC"),
            ("2026-03-03T14:30:00.000001Z", "3 Mar 2026, 14:30:00.000001 UTC", "3 Mar 2026, 14:30:00.000001 UTC"),
        ] {
            assert_eq!((moment(read(text)).as_str(), short_moment(read(text)).as_str()), (words, short));
        }
    }
}
