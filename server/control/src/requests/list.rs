//! The requests that a member may see.

use domain::access::{Permission, ViewRequests};
use domain::wire::RequestsView;
use store::request_lists;

use crate::caller::Caller;
use crate::error::Result;

/// Newest first, numbers below `before`.
///
/// # Errors
/// As authorization and the database answer.
pub async fn list(caller: &Caller, before: Option<i64>) -> Result<RequestsView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewRequests)?).await?;
    let teams: Vec<_> = caller.grants.teams().iter().copied().collect();
    let sees_all = caller.grants.has(Permission::ViewAllRequests);
    let mut requests = request_lists::visible(&mut tx, caller.member(), &teams, sees_all, before).await?;
    let page = usize::try_from(request_lists::PAGE).unwrap_or(usize::MAX);
    let has_more = requests.len() > page;
    requests.truncate(page);
    let next = if has_more { requests.last().map(|row| row.number) } else { None };
    Ok(RequestsView { requests, next })
}
