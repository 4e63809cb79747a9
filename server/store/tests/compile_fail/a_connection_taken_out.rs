//! The connection stays inside the store: nobody else sends statements.

use domain::access::ViewRequests;
use store::{ReadTx, Store};

fn take(mut tx: ReadTx<ViewRequests>) {
    let _ = tx.conn();
}

fn pool(store: Store) {
    let _ = store.pool;
}

fn main() {}
