//! A read transaction has nothing to commit.

use domain::access::ViewRequests;
use domain::audit::Event;
use store::ReadTx;

async fn write(tx: ReadTx<ViewRequests>) {
    let _ = tx.commit(Event::about("request", 1)).await;
}

fn main() {}
