//! Runs: the engine that carries out approved plans, and what people may do to a parked run.
//! Per step: intent committed → one call → outcome committed. Waiting is a row. After a crash: look before acting.
//! Never here: a choice (the plan has none left), a transaction that is open while AWS works.

mod advance;
mod carry;
mod execute;
mod look;
mod parked;
mod record;
mod retry;
mod skip;
mod stop;
mod verify;

pub use advance::{Advance, advance};
pub use retry::retry;
pub use skip::skip;
pub use stop::stop;
