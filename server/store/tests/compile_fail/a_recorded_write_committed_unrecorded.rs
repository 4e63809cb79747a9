//! Only drafts are committed without an event.

use domain::access::SubmitRequest;
use store::WriteTx;

async fn silent(tx: WriteTx<SubmitRequest>) {
    let _ = tx.commit_unrecorded().await;
}

fn main() {}
