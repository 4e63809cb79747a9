//! The language of service control policies: reading a document and saying what it holds.
//! Never here: async, I/O, AWS calls, a workflow.

mod document;

pub use document::{Document, Effect, Malformed, Statement};
