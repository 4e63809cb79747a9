//! The way over words: per segment the postings of every word, intersected; the events themselves where no segment is yet.
//! Segments are taken newest first, and an event is given only when no segment that is left can hold a newer one, because the clocks
//! of several machines may make a chain run backwards in time.
//! Never here: what a word is.

use std::collections::{BTreeMap, HashMap};

use domain::access::ViewAudit;
use domain::audit::{Chain, Position};
use domain::time::Timestamp;

use super::needle::Needle;
use super::{Search, with_right_words};
use crate::audit_hits::{Hit, along, among};
use crate::error::{Error, Result};
use crate::postings::MOST_EVENTS;
use crate::tx::ReadTx;

/// The most segments that are looked at together.
const MOST_TOGETHER: usize = 64;

/// A stretch of a chain: a segment, or events that are not indexed yet.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    chain: Chain,
    segment: Option<i64>,
    first: i64,
    until: i64,
    latest: Timestamp,
}

/// Up to `most` events, newest first, older than `before`.
pub(super) async fn hits(tx: &mut ReadTx<ViewAudit>, search: &Search, before: Option<Position>, most: usize) -> Result<Vec<Hit>> {
    let mut left = Vec::new();
    for chain in [Chain::Changes, Chain::Access] {
        left.extend(stretches(tx, search, chain, before.map(|before| before.at)).await?);
    }
    left.sort_by_key(|stretch| stretch.latest);
    let mut pool: BTreeMap<Position, Hit> = BTreeMap::new();
    let (mut found, mut n_together) = (Vec::new(), 1);
    loop {
        let horizon = left.last().map(|stretch| stretch.latest);
        while let Some(entry) = pool.last_entry() {
            if found.len() == most || horizon.is_some_and(|horizon| entry.key().at <= horizon) {
                break;
            }
            found.push(entry.remove());
        }
        if found.len() == most || horizon.is_none() {
            return Ok(found);
        }
        let together = left.split_off(left.len().saturating_sub(n_together));
        for chain in [Chain::Changes, Chain::Access] {
            let of_chain: Vec<Stretch> = together.iter().filter(|stretch| stretch.chain == chain).copied().collect();
            let new = of_stretches(tx, search, chain, &of_chain, before, most - found.len()).await?;
            pool.extend(new.into_iter().map(|hit| (hit.position, hit)));
        }
        while pool.len() > most - found.len() {
            pool.pop_first();
        }
        n_together = (n_together * 4).min(MOST_TOGETHER);
    }
}

