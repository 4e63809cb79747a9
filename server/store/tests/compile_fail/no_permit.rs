//! An action is not a permit: without authorization no transaction opens.

use domain::access::SubmitRequest;
use store::Store;

async fn open(store: Store) {
    let _ = store.write(SubmitRequest).await;
}

fn main() {}
