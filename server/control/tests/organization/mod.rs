//! Connecting, reading and showing the AWS organization.
//! Never here: runs.

mod accounts;
mod connect;
mod moving;
mod observe;
mod observe_account;
mod policies;
mod time_travel;
mod tree;
