//! The use cases of Charter, one verb per file, and the port `Cloud`.
//! Never here: SQL text, HTTP types, SDK types, HTML.

pub mod audit;
pub mod basis;
pub mod caller;
pub mod cloud;
pub mod entrance;
pub mod error;
pub mod evidence;
pub mod frame;
pub mod means;
pub mod members;
pub mod organization;
pub mod pages;
pub mod refusals;
pub mod requests;
pub mod runs;
pub mod sign_ins;

pub use caller::{Caller, SignedIn, Visitor};
pub use error::{Error, Result};
pub use means::Means;
pub use refusals::Refusals;
