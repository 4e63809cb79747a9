//! Finding events by a query: along the index of time, or by the words that it asks for. What is not indexed yet is read directly, so a
//! search is never stale. Both ways give the same events in the same order: newest first, by time, chain and sequence.
//! Never here: names and fields of what is found (that is `audit`).

mod by_words;
mod needle;

use std::collections::HashSet;

use domain::access::ViewAudit;
use domain::audit::query::{Query, QueryProblem};
use domain::audit::{Chain, Ends, Position};
use domain::time::Timestamp;

use crate::audit_hits::{along, newest};
use crate::audit_sieve::{Sieve, resolve};
use crate::error::Result;
use crate::postings::{Places, event_words};
use crate::tx::ReadTx;
use needle::{Needles, needles};

pub use crate::audit_hits::Hit;

/// How many events are read at a time when their words must be looked at.
const BATCH: i64 = 500;

/// A query, resolved for one transaction.
#[derive(Debug, Clone)]
pub struct Search {
    sieve: Sieve,
    needles: Needles,
}

/// Resolves a query, seen at `now`, with the chains up to `ends`. The inner error is a query that cannot be answered.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn prepare(
    tx: &mut ReadTx<ViewAudit>,
    query: &Query,
    now: Timestamp,
    ends: Ends,
) -> Result<std::result::Result<Search, QueryProblem>> {
    let sieve = resolve(tx, query, now, ends).await?;
    let needles = needles(tx, query, &sieve).await?;
    Ok(needles.map(|needles| Search { sieve, needles }))
}

/// Up to `most` events that are found, newest first, older than `before`.
///
/// # Errors
/// [`crate::Error::Driver`]; [`crate::Error::Inconsistent`] for bytes that are no event.
pub async fn hits(tx: &mut ReadTx<ViewAudit>, search: &Search, before: Option<Position>, most: usize) -> Result<Vec<Hit>> {
    if search.needles.lead() {
        return by_words::hits(tx, search, before, most).await;
    }
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    if search.needles.are_none() {
        return newest(tx, &search.sieve, before, limit).await;
    }
    let (mut found, mut before) = (Vec::new(), before);
    loop {
        let batch = newest(tx, &search.sieve, before, BATCH).await?;
        let Some(last) = batch.last().map(|hit| hit.position) else { return Ok(found) };
        before = Some(last);
        found.extend(with_right_words(tx, search, batch).await?);
        if found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
    }
}

/// The next events of one chain that are found, oldest first, after a sequence; none at the end. How many come at a time is not said.
///
/// # Errors
/// [`crate::Error::Driver`]; [`crate::Error::Inconsistent`] for bytes that are no event.
pub async fn next_of_chain(tx: &mut ReadTx<ViewAudit>, search: &Search, chain: Chain, after: i64) -> Result<Vec<Hit>> {
    if search.needles.lead() {
        return by_words::next_of_chain(tx, search, chain, after).await;
    }
    let mut after = after;
    loop {
        let batch = along(tx, &search.sieve, chain, after, i64::MAX, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(batch) };
        after = last.position.sequence;
        let found = with_right_words(tx, search, batch).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
}

/// Those whose words, read from the events themselves, are as the search asks.
async fn with_right_words(tx: &mut ReadTx<ViewAudit>, search: &Search, hits: Vec<Hit>) -> Result<Vec<Hit>> {
    if search.needles.are_none() {
        return Ok(hits);
    }
    let tenant = tx.tenant().as_uuid();
    let mut right = HashSet::new();
    for chain in [Chain::Changes, Chain::Access] {
        let of_chain = hits.iter().map(|hit| hit.position).filter(|position| position.chain == chain);
        let sequences: Vec<i64> = of_chain.map(|position| position.sequence).collect();
        if sequences.is_empty() {
            continue;
        }
        for event in event_words(tx.conn(), tenant, chain, Places::Each(&sequences)).await? {
            if search.needles.accept(&event.words) {
                right.insert((chain, event.sequence));
            }
        }
    }
    Ok(hits.into_iter().filter(|hit| right.contains(&(hit.position.chain, hit.position.sequence))).collect())
}

#[cfg(all(test, feature = "testing"))]
mod tests;
