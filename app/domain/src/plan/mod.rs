//! The plan: an immutable, ordered list of AWS calls with the basis on which it was drawn, and a hash over both.
//! Never here: carrying it out, reading AWS, quotas.

mod basis;
mod call;
#[expect(clippy::module_inception, reason = "the room is named after its main type")]
mod plan;

pub use basis::{Basis, Level, Moved};
pub use call::{Call, Filled, Reversal, Slot, Step};
pub use plan::{Intent, Nonce, Plan, PlanHash, UnreadablePlan, draw};
