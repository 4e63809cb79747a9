//! `cargo xtask torture`: runs the bench that attacks exported records. What is attacked, and how, must never be decided here.

use crate::command;
use crate::places::Places;
use crate::trouble::Trouble;

/// Builds the bench optimised and runs it.
///
/// # Errors
/// When it does not compile, when an attack is not found, or when a true record raises an alarm.
pub fn torture(places: &Places, seed: u64, mutations: u64, appends: u64) -> Result<(), Trouble> {
    let numbers = [seed, mutations, appends].map(|number| number.to_string());
    let mut cargo = command::cargo(&places.root);
    cargo.args(["bench", "-p", "xtask", "--bench", "torture", "--", "--seed", &numbers[0], "--mutations", &numbers[1]]);
    command::run(cargo.args(["--appends", &numbers[2]]))
}
