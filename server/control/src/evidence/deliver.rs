//! Brings signed heads to a sink: every one, in order per chain, at least once.
//! Never here: signing, waiting between attempts.

use domain::access::{Actor, NoteDelivery, Origin, ReadRecord, operate};
use domain::audit::Chain;
use domain::audit::evidence::{KeyStatement, sink_file};
use domain::ids::TenantId;
use domain::time::Timestamp;
use store::tree::StoredHead;
use store::{record, tree};

use super::count;
use super::keys::line_to;
use super::sink::{HeadFile, HeadSink, SinkError};
use crate::error::Result;
use crate::means::Means;

/// Heads of one read.
const PIECE: i64 = 100;

/// What became of one turn of a sink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Heads that it took.
    pub sent: usize,
    /// Why it took no more. It is asked again later.
    pub unavailable: Option<String>,
    /// Heads of which it has another content: whose, which chain, what size.
    pub differs: Vec<(TenantId, Chain, u64)>,
    /// When the oldest head was signed that it does not have.
    pub undelivered_since: Option<Timestamp>,
}

/// Sends a sink what it does not have, until it has everything or says no. Whether it is this process's turn, the caller knows.
///
/// # Errors
/// A database error.
pub async fn deliver(means: &Means, sink: &dyn HeadSink) -> Result<Delivery> {
    let keys = means.store.log_keys().await?;
    let mut delivery = Delivery::default();
    for place in means.store.places().await? {
        let permit = operate(place.tenant, Actor::Operator, Origin::default(), ReadRecord)?;
        let mut tx = means.store.read(permit).await?;
        let standings = record::standings(&mut tx).await?;
        let delivered = tree::delivered(&mut tx, sink.id()).await?;
        drop(tx);
        for standing in standings {
            let has = delivered.get(&standing.chain).copied().unwrap_or(0);
            if has < count(standing.signed) {
                chain(means, sink, &keys, place.tenant, standing.chain, has, &mut delivery).await?;
            }
        }
    }
    Ok(delivery)
}

async fn chain(
    means: &Means,
    sink: &dyn HeadSink,
    keys: &[KeyStatement],
    tenant: TenantId,
    chain: Chain,
    mut has: u64,
    delivery: &mut Delivery,
) -> Result<()> {
    loop {
        let permit = operate(tenant, Actor::Operator, Origin::default(), ReadRecord)?;
        let heads = tree::heads(&mut means.store.read(permit).await?, chain, has, u64::MAX, PIECE).await?;
        if heads.is_empty() {
            return Ok(());
        }
        for head in heads {
            let size = head.signed.head.size;
            let put = if delivery.unavailable.is_some() { None } else { Some(sink.put(&file(&head, keys)).await) };
            match put {
                Some(Ok(())) => {
                    let permit = operate(tenant, Actor::Operator, Origin::default(), NoteDelivery)?;
                    let mut tx = means.store.write(permit).await?;
                    tree::note_delivered(&mut tx, chain, sink.id(), size).await?;
                    tx.commit_unrecorded().await?;
                    delivery.sent += 1;
                    has = size;
                    continue;
                }
                Some(Err(SinkError::Unavailable(why))) => delivery.unavailable = Some(why),
                Some(Err(SinkError::Differs)) => delivery.differs.push((tenant, chain, size)),
                None => {}
            }
            delivery.undelivered_since = [delivery.undelivered_since, Some(head.signed.head.at)].into_iter().flatten().min();
            return Ok(());
        }
    }
}

fn file(stored: &StoredHead, keys: &[KeyStatement]) -> HeadFile {
    let head = &stored.signed.head;
    let proof = (stored.previous > 0).then_some(stored.consistency.as_slice());
    let bytes = sink_file(&line_to(head.key, keys), &stored.signed, proof);
    HeadFile { tenant: head.tenant, chain: head.chain, size: head.size, bytes }
}
