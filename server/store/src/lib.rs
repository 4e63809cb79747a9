//! The only SQL of Charter: rows into domain values and back, inside transactions that only a permit opens.
//! Never here: decisions, HTTP, calls to `control`, a public row type, a pool handed out.

pub mod entry;
mod error;
mod migrate;
mod pool;
mod tx;
mod world;

pub use error::{Error, Result};
pub use migrate::{MIGRATOR, MigrationError, is_current, migrate};
pub use pool::{Store, StoreSettings, Unfit};
pub use tx::{Committed, ReadTx, WriteTx};
pub use world::{Chance, Clock};
