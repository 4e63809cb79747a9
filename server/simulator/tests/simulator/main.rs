//! The simulator in process: AWS's rules, the journal, the demo's organizations.
//! Never here: the wire format (the contract tests of crate `aws` use it).

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod demo;
mod journal;
mod rules;
mod stage;
