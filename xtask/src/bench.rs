//! `cargo xtask bench`: runs the benches in `xtask/benches`, which know the product's crates. xtask itself must not, so
//! that it builds when they do not.

use crate::command;
use crate::places::Places;
use crate::trouble::Trouble;

/// Builds the benches optimised, which takes minutes the first time, and runs them one after the other.
///
/// # Errors
/// When a bench does not compile or fails.
pub fn bench(places: &Places) -> Result<(), Trouble> {
    command::run(command::cargo(&places.root).args(["bench", "-p", "xtask", "--bench", "*"]))
}
