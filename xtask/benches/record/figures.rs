//! The table: what was measured, the goal beside it, and whether it was met.
//! Never here: a measurement.

use std::fmt::Display;

/// Which side of the goal is good.
#[derive(Clone, Copy)]
pub enum Goal {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

/// What was measured so far.
pub struct Figures {
    events: u64,
    rows: Vec<(String, String, String, &'static str)>,
    is_met: bool,
}

impl Figures {
    /// None yet.
    pub fn new(events: u64) -> Self {
        Self { events, rows: Vec::new(), is_met: true }
    }

    /// A figure with a goal. `how` says what was compared.
    pub fn goal(&mut self, name: impl Into<String>, value: f64, unit: &str, goal: Goal, how: impl Display) {
        let (is_good, words) = match goal {
            Goal::AtLeast(least) => (value >= least, format!(">= {least}{unit}")),
            Goal::AtMost(most) => (value <= most, format!("<= {most}{unit}")),
        };
        self.is_met &= is_good;
        let name = name.into();
        eprintln!("  {name}: {value:.2}{unit} ({how})");
        self.rows.push((format!("{name} ({how})"), format!("{value:.2}{unit}"), words, if is_good { "met" } else { "MISSED" }));
    }

    /// A figure without a goal.
    pub fn note(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        eprintln!("  {name}: {value}");
        self.rows.push((name, value, String::new(), ""));
    }

    /// Prints the table. Whether every goal was met.
    pub fn print(&self) -> bool {
        let width = self.rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
        println!(
            "\nthe record with {} events (the goals are those of 10,000,000: with few, a scan is no slow peer)",
            self.events
        );
        for (name, value, goal, mark) in &self.rows {
            println!("{:<width$}  {value:>16}  {goal:<12} {mark}", name);
        }
        self.is_met
    }
}
