//! Shows audit events, newest first.
//! Never here: bytes of events.

use domain::access::ViewAudit;
use domain::audit::Criteria;
use domain::wire::{AuditFilter, AuditView};
use store::audit::Ends;

use crate::caller::Caller;
use crate::error::Result;

/// Events of one page.
pub const PAGE: usize = 50;

/// A page of the events that the filter finds. A filter that cannot be read finds nothing, and the view names the text.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn list(caller: &Caller, filter: AuditFilter) -> Result<AuditView> {
    let permit = caller.authorize(ViewAudit)?;
    let criteria = match Criteria::read(&filter) {
        Ok(criteria) => criteria,
        Err(error) => return Ok(AuditView { filter, events: Vec::new(), next: None, unreadable: Some(error.0) }),
    };
    let mut tx = caller.means.store.read(permit).await?;
    // One more than is shown tells whether there is a next page.
    let mut events = store::audit::page(&mut tx, &criteria, Ends::OPEN, PAGE as i64 + 1).await?;
    let has_next = events.len() > PAGE;
    events.truncate(PAGE);
    let next = match events.last() {
        Some(last) if has_next => Some(last.position()?.to_text()),
        _ => None,
    };
    Ok(AuditView { filter, events: events.into_iter().map(|event| event.row).collect(), next, unreadable: None })
}
