//! What administrators keep: the connection to AWS, members and teams; and everybody's own sessions.
//! Never here: who may keep it.

pub(crate) mod connection;
pub(crate) mod members;
pub(crate) mod sessions;

mod change_member;
mod connect_form;
mod contact_form;
mod invite_forms;
mod trust;

#[cfg(test)]
mod tests;
