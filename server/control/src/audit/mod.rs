//! The audit history: shown, and taken away as a file.
//! Never here: writing events (every use case does), checking the chain offline.

pub mod csv;
mod export;
mod list;
mod show;

pub use export::{AuditExport, export};
pub use list::list;
pub use show::show;
