//! Tests of the evidence. Never here: a database.

mod appends;
mod files;
mod keys;
mod lines;
mod trees;
