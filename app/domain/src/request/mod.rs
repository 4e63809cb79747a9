//! An account request: what a person asks for, with AWS's exact limits, and the stages that it goes through.
//! Never here: the plan that a request leads to, wording for people.

mod email;
mod name;
mod problem;
#[expect(clippy::module_inception, reason = "the room is named after its main type")]
mod request;
mod spec;
mod tags;

pub use email::{EmailPattern, RootEmail};
pub use name::AccountName;
pub use problem::{FieldError, FieldName, Problem};
pub use request::{Refusal, Request, Stage, Verdict};
pub use spec::{AccountForm, AccountSpec, Environment, Purpose, TagRow};
pub use tags::{RESERVED_TAG_PREFIX, Tags};
