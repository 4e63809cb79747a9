//! A permit has no copy.

use domain::access::{Permit, SubmitRequest};

fn copy(permit: &Permit<SubmitRequest>) -> Permit<SubmitRequest> {
    Permit::clone(permit)
}

fn main() {}
