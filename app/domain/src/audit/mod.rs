//! Audit events: what is written, in which bytes, how one follows another, and how they are found again.
//! Never here: where they are stored, a secret, a personal value inside the bytes.

mod chain;
mod event;
pub mod evidence;
mod position;
pub mod query;
mod readable;
pub mod words;

pub use chain::{Chain, FIRST_PREVIOUS, Leaf, leaf_of};
pub use event::{Correlation, Event, EventBody, Field, Object, Personal, SealedEvent, Stamp, seal};
pub use position::{Ends, Position};
pub use readable::{ERASED, ReadableEvent, read_back};
