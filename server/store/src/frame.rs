//! The one figure of the frame around every page.
//! Never here: anything that is not shown on every page.

use domain::access::ViewSelf;
use domain::ids::MemberId;

use crate::error::Result;
use crate::tx::ReadTx;

/// Requests that wait for a decision and that the member neither made nor last changed.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn count_waiting(tx: &mut ReadTx<ViewSelf>, member: MemberId) -> Result<i64> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!" from account_request where stage = 'submitted' and requested_by <> $1 and changed_by <> $1"#,
        member.as_uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(n)
}
