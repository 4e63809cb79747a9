//! The requests that wait for a decision.

use domain::access::ReviewRequest;
use domain::wire::RequestsView;

use crate::caller::Caller;
use crate::error::Result;

/// Oldest first; the caller's own are among them, marked.
///
/// # Errors
/// As authorization and the database answer.
pub async fn queue(caller: &Caller) -> Result<RequestsView> {
    let mut tx = caller.means.store.read(caller.authorize(ReviewRequest)?).await?;
    let requests = store::request_lists::waiting(&mut tx, caller.member()).await?;
    Ok(RequestsView { requests, next: None })
}
