//! A transaction takes the event of its own action only.

use domain::access::{DeclineRequest, SubmitRequest};
use domain::audit::Event;
use store::WriteTx;

async fn confuse(tx: WriteTx<SubmitRequest>) {
    let _ = tx.commit(Event::<DeclineRequest>::about("request", 1)).await;
}

fn main() {}
