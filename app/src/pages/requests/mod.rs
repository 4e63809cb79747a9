//! The pages of requests: list, beginning, form, check, one request with its run, review.
//! Never here: a rule about requests.

mod calls;
mod choice;
mod decide;
mod difference;
mod facts;
mod moved;
mod run;
mod steer;
mod table;

pub(crate) mod check;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod review;
pub(crate) mod show;

pub(crate) use table::RequestTable;

#[cfg(test)]
mod tests;
