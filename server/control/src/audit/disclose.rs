//! Looking at the audit history is itself recorded: it has names, addresses, and what was changed from what to what.
//! Never here: exports, each of which leaves its own event.

use chrono::TimeDelta;
use domain::access::{ReadAudit, ViewAudit};
use domain::audit::Event;
use store::ReadTx;

use crate::caller::Caller;
use crate::error::Result;

/// Of one person there is one event in this time: who looks through many pages would otherwise fill them with the looking.
const ONE_IN: TimeDelta = TimeDelta::hours(1);

/// Opens the audit history to the caller. If that was not recorded within the hour, it is recorded first: nothing is shown
/// that could not be recorded.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub(super) async fn open(caller: &Caller) -> Result<ReadTx<ViewAudit>> {
    let mut tx = caller.means.store.read(caller.authorize(ViewAudit)?).await?;
    if store::audit::was_read(&mut tx, caller.grants.member(), caller.means.now() - ONE_IN).await? {
        return Ok(tx);
    }
    // A read transaction sees the database as it was when it began, so one that shows the event begins after it.
    drop(tx);
    let write = caller.means.store.write(caller.authorize(ReadAudit)?).await?;
    let event = Event::about("audit", write.tenant());
    write.commit(event).await?;
    Ok(caller.means.store.read(caller.authorize(ViewAudit)?).await?)
}
