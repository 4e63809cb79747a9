//! Shows the audit events that a query finds, newest first, with what they have in common.
//! Never here: bytes of events.

use domain::access::ViewAudit;
use domain::audit::query::{Query, QueryProblem};
use domain::audit::{Ends, Position};
use domain::wire::{AuditFilter, AuditTerm, AuditView};
use store::audit_search::{hits, prepare};

use super::disclose;
use super::facets::{bars, facets};
use crate::caller::Caller;
use crate::error::{Error, Result};

/// Events of one page.
pub const PAGE: usize = 50;
/// The most events that are counted for facets and bars.
pub const MOST_COUNTED: usize = 10_000;

/// A page of the events that the query finds. A query that cannot be read or answered finds nothing, and the view says why.
///
/// # Errors
/// [`Error::NoSuchPlace`] for a `before` or `seen` that is no place; [`Error::Denied`]; a database error.
pub async fn list(caller: &Caller, filter: AuditFilter) -> Result<AuditView> {
    caller.authorize(ViewAudit)?;
    let (frozen, before) = places(&filter)?;
    let now = caller.means.now();
    let query: Query = match filter.q.parse() {
        Ok(query) => query,
        Err(problem) => return Ok(unanswered(filter, problem)),
    };
    let mut tx = disclose::open(caller).await?;
    let ends = match frozen {
        Some(ends) => ends,
        None => store::audit::ends(&mut tx).await?,
    };
    let search = match prepare(&mut tx, &query, now, ends).await? {
        Ok(search) => search,
        Err(problem) => return Ok(unanswered(filter, problem)),
    };
    let mut counted = hits(&mut tx, &search, None, MOST_COUNTED + 1).await?;
    // One more than is shown tells whether there is a next page.
    let mut page = match before {
        Some(_) => hits(&mut tx, &search, before, PAGE + 1).await?,
        None => counted.iter().take(PAGE + 1).cloned().collect(),
    };
    let has_next = page.len() > PAGE;
    page.truncate(PAGE);
    let is_cut = counted.len() > MOST_COUNTED;
    counted.truncate(MOST_COUNTED);
    let places: Vec<Position> = page.iter().map(|hit| hit.position).collect();
    let events = store::audit::events(&mut tx, &places).await?;
    let members: std::collections::BTreeSet<_> = counted.iter().filter_map(|hit| hit.actor_member).collect();
    let names = store::audit::actor_names(&mut tx, &members.into_iter().collect::<Vec<_>>()).await?;
    let term = |term: &domain::audit::query::Term| AuditTerm {
        text: term.to_string(),
        without: query.clone().without(term).to_string(),
    };
    Ok(AuditView {
        problem: None,
        terms: query.terms().iter().map(term).collect(),
        events: events.into_iter().map(|event| event.row).collect(),
        next: places.last().filter(|_| has_next).map(|last| last.to_text()),
        seen: ends.to_text(),
        frozen_q: query.clone().absolute(now).to_string(),
        counted: counted.len(),
        is_cut,
        facets: facets(&query, &counted, &names),
        bars: bars(&query, &counted, now),
        filter,
    })
}

/// Where the view was frozen, and where the page begins.
pub(super) fn places(filter: &AuditFilter) -> Result<(Option<Ends>, Option<Position>)> {
    fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(Error::NoSuchPlace) }
    }
    Ok((optional(&filter.seen, Ends::read)?, optional(&filter.before, Position::read)?))
}

fn unanswered(filter: AuditFilter, problem: QueryProblem) -> AuditView {
    AuditView {
        problem: Some(problem),
        terms: Vec::new(),
        events: Vec::new(),
        next: None,
        seen: filter.seen.clone(),
        frozen_q: filter.q.clone(),
        counted: 0,
        is_cut: false,
        facets: Vec::new(),
        bars: Vec::new(),
        filter,
    }
}
