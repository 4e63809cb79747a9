//! The tests of the server, as one program: each further one would be linked anew.
//! Never here: a test; each room has a module.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod asvs;
mod browser_security;
mod doctor;
mod doors;
mod heads;
mod house;
mod isolation;
mod kill;
mod second_verifier;
mod sessions;
mod set_up;
mod sign_in;
mod source_address;
mod support;
