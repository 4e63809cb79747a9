//! AWS's operations as decisions: they look at a state and give a value with effects, or refuse.
//! Never here: a change of the state, the wire format, I/O.

pub(crate) mod account;
pub(crate) mod attachment;
pub(crate) mod contact;
pub(crate) mod creation;
pub(crate) mod new_unit;
pub(crate) mod policy;
pub(crate) mod policy_content;
pub(crate) mod role;
pub(crate) mod tag;
pub(crate) mod trust;
pub(crate) mod unit;
