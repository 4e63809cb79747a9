//! The parts of the `charter` binary. What a page looks like and what a use case does must never be here.

pub mod answers;
pub mod assets;
pub mod commands;
pub mod config;
pub mod cookies;
pub mod demo;
pub mod doors;
pub mod heads;
pub mod indexer;
pub mod outbound;
pub mod proxies;
pub mod router;
pub mod security;
pub mod sessions;
pub mod set_up;
pub mod sign_in;
pub mod sinks;
pub mod site;
pub mod tasks;
pub mod telemetry;
pub mod visitor;
pub mod worker;
pub mod world;
