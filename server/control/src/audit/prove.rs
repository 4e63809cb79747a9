//! Takes one event away with its proof: an excerpt of one event, for `charter audit verify`.
//! Never here: a file of several (that is `export`).

use domain::access::{ExportAudit, ViewAudit};
use domain::audit::evidence::{chain_line, event_line, excerpt_line, file_end_line, head_line, key_line};
use domain::audit::{Chain, Event, Field};

use super::{excerpt, proof};
use crate::caller::Caller;
use crate::error::{Error, Result};

/// The file of one event. That it was taken is an event itself, written first.
///
/// # Errors
/// [`Error::hidden`] if there is no such event; [`Error::Denied`]; a database error.
pub async fn prove(caller: &Caller, chain: &str, sequence: i64) -> Result<Vec<u8>> {
    let permit = caller.authorize(ExportAudit)?;
    let view = caller.authorize(ViewAudit)?;
    let chain: Chain = chain.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(view).await?;
    let event = store::audit::one(&mut tx, chain, sequence).await?.ok_or_else(Error::hidden)?;
    let head = proof::head(&mut tx, chain, i64::MAX).await?;
    let path = match &head {
        Some(head) => proof::paths(&mut tx, head, &[sequence]).await?.remove(&sequence),
        None => None,
    };
    drop(tx);
    let keys = proof::key_lines(head.as_slice(), &caller.means.store.log_keys().await?);
    let tx = caller.means.store.write(permit).await?;
    let place = format!("{chain}/{sequence}");
    let exported =
        Event::about("audit", tx.tenant()).after("format", Field::public("jsonl")).after("event", Field::public(place));
    tx.commit(exported).await?;
    let mut file = excerpt_line();
    file.extend(keys.iter().flat_map(key_line));
    file.extend(chain_line(caller.grants.tenant(), chain, None));
    file.extend(head.iter().flat_map(|head| head_line(head, None)));
    file.extend(event_line(&event.bytes, &excerpt::personal(&event)?, path.as_deref()));
    file.extend(file_end_line(1, 1));
    Ok(file)
}
