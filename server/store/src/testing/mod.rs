//! For tests only (feature `testing`): a throw-away Postgres, a database of its own for each test, a clock and a chance that
//! tests control. Never here: something that the `charter` binary contains; a pool of another role than `charter_app` and `charter_keeper`.

mod database;
mod plain;
mod shared;
mod world;

pub use database::TestDatabase;
pub use plain::{Opening, team_without_event};
pub use world::{FixedClock, SeededChance};
