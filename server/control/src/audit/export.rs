//! Takes the events that a filter finds away as CSV, in pieces of bounded size. That it was done is an event itself, written first.
//! Never here: a whole history in memory, a transaction that waits for a slow reader.

use domain::access::{ExportAudit, ViewAudit};
use domain::audit::{Criteria, Event, Field};
use domain::text::without_nul;
use domain::wire::AuditFilter;
use store::audit::Ends;

use super::csv;
use crate::caller::Caller;
use crate::error::{Error, Result};

/// Events of one piece.
const PIECE: i64 = 500;

/// An export under way. What it gives is fixed when it begins: events that come later are not in it.
pub struct AuditExport {
    caller: Caller,
    criteria: Criteria,
    ends: Ends,
    is_begun: bool,
    is_done: bool,
}

/// Writes the event `audit.exported` with the filter, then gives the export. The filter's place in the list is not looked at.
///
/// # Errors
/// [`Error::hidden`] for a filter that cannot be read (the page says so before); [`Error::Denied`]; a database error.
pub async fn export(caller: &Caller, filter: AuditFilter) -> Result<AuditExport> {
    let permit = caller.authorize(ExportAudit)?;
    let view = caller.authorize(ViewAudit)?;
    let filter = AuditFilter { before: String::new(), ..filter };
    let criteria = Criteria::read(&filter).map_err(|_| Error::hidden())?;
    let tx = caller.means.store.write(permit).await?;
    let mut event = Event::about("audit", tx.tenant());
    // The actor is a name or an e-mail as typed, and what stands for an object may be one too.
    let texts = [
        ("filter_actor", &filter.actor, true),
        ("filter_action", &filter.action, false),
        ("filter_object", &filter.object, true),
        ("filter_from", &filter.from, false),
        ("filter_until", &filter.until, false),
    ];
    for (name, text, is_personal) in texts {
        if !text.trim().is_empty() {
            let text = without_nul(text.trim());
            event = event.after(name, if is_personal { Field::personal(&*text) } else { Field::public(&*text) });
        }
    }
    tx.commit(event).await?;
    let ends = store::audit::ends(&mut caller.means.store.read(view).await?).await?;
    Ok(AuditExport { caller: caller.clone(), criteria, ends, is_begun: false, is_done: false })
}

impl AuditExport {
    /// The next piece of the file; `None` at its end. The first piece begins with the row of column names.
    ///
    /// # Errors
    /// A database error: then the file is not whole, and its reader must be told (by breaking the transfer off).
    pub async fn next(&mut self) -> Result<Option<String>> {
        if self.is_done {
            return Ok(None);
        }
        let mut piece = String::new();
        if !self.is_begun {
            csv::head(&mut piece);
            self.is_begun = true;
        }
        let permit = self.caller.authorize(ViewAudit)?;
        let mut tx = self.caller.means.store.read(permit).await?;
        let events = store::audit::page(&mut tx, &self.criteria, self.ends, PIECE).await?;
        drop(tx);
        for event in &events {
            csv::row(&mut piece, &event.row, &event.bytes);
        }
        self.is_done = i64::try_from(events.len()).unwrap_or(i64::MAX) < PIECE;
        if let Some(last) = events.last() {
            self.criteria.before = Some(last.position()?);
        }
        Ok(Some(piece))
    }
}
