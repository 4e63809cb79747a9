//! A run: one execution of one approved plan, and what it does next. The executor has no choices left.
//! Never here: calling AWS, waiting, storing.

mod reaction;
mod state;

pub use reaction::{MAX_BUSY, MAX_LAG, MAX_UNKNOWN, ParkReason, React, Reaction, react};
pub use state::{Ending, Next, RunStep, StepState, next};
