//! The audit history: searched, shown, and taken away as a file; the words by which it is searched.
//! Never here: writing events (every use case does), checking the chain offline.

pub mod csv;
mod disclose;
mod excerpt;
mod export;
mod facets;
mod index;
mod list;
mod proof;
mod prove;
mod show;

pub use export::{AuditExport, Format, export};
pub use index::{index, index_all};
pub use list::{MOST_COUNTED, PAGE, list};
pub use prove::prove;
pub use show::show;
