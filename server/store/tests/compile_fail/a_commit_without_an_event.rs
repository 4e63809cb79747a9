//! A recorded write commits with its event or not at all.

use domain::access::SubmitRequest;
use store::WriteTx;

async fn silent(tx: WriteTx<SubmitRequest>) {
    let _ = tx.commit().await;
}

fn main() {}
