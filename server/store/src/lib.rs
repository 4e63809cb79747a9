//! The only SQL of Charter: rows into domain values and back, inside transactions that only a permit opens.
//! Never here: decisions, HTTP, calls to `control`, a public row type, a pool handed out.

mod account_record;
pub mod accounts;
pub mod audit;
mod audit_hits;
pub mod audit_search;
mod audit_sieve;
pub mod claim;
pub mod cluster;
pub mod decisions;
pub mod entry;
mod error;
mod examine;
pub mod frame;
pub mod heads;
mod installation;
pub mod keeping;
pub mod lobby;
pub mod members;
mod migrate;
pub mod organization;
pub mod plans;
pub mod policies;
mod pool;
pub mod postings;
pub mod record;
pub mod request_lists;
pub mod requests;
pub mod run_steering;
pub mod run_steps;
pub mod run_views;
pub mod runs;
pub mod sessions;
pub mod set_up;
pub mod sign_in;
pub mod snapshot;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tree;
pub mod turns;
mod tx;
pub mod workspaces;
mod world;

pub use account_record::account_record;
pub use error::{Error, Result};
pub use examine::{Examination, Issuer, examine};
pub use installation::{NoDemo, claim_for_demo};
pub use migrate::{MIGRATOR, MigrationError, is_current, migrate};
pub use pool::{Store, StoreSettings, Unfit};
pub use tx::{Committed, ReadTx, WriteTx};
pub use world::{Chance, Clock};
