//! Every sentence that a rule, a state or a failure has on screen. A sentence about something wrong names the remedy.
//! Never here: a decision, HTML.

mod audit;
mod aws;
mod fields;
mod members;
mod numbers;
mod people;
mod refusals;
mod requests;
mod runs;
mod troubles;

pub(crate) use audit::{AUDIT_GROUPS, audit_action, audit_actor, audit_chain, audit_field, audit_object};
pub(crate) use aws::{account_state, joined_method};
pub(crate) use fields::field_error;
pub(crate) use members::{role_grants, standing};
pub(crate) use numbers::{counted, grouped};
pub(crate) use people::{environment, role};
pub(crate) use refusals::refusal;
pub(crate) use requests::{reference, request_done, request_state, reversal, verdict};
pub(crate) use runs::{ending_sentence, operation, outcome, parked, reaction, step_state};
pub(crate) use troubles::{Trouble, forbidden, trouble};
