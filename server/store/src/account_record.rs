//! What the record has about an account: the events of the request that it came from.
//! Never here: bytes of events; accounts that were not made here have none.

use domain::access::ViewAudit;
use domain::time::Timestamp;
use domain::wire::{AccountEvent, AccountRecord};

use crate::error::Result;
use crate::tx::ReadTx;

/// Events that a page shows.
const MOST: usize = 20;

/// The newest events about the account until an instant, itself included; `None`: until now.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn account_record(tx: &mut ReadTx<ViewAudit>, id: &str, until: Option<Timestamp>) -> Result<AccountRecord> {
    let tenant = tx.tenant().as_uuid();
    // The tenant is named, although row-level security adds it: it leads the index.
    let mut events = sqlx::query_as!(
        AccountEvent,
        "select chain, sequence, at, action
           from audit_event
          where tenant_id = $1 and request_id = (select request_id::text from run where account_id = $2 order by queued_at desc limit 1)
            and at <= coalesce($3::timestamptz, 'infinity')
          order by at desc, chain desc, sequence desc
          limit $4",
        tenant,
        id,
        until,
        MOST as i64 + 1
    )
    .fetch_all(tx.conn())
    .await?;
    let has_more = events.len() > MOST;
    events.truncate(MOST);
    Ok(AccountRecord { events, has_more })
}
