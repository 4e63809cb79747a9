//! The audit explorer: search, overview, list, and one event.
//! Never here: changing anything.

pub(crate) mod event;
pub(crate) mod list;

mod fields;
mod overview;
mod proof;
mod search;

#[cfg(test)]
mod tests;