/// The events of the first stretch after a sequence that has any, oldest first.
pub(super) async fn next_of_chain(tx: &mut ReadTx<ViewAudit>, search: &Search, chain: Chain, after: i64) -> Result<Vec<Hit>> {
    let mut stretches = stretches(tx, search, chain, None).await?;
    stretches.retain(|stretch| stretch.until > after);
    stretches.sort_by_key(|stretch| stretch.first);
    for stretch in stretches {
        let most = usize::try_from(MOST_EVENTS).unwrap_or(usize::MAX);
        let mut found = of_stretches(tx, search, chain, &[stretch], None, most).await?;
        found.retain(|hit| hit.position.sequence > after);
        if !found.is_empty() {
            found.sort_by_key(|hit| hit.position.sequence);
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The stretches of a chain that may hold what is searched for.
async fn stretches(
    tx: &mut ReadTx<ViewAudit>,
    search: &Search,
    chain: Chain,
    at_most: Option<Timestamp>,
) -> Result<Vec<Stretch>> {
    let (tenant, end) = (tx.tenant().as_uuid(), search.sieve.ends.of(chain));
    let indexed =
        sqlx::query_scalar!("select indexed from audit_index where tenant_id = $1 and chain = $2", tenant, chain.as_str())
            .fetch_optional(tx.conn())
            .await?
            .unwrap_or(0);
    let segments = sqlx::query!(
        "select segment, first, until, latest from audit_segment
          where tenant_id = $1 and chain = $2 and first <= $3 and ($4::timestamptz is null or earliest <= $4)
            and ($5::timestamptz is null or latest >= $5) and ($6::timestamptz is null or earliest < $6)",
        tenant,
        chain.as_str(),
        end,
        at_most,
        search.sieve.from,
        search.sieve.until
    )
    .fetch_all(tx.conn())
    .await?;
    let rest = sqlx::query!(
        r#"select min(sequence) as "first!", max(sequence) as "until!", max(at) as "latest!"
             from audit_event where tenant_id = $1 and chain = $2 and sequence > $3 and sequence <= $4
            group by (sequence - $3 - 1) / $5"#,
        tenant,
        chain.as_str(),
        indexed,
        end,
        MOST_EVENTS
    )
    .fetch_all(tx.conn())
    .await?;
    let indexed = segments.into_iter().map(|segment| Stretch {
        chain,
        segment: Some(segment.segment),
        first: segment.first,
        until: segment.until,
        latest: segment.latest,
    });
    let rest =
        rest.into_iter().map(|rest| Stretch { chain, segment: None, first: rest.first, until: rest.until, latest: rest.latest });
    Ok(indexed.chain(rest).collect())
}

/// The newest events of some stretches of one chain.
async fn of_stretches(
    tx: &mut ReadTx<ViewAudit>,
    search: &Search,
    chain: Chain,
    stretches: &[Stretch],
    before: Option<Position>,
    most: usize,
) -> Result<Vec<Hit>> {
    let mut found = Vec::new();
    for rest in stretches.iter().filter(|stretch| stretch.segment.is_none()) {
        let all = along(tx, &search.sieve, chain, rest.first - 1, rest.until, MOST_EVENTS).await?;
        let older = all.into_iter().filter(|hit| before.is_none_or(|before| hit.position < before)).collect();
        found.extend(with_right_words(tx, search, older).await?);
    }
    let sequences = indexed(tx, search, chain, stretches).await?;
    if !sequences.is_empty() {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        found.extend(among(tx, &search.sieve, chain, &sequences, before, most).await?);
    }
    Ok(found)
}

/// Sequences in segments whose events have the words that are asked for.
async fn indexed(tx: &mut ReadTx<ViewAudit>, search: &Search, chain: Chain, stretches: &[Stretch]) -> Result<Vec<i64>> {
    let segments: Vec<i64> = stretches.iter().filter_map(|stretch| stretch.segment).collect();
    let needles = &search.needles;
    let together = || needles.needed.iter().chain(&needles.narrowing);
    let words: Vec<String> =
        together().chain(needles.barred.iter().flatten()).flat_map(|needle| needle.words(chain)).cloned().collect();
    if segments.is_empty() || words.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "select word, segment, hits from audit_posting
          where tenant_id = $1 and chain = $2 and word = any ($3::text[]) and segment = any ($4::bigint[])",
        tx.tenant().as_uuid(),
        chain.as_str(),
        &words,
        &segments
    )
    .fetch_all(tx.conn())
    .await?;
    let mut postings: HashMap<i64, HashMap<String, Vec<u8>>> = HashMap::new();
    for row in rows {
        postings.entry(row.segment).or_default().insert(row.word, row.hits);
    }
    let mut sequences = Vec::new();
    for stretch in stretches {
        let Some(postings) = stretch.segment.and_then(|segment| postings.get(&segment)) else { continue };
        let mut set = Distances::all();
        for needle in together() {
            set.keep(&Distances::of(needle, chain, postings)?);
        }
        for barred in &needles.barred {
            let mut all = Distances::all();
            for needle in barred {
                all.keep(&Distances::of(needle, chain, postings)?);
            }
            set.remove(&all);
        }
        sequences.extend(set.into_iter().map(|distance| stretch.first + distance));
    }
    Ok(sequences)
}

/// How many words of 64 bits hold a bit for every event of a segment.
const WIDTH: usize = 64;

/// Events of a segment, one bit each.
struct Distances([u64; WIDTH]);

impl Distances {
    fn all() -> Self {
        Self([u64::MAX; WIDTH])
    }

    /// The events that have one of the needle's words.
    fn of(needle: &Needle, chain: Chain, postings: &HashMap<String, Vec<u8>>) -> Result<Self> {
        let mut set = Self([0; WIDTH]);
        for hits in needle.words(chain).iter().filter_map(|word| postings.get(word)) {
            for pair in hits.as_chunks::<2>().0 {
                let distance = usize::from(u16::from_be_bytes(*pair));
                let word = set
                    .0
                    .get_mut(distance / 64)
                    .ok_or_else(|| Error::inconsistent("audit_posting", "a distance is too large"))?;
                *word |= 1 << (distance % 64);
            }
        }
        Ok(set)
    }

    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
    }

    fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word &= !other);
    }

    fn into_iter(self) -> impl Iterator<Item = i64> {
        self.0
            .into_iter()
            .zip(0i64..)
            .flat_map(|(word, index)| (0..64i64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit))
    }
}
