//! SIGKILL at every call to AWS: the real binary, real Postgres, moto server behind a proxy that kills the server at the n-th call,
//! before and after it forwards the call. After a restart the run completes, and moto has one account.
//! Never here: a fault that the process could prepare for.

mod lane;
mod moto;
mod proxy;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use lane::Lane;
use moto::Moto;

/// Lanes at one time: mostly they wait for leases (4 s) and the settling window (8 s).
const LANES: u32 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_at_any_call_to_aws_makes_exactly_one_account() {
    let moto = Arc::new(Moto::start().await);
    let first = Lane::open(&moto, "count").await;
    let n_calls = first.run(0, false).await;
    assert!(n_calls >= 10, "only {n_calls} calls");
    println!("{n_calls} calls to AWS in a run without kills");
    let next = AtomicU32::new(0);
    let lane = async |number: u32| {
        let lane = Lane::open(&moto, &format!("lane-{number}")).await;
        let mut n_kills = 0;
        loop {
            let turn = next.fetch_add(1, Ordering::SeqCst);
            let (at, after) = (turn / 2 + 1, turn % 2 == 1);
            if at > n_calls {
                return n_kills;
            }
            lane.run(at, after).await;
            n_kills += 1;
        }
    };
    let n_kills: u32 = futures::future::join_all((0..LANES).map(lane)).await.into_iter().sum();
    assert_eq!(n_kills, 2 * n_calls);
    println!("{n_kills} kills, each followed by a restart that completed the run");
}
