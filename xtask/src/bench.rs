//! `cargo xtask bench`: runs the benches in `xtask/benches`, which know the product's crates. xtask itself must not, so
//! that it builds when they do not. What is measured must never be decided here.

use crate::command;
use crate::phases::Phases;
use crate::places::Places;
use crate::system::{self, Need};
use crate::throwaway::Directory;
use crate::trouble::Trouble;

/// Events of the short run.
const SHORT: u64 = 100_000;
/// Events of the full run.
const FULL: u64 = 10_000_000;
/// What an event takes on the disk at the most, with its indexes and its words, in bytes.
const OF_AN_EVENT: u64 = 2_200;
/// What a cluster takes without any, with its write-ahead log, in bytes.
const WITHOUT_EVENTS: u64 = 2_000_000_000;
/// What must be left when the database has reached its size, in bytes.
const LEFT: u64 = 1_000_000_000;

/// Builds the benches optimised, which takes minutes the first time, and runs them one after the other: the short ones, or
/// with `full` that of the record alone, with a database of 10,000,000 events.
///
/// # Errors
/// When a bench does not compile or fails, when the disk is too full, or when a goal of the full run is missed.
pub fn bench(places: &Places, phases: &mut Phases, full: bool, events: Option<u64>) -> Result<(), Trouble> {
    phases.run("system packages", || system::ensure(places, &[Need::Postgres]))?;
    if !full {
        phases.run("bench chain", || {
            command::run(command::cargo(&places.root).args(["bench", "-p", "xtask", "--bench", "chain"]))
        })?;
    }
    let events = events.unwrap_or(if full { FULL } else { SHORT });
    phases.run("bench record", || record(places, full, events))
}

fn record(places: &Places, full: bool, events: u64) -> Result<(), Trouble> {
    let directory = Directory::make()?;
    directory.check_space(WITHOUT_EVENTS + events * OF_AN_EVENT + LEFT)?;
    let mut cargo = command::cargo(&places.root);
    cargo.args(["bench", "-p", "xtask", "--bench", "record", "--", "--events", &events.to_string(), "--directory"]);
    cargo.arg(directory.path()).arg("--psql").arg(system::postgres("psql").unwrap_or_else(|| "psql".into()));
    // With fewer events the goals are no goals.
    if full && events >= FULL {
        cargo.arg("--strict");
    }
    command::run(&mut cargo)
}
