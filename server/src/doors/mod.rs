//! Our own doors: those that are neither pages of the app nor server functions.
//! Never here: a use case.

pub mod audit_file;
pub mod enter;
pub mod functions;
pub mod health;
pub mod metrics;
pub mod theme;
