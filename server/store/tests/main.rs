//! The store against a real Postgres, as `charter_app`: isolation, transactions, the audit chain, the catalog.
//! Never here: a use case.

#![expect(clippy::disallowed_methods, reason = "these tests send what the product cannot: forbidden and generated statements")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit_chain;
mod catalog;
mod compile_fail;
mod explorer;
mod isolation;
mod scene;
mod time_travel;
mod wall;
