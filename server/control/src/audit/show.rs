//! Shows one event by its place in its chain.
//! Never here: bytes of events.

use domain::access::ViewAudit;
use domain::audit::Chain;
use domain::wire::AuditRow;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// The event with that sequence in that chain.
///
/// # Errors
/// [`Error::hidden`] if there is none; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, chain: &str, sequence: i64) -> Result<AuditRow> {
    let permit = caller.authorize(ViewAudit)?;
    let chain: Chain = chain.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(permit).await?;
    let event = store::audit::one(&mut tx, chain, sequence).await?.ok_or_else(Error::hidden)?;
    Ok(event.row)
}
