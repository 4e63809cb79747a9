//! What shows that an event is part of the signed record: the newest head that covers it and the way from its leaf to the root.
//! Never here: signing a head, checking one (that is `domain::audit::evidence`).

use std::collections::BTreeMap;

use domain::access::ViewAudit;
use domain::audit::Chain;
use domain::audit::evidence::{Block, Hash, KeyStatement, SignedHead, inclusion, inclusion_needs, runs};
use domain::wire::EventProof;
use store::ReadTx;

use crate::error::{Error, Result};
use crate::evidence::line_to;

/// The newest signed head of a size up to `end`.
pub(super) async fn head(tx: &mut ReadTx<ViewAudit>, chain: Chain, end: i64) -> Result<Option<SignedHead>> {
    let end = u64::try_from(end).unwrap_or(0);
    Ok(store::tree::last_head(tx, chain, end).await?.map(|head| head.signed))
}

/// The ways from the leaves of these sequences to the head's root; none for those that came after it.
pub(super) async fn paths(tx: &mut ReadTx<ViewAudit>, head: &SignedHead, sequences: &[i64]) -> Result<BTreeMap<i64, Vec<Hash>>> {
    let size = head.head.size;
    let indexes = sequences.iter().filter_map(|sequence| Some((*sequence, u64::try_from(sequence - 1).ok()?)));
    let covered: Vec<(i64, u64)> = indexes.filter(|(_, index)| *index < size).collect();
    // Neighbours need almost the same blocks: they are read once.
    let needed = covered.iter().flat_map(|(_, index)| inclusion_needs(*index, size));
    let needed = needed.flat_map(|run| run.indexes.map(move |index| Block { level: run.level, index }));
    let hashes = store::tree::block_hashes(tx, head.head.chain, &runs(needed)).await?;
    let path = |(sequence, index): (i64, u64)| {
        let path = inclusion(index, size, |block| hashes.get(&block).copied()).map_err(|error| Error::Bug(Box::new(error)))?;
        Ok((sequence, path))
    };
    covered.into_iter().map(path).collect()
}

/// The keys that a reader needs for these heads, each before its successor.
pub(super) fn key_lines(heads: &[SignedHead], known: &[KeyStatement]) -> Vec<KeyStatement> {
    let mut lines: Vec<KeyStatement> = Vec::new();
    for statement in heads.iter().flat_map(|head| line_to(head.head.key, known)) {
        if !lines.contains(&statement) {
            lines.push(statement);
        }
    }
    lines
}

/// What the event's page shows.
pub(super) async fn of_event(tx: &mut ReadTx<ViewAudit>, chain: Chain, sequence: i64) -> Result<Option<EventProof>> {
    let Some(head) = head(tx, chain, i64::MAX).await? else { return Ok(None) };
    let path = paths(tx, &head, &[sequence]).await?.remove(&sequence);
    Ok(Some(EventProof {
        size: i64::try_from(head.head.size).unwrap_or(i64::MAX),
        at: head.head.at,
        root: hex::encode(head.head.root),
        key: head.head.key.to_string(),
        path: path.map(|path| path.iter().map(hex::encode).collect()),
    }))
}
