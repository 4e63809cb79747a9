//! The contract of the port: one suite, against the simulator over the wire and against moto server. Where moto deviates from AWS, the test says
//! what moto does instead. Beside it: endpoints that are down, slow or not AWS at all.
//! Never here: a test that is skipped because a tool is missing.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where something is not as it must be")]

mod accounts;
mod backend;
mod broken;
mod bucket;
mod connecting;
mod contacts;
mod counting;
mod door;
mod moto;
mod policies;
mod reads;
mod same;
