//! The permit to withdraw does not open the transaction that approves.

use domain::access::{ApproveRequest, Permit, WithdrawRequest};
use store::{Store, WriteTx};

async fn open(store: Store, permit: Permit<WithdrawRequest>) {
    let _: WriteTx<ApproveRequest> = store.write(permit).await.unwrap();
}

fn main() {}
