//! Takes the events that a query finds away as a file, in pieces of bounded size. That it was done is an event itself, written first.
//! Never here: a whole history in memory, a transaction that waits for a slow reader.

use domain::access::{ExportAudit, ViewAudit};
use domain::audit::query::{Query, QueryProblem};
use domain::audit::{Ends, Event, Field, Position};
use domain::text::without_nul;
use domain::time::Timestamp;
use domain::wire::AuditFilter;
use store::ReadTx;
use store::audit_search::{Search, hits, prepare};

use super::excerpt::Excerpt;
use super::{csv, list};
use crate::caller::Caller;
use crate::error::{Error, Result};

/// Events of one piece.
const PIECE: usize = 2_000;

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table.
    Csv,
    /// JSON Lines with proofs: an excerpt that `charter audit verify` checks.
    Lines,
}

impl Format {
    /// The name in the event and at the end of the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Lines => "jsonl",
        }
    }
}

/// Which events are exported: fixed when the export begins, so those that come later are not in it.
pub(super) struct Asked {
    pub caller: Caller,
    pub query: Query,
    pub now: Timestamp,
    pub ends: Ends,
}

impl Asked {
    /// A transaction, and the query resolved in it: what was not indexed a piece ago may be by now.
    pub(super) async fn search(&self) -> Result<(ReadTx<ViewAudit>, Search)> {
        let permit = self.caller.authorize(ViewAudit)?;
        let mut tx = self.caller.means.store.read(permit).await?;
        let search = prepare(&mut tx, &self.query, self.now, self.ends).await?.map_err(unreadable)?;
        Ok((tx, search))
    }
}

/// An export under way.
pub struct AuditExport {
    asked: Asked,
    state: State,
}

enum State {
    Csv { before: Option<Position>, is_begun: bool, is_done: bool },
    Lines(Box<Excerpt>),
}

/// Writes the event `audit.exported` with the query and where the chains end, then gives the export. The filter's place in the list is
/// not looked at.
///
/// # Errors
/// [`Error::hidden`] for a query that cannot be read (the page says so before); [`Error::NoSuchPlace`]; [`Error::Denied`]; a database error.
pub async fn export(caller: &Caller, filter: AuditFilter, format: Format) -> Result<AuditExport> {
    let permit = caller.authorize(ExportAudit)?;
    let view = caller.authorize(ViewAudit)?;
    let (frozen, _) = list::places(&AuditFilter { before: String::new(), ..filter.clone() })?;
    let query: Query = filter.q.parse().map_err(unreadable)?;
    let now = caller.means.now();
    let mut tx = caller.means.store.read(view).await?;
    let ends = match frozen {
        Some(ends) => ends,
        None => store::audit::ends(&mut tx).await?,
    };
    prepare(&mut tx, &query, now, ends).await?.map_err(unreadable)?;
    drop(tx);
    let tx = caller.means.store.write(permit).await?;
    let mut event = Event::about("audit", tx.tenant())
        .after("format", Field::public(format.as_str()))
        .after("end_changes", Field::public(ends.changes))
        .after("end_access", Field::public(ends.access));
    // A query may name people.
    let text = query.clone().absolute(now).to_string();
    if !text.is_empty() {
        event = event.after("query", Field::personal(without_nul(&text)));
    }
    tx.commit(event).await?;
    let state = match format {
        Format::Csv => State::Csv { before: None, is_begun: false, is_done: false },
        Format::Lines => State::Lines(Box::default()),
    };
    Ok(AuditExport { asked: Asked { caller: caller.clone(), query, now, ends }, state })
}

fn unreadable(_: QueryProblem) -> Error {
    Error::hidden()
}

impl AuditExport {
    /// The next piece of the file; `None` at its end.
    ///
    /// # Errors
    /// A database error: then the file is not whole, and its reader must be told (by breaking the transfer off).
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let (before, is_begun, is_done) = match &mut self.state {
            State::Lines(excerpt) => return excerpt.next(&self.asked).await,
            State::Csv { before, is_begun, is_done } => (before, is_begun, is_done),
        };
        if *is_done {
            return Ok(None);
        }
        let mut piece = String::new();
        if !*is_begun {
            csv::head(&mut piece);
            *is_begun = true;
        }
        let (mut tx, search) = self.asked.search().await?;
        let found = hits(&mut tx, &search, *before, PIECE).await?;
        let places: Vec<Position> = found.iter().map(|hit| hit.position).collect();
        let events = store::audit::events(&mut tx, &places).await?;
        drop(tx);
        for event in &events {
            csv::row(&mut piece, &event.row, &event.bytes);
        }
        *is_done = places.len() < PIECE;
        *before = places.last().copied();
        Ok(Some(piece.into_bytes()))
    }
}
