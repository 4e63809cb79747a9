//! The use cases against a real Postgres and the simulated AWS in process.
//! Never here: HTTP, HTML.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod audit;
mod drawing;
mod entrance;
mod evidence;
mod flow;
mod frame;
mod members;
mod organization;
mod recorded;
mod requests;
mod reviewing;
mod runs;
mod set_up;
mod sign_ins;
mod support;
