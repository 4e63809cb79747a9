//! The use cases of Charter, one verb per file, and the port `Cloud`.
//! Never here: SQL text, HTTP types, SDK types, HTML.

pub mod caller;
pub mod cloud;
pub mod error;
pub mod means;
pub mod pages;

pub use caller::{Caller, SignedIn, Visitor};
pub use error::{Error, Result};
pub use means::Means;
