//! The pages: each loads one view and arranges it on one screen. Compiled for the server only; nothing of a page is hydrated.
//! Never here: business rules, SQL, a raw colour, one page importing another.

mod address;
mod as_of;
mod boundary;
mod form;
mod framed;
mod observe;
mod outcome;

pub(crate) mod approvals;
pub(crate) mod audit;
pub(crate) mod home;
pub(crate) mod landing;
pub(crate) mod lost;
pub(crate) mod organization;
pub(crate) mod requests;
pub(crate) mod settings;

#[cfg(test)]
mod tests;
