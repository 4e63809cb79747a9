//! The audit history: list with filter, and one event.
//! Never here: changing anything.

pub(crate) mod event;
pub(crate) mod list;

mod fields;
mod filter;

#[cfg(test)]
mod tests;
