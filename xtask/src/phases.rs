//! The phases of a task: a line when each begins, a table of times at the end. What a phase does must never be here.

use std::time::{Duration, Instant};

use crate::trouble::Trouble;

/// The phases of one task so far. The table is printed when this is dropped, also after an error.
pub struct Phases {
    rows: Vec<(String, Duration, bool)>,
    begun: Instant,
}

impl Phases {
    /// No phase yet; the total runs from here.
    pub fn new() -> Self {
        Self { rows: Vec::new(), begun: Instant::now() }
    }

    /// Runs one phase, timed.
    ///
    /// # Errors
    /// Those of the phase, unchanged.
    pub fn run<T>(&mut self, name: &str, phase: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
        eprintln!("▸ {name}");
        let begun = Instant::now();
        let outcome = phase();
        self.rows.push((name.to_owned(), begun.elapsed(), outcome.is_ok()));
        outcome
    }

    /// Prints the table and forgets the rows, so that it is printed once.
    pub fn print(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let width = self.rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0).max("total".len());
        eprintln!("\n{:<width$}  {:>9}", "phase", "time");
        for (name, time, good) in self.rows.drain(..) {
            let mark = if good { "" } else { "  failed" };
            eprintln!("{name:<width$}  {:>9}{mark}", spoken(time));
        }
        eprintln!("{:<width$}  {:>9}", "total", spoken(self.begun.elapsed()));
    }
}

impl Drop for Phases {
    fn drop(&mut self) {
        self.print();
    }
}

/// A time for people: tenths of seconds below a minute, else minutes and seconds.
pub fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_unit_that_people_read() {
        assert_eq!(spoken(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(spoken(Duration::from_secs(61)), "1 min 01 s");
    }
}
