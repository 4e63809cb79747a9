//! The requests that wait for a decision.

use domain::access::ReviewRequest;
use domain::time::Timestamp;
use domain::wire::RequestsView;
use store::request_lists;

use crate::caller::Caller;
use crate::error::Result;

/// Oldest first, beyond that time of submission and number; the caller's own are among them, marked.
///
/// # Errors
/// As authorization and the database answer.
pub async fn queue(caller: &Caller, after: Option<(Timestamp, i64)>) -> Result<RequestsView> {
    let mut tx = caller.means.store.read(caller.authorize(ReviewRequest)?).await?;
    let mut requests = request_lists::waiting(&mut tx, caller.member(), after).await?;
    let page = usize::try_from(request_lists::PAGE).unwrap_or(usize::MAX);
    let has_more = requests.len() > page;
    requests.truncate(page);
    let next = if has_more { requests.last().map(|row| row.number) } else { None };
    Ok(RequestsView { requests, next })
}
