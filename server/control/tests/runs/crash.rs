//! The engine dies at every call to AWS, before and after the call's effect.

use std::sync::Arc;

use chrono::TimeDelta;
use control::Means;
use domain::wire::RequestState;

use super::crashing_cloud::{CrashingClouds, Fuse};
use crate::flow::Flow;

/// Means whose way to AWS has a fuse.
fn fused(flow: &Flow, fuse: &Arc<Fuse>) -> Means {
    let inner = flow.world.means.clouds.clone();
    Means { clouds: Arc::new(CrashingClouds { inner, fuse: fuse.clone() }), ..flow.world.means.clone() }
}

/// Turns an engine until its fuse burns (true) or the run ends without (false).
async fn turn_until_burned(flow: &Flow, number: i64, fuse: &Arc<Fuse>) -> bool {
    let means = fused(flow, fuse);
    for _ in 0..60 {
        tokio::select! {
            () = flow.turn(&means) => {}
            () = fuse.burned.notified() => return true,
        }
        if flow.show(number).await.row.state != RequestState::Running {
            return false;
        }
        flow.pass(TimeDelta::seconds(3)).await;
    }
    panic!("neither burned nor ended");
}

#[tokio::test]
async fn a_run_survives_a_crash_at_every_call_and_makes_one_account() {
    crash_at_every_call(&Flow::new().await).await;
}

#[tokio::test]
async fn it_does_so_without_leaning_on_awss_unique_emails() {
    crash_at_every_call(&Flow::hostile().await).await;
}

async fn crash_at_every_call(flow: &Flow) {
    flow.set_contact("+1 555 0100").await;
    let counting = Fuse::new(0, false);
    let number = flow.approved("crash-0").await;
    assert!(!turn_until_burned(flow, number, &counting).await);
    let n_calls = counting.calls();
    assert!(n_calls >= 10, "only {n_calls} calls");
    for at in 1..=n_calls {
        for after_effect in [false, true] {
            let name = format!("crash-{at}-{after_effect}");
            let number = flow.approved(&name).await;
            let has_burned = turn_until_burned(flow, number, &Fuse::new(at, after_effect)).await;
            flow.pass(TimeDelta::seconds(10)).await;
            let state = if has_burned { flow.run_to_end(number).await } else { flow.show(number).await.row.state };
            assert_eq!(state, RequestState::Ready, "{name}: {:?}", flow.show(number).await.run);
            let accounts = flow.world.simulator.state().accounts_per_email(&format!("aws+{name}@northwind.example"));
            assert_eq!(accounts.len(), 1, "{name}");
            assert_eq!(flow.contact_in_aws(&name), Some(Flow::contact("+1 555 0100")), "{name}");
        }
    }
    println!("{n_calls} calls, {} crashes", 2 * n_calls);
}

#[tokio::test]
async fn an_engine_that_lost_its_lease_cannot_write() {
    let flow = Flow::new().await;
    let number = flow.approved("fenced").await;
    let stale = flow.world.means.store.claim(uuid::Uuid::from_u128(1)).await.unwrap().unwrap();
    flow.pass(TimeDelta::seconds(1)).await;
    let fresh = flow.world.means.store.claim(uuid::Uuid::from_u128(2)).await.unwrap().unwrap();
    assert!(fresh.fence > stale.fence);
    assert!(!flow.world.means.store.renew(&stale).await.unwrap());
    assert!(flow.world.means.store.renew(&fresh).await.unwrap());
    flow.world.means.store.release(&stale, 0.0).await.unwrap();
    assert!(flow.world.means.store.renew(&fresh).await.unwrap(), "a stale release does nothing");
    flow.world.means.store.release(&fresh, 0.0).await.unwrap();
    assert_eq!(flow.run_to_end(number).await, RequestState::Ready);
}
