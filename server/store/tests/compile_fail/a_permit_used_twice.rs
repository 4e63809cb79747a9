//! A permit is for one transaction.

use domain::access::{Permit, SubmitRequest};
use store::Store;

async fn twice(store: Store, permit: Permit<SubmitRequest>) {
    let _ = store.write(permit).await;
    let _ = store.write(permit).await;
}

fn main() {}
