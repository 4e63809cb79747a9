//! The use cases against a real Postgres and the simulated AWS in process.
//! Never here: HTTP, HTML.

mod audit;
mod flow;
mod frame;
mod members;
mod organization;
mod requests;
mod runs;
mod support;
