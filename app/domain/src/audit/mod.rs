//! Audit events: what is written, in which bytes, and how one follows another.
//! Never here: where they are stored, a secret, a personal value inside the bytes.

mod chain;
mod criteria;
mod event;
mod readable;

pub use chain::{Chain, FIRST_PREVIOUS, Leaf, leaf_of};
pub use criteria::{Criteria, Position, Unreadable};
pub use event::{Correlation, Event, EventBody, Field, Object, Personal, SealedEvent, Stamp, seal};
pub use readable::{ERASED, ReadableEvent, read_back};
