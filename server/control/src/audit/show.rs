//! Shows one event by its place in its chain, with what belongs to the same thing and the proof that it is part of the record.
//! Never here: a verdict whether the whole chain holds.

use domain::access::ViewAudit;
use domain::audit::query::{Criterion, Query, Term};
use domain::audit::{Chain, Ends};
use domain::wire::{AuditEventView, RelatedEvent};
use serde_json::Value;
use store::audit::StoredEvent;
use store::audit_search::{hits, prepare};

use super::{disclose, proof};
use crate::caller::Caller;
use crate::error::{Error, Result};

/// Related events that are shown.
const MOST_RELATED: usize = 20;

/// The event with that sequence in that chain.
///
/// # Errors
/// [`Error::hidden`] if there is none; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, chain: &str, sequence: i64) -> Result<AuditEventView> {
    caller.authorize(ViewAudit)?;
    let chain: Chain = chain.parse().map_err(|_| Error::hidden())?;
    let mut tx = disclose::open(caller).await?;
    let stored = store::audit::one(&mut tx, chain, sequence).await?.ok_or_else(Error::hidden)?;
    let event: Value = serde_json::from_slice(&stored.bytes).map_err(|error| Error::Bug(Box::new(error)))?;
    let json = serde_json::to_string_pretty(&event).map_err(|error| Error::Bug(Box::new(error)))?;
    let ends = store::audit::ends(&mut tx).await?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let mut related = Vec::new();
    let related_q = shared(&stored, &event);
    if let Some(query) = &related_q
        && let Ok(search) = prepare(&mut tx, query, caller.means.now(), Ends::OPEN).await?
    {
        let others = hits(&mut tx, &search, None, MOST_RELATED + 1).await?;
        let others = others.into_iter().filter(|hit| (hit.position.chain, hit.position.sequence) != (chain, sequence));
        related.extend(others.take(MOST_RELATED).map(|hit| RelatedEvent {
            chain: hit.position.chain.to_string(),
            sequence: hit.position.sequence,
            at: hit.position.at,
            action: hit.action,
            result: hit.result,
        }));
    }
    Ok(AuditEventView {
        session: text(event.get("origin").and_then(|origin| origin.get("session"))),
        json,
        previous_leaf: text(event.get("previous")).unwrap_or_default(),
        has_next: ends.of(chain) > sequence,
        related,
        related_q: related_q.map(|query| query.to_string()),
        proof: proof::of_event(&mut tx, chain, sequence).await?,
        event: stored.row,
    })
}

/// What finds the events of the same request, else of the same run, else on the same object.
fn shared(stored: &StoredEvent, event: &Value) -> Option<Query> {
    let link = |name: &str| event.get("correlation").and_then(|links| links.get(name)).and_then(Value::as_str).map(str::to_owned);
    let target = match stored.row.request {
        Some(number) => format!("R-{number}"),
        None => link("request").or_else(|| link("run")).unwrap_or_else(|| stored.row.object_id.clone()),
    };
    (!target.is_empty()).then(|| Query::of([Term::is(Criterion::Target(target))]))
}
