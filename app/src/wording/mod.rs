//! Every sentence that a rule, a state or a failure has on screen. A sentence about something wrong names the remedy.
//! Never here: a decision, HTML.

mod as_of;
mod audit;
mod aws;
mod browsers;
mod fields;
mod members;
mod numbers;
mod people;
mod refusals;
mod requests;
mod runs;
mod set_up;
mod troubles;

pub(crate) use as_of::{as_of_problem, moment, short_moment};
pub(crate) use audit::{
    audit_action, audit_actor, audit_chain, audit_field, audit_object, audit_result, facet_title, facet_value, query_problem,
};
pub(crate) use aws::{account_state, joined_method};
pub(crate) use browsers::browser;
pub(crate) use fields::field_error;
pub(crate) use members::{role_grants, standing};
pub(crate) use numbers::{counted, grouped};
pub(crate) use people::{environment, role};
pub(crate) use refusals::refusal;
pub(crate) use requests::{reference, request_done, request_state, reversal, verdict};
pub(crate) use runs::{ending_sentence, operation, outcome, parked, reaction, step_state, waits_for, waits_for_in_short};
pub(crate) use set_up::{CREATE_WORKSPACE, shut_link, workspace_fault};
pub(crate) use troubles::{Trouble, forbidden, trouble};
