//! The parts of the `charter` binary. What a page looks like and what a use case does must never be here.

pub mod assets;
