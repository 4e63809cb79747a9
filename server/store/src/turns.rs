//! Whose turn it is: the requests that go on only when the reader does something, beside those that wait for a decision.
//! Never here: the queue of decisions (any approver takes one of those).

use domain::access::ViewRequests;
use domain::ids::MemberId;
use domain::wire::TurnRow;

use crate::error::Result;
use crate::tx::ReadTx;

/// The most that are told.
const MOST: i64 = 20;

/// Requests of the reader with changes asked for, and parked runs that the reader answers for, the one that waits longest first.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn turns(tx: &mut ReadTx<ViewRequests>, reader: MemberId) -> Result<Vec<TurnRow>> {
    let rows = sqlx::query_as!(
        TurnRow,
        r#"select number, coalesce(form ->> 'account_name', '') as "account_name!", stage = 'approved' as "is_parked!"
             from account_request r
            where (stage = 'changes_asked' and requested_by = $1)
               or (stage = 'approved' and exists (
                     select from run
                       join decision on decision.tenant_id = run.tenant_id and decision.decision_id = run.decision_id
                       join run_step on run_step.tenant_id = run.tenant_id and run_step.run_id = run.run_id and run_step.state = 'parked'
                      where run.tenant_id = r.tenant_id and run.run_id = r.run_id and run.ended_at is null and decided_by = $1))
            order by changed_at, number limit $2"#,
        reader.as_uuid(),
        MOST
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}
