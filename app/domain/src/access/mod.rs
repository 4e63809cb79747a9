//! Who may do what: roles, permissions, actions, and the permit without which no transaction opens.
//! Never here: how a person signed in, a row of the database.

mod action;
mod authorize;
mod permission;
mod role;

pub use action::*;
pub use authorize::{Actor, Carrier, Denied, Grants, Origin, PROOF_LASTS, Permit, authorize, carry, operate};
pub use permission::Permission;
pub use role::Role;
