//! The requests whose turn the caller is, for the first page.
//! Never here: what waits for a decision (the frame counts it).

use domain::access::ViewRequests;
use domain::wire::TurnRow;

use crate::caller::Caller;
use crate::error::Result;

/// Requests that go on only when the caller does something, the one that waits longest first; 20 at most.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn turns(caller: &Caller) -> Result<Vec<TurnRow>> {
    let mut tx = caller.means.store.read(caller.authorize(ViewRequests)?).await?;
    Ok(store::turns::turns(&mut tx, caller.member()).await?)
}
