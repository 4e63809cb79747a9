//! Shows one event by its place in its chain.
//! Never here: bytes of events.

use domain::access::ViewAudit;
use domain::audit::{Chain, Criteria};
use domain::wire::AuditRow;
use store::audit::Ends;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// Events that are read at once while looking. Times follow sequences but for the clocks' differences, so the first one is it.
const PIECE: i64 = 10;

/// The event with that sequence in that chain.
///
/// # Errors
/// [`Error::hidden`] if there is none; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, chain: &str, sequence: i64) -> Result<AuditRow> {
    let permit = caller.authorize(ViewAudit)?;
    let chain: Chain = chain.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(permit).await?;
    let heads = store::audit::ends(&mut tx).await?;
    let (head, ends) = match chain {
        Chain::Changes => (heads.changes, Ends { changes: sequence, access: 0 }),
        Chain::Access => (heads.access, Ends { changes: 0, access: sequence }),
    };
    if !(1..=head).contains(&sequence) {
        return Err(Error::hidden());
    }
    let mut criteria = Criteria::default();
    loop {
        let events = store::audit::page(&mut tx, &criteria, ends, PIECE).await?;
        let Some(last) = events.last() else { return Err(Error::hidden()) };
        criteria.before = Some(last.position()?);
        if let Some(found) = events.into_iter().find(|event| event.row.sequence == sequence) {
            return Ok(found.row);
        }
    }
}
