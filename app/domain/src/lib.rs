//! The rules of Charter: identifiers, access, requests, plans, runs, audit events and the shapes that cross the wire.
//! Never here: async, I/O, a clock, chance, SQL, AWS SDK types, wording for people.

pub mod access;
pub mod audit;
pub mod canonical;
pub mod ids;
pub mod organization;
pub mod plan;
pub mod request;
pub mod run;
pub mod text;
pub mod time;
pub mod wire;
