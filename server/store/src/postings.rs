//! The words of events, written behind them: segments of a chain and, for each word, which events of a segment have it.
//! Never here: a search; a write inside the transaction of a change.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::access::{IndexAudit, Writes};
use domain::audit::Chain;
use domain::audit::words::{add_words, words_of};
use domain::time::Timestamp;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::tx::WriteTx;

/// The most events of a segment: a distance within it fits into two bytes with room to spare.
pub(crate) const MOST_EVENTS: i64 = 4096;

/// What one sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// Nothing is new, or another process is at this chain.
    Nothing,
    /// So many events are indexed now that were not before.
    Indexed {
        /// How many.
        n: i64,
        /// Whether more are waiting.
        is_behind: bool,
    },
}

/// Indexes the next events of a chain. Small segments before them are read again and joined, so that a chain has few: a segment is
/// joined as long as it is at most twice as large as what follows it.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn sweep(tx: &mut WriteTx<IndexAudit>, chain: Chain) -> Result<Sweep> {
    let (tenant, word) = (tx.tenant().as_uuid(), chain.as_str());
    let end = sqlx::query_scalar!("select sequence from audit_head where tenant_id = $1 and chain = $2", tenant, word)
        .fetch_optional(tx.conn())
        .await?;
    let indexed = sqlx::query_scalar!("select indexed from audit_index where tenant_id = $1 and chain = $2", tenant, word)
        .fetch_optional(tx.conn())
        .await?;
    let end = end.unwrap_or(0);
    if end <= indexed.unwrap_or(0) {
        return Ok(Sweep::Nothing);
    }
    if indexed.is_none() {
        sqlx::query!(
            "insert into audit_index (tenant_id, chain, indexed, drawn) values ($1, $2, 0, 0) on conflict on constraint audit_index_pk do nothing",
            tenant,
            word
        )
        .execute(tx.conn())
        .await?;
    }
    let progress = sqlx::query!(
        "select indexed, drawn from audit_index where tenant_id = $1 and chain = $2 for update skip locked",
        tenant,
        word
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(progress) = progress.filter(|progress| progress.indexed < end) else { return Ok(Sweep::Nothing) };
    // What was cut off a chain before it was ever indexed is not there to be read.
    let first = sqlx::query_scalar!(
        r#"select coalesce(min(sequence), $3::bigint + 1) as "first!" from audit_event where tenant_id = $1 and chain = $2 and sequence > $3"#,
        tenant,
        word,
        progress.indexed
    )
    .fetch_one(tx.conn())
    .await?;
    let until = end.min(first.saturating_add(MOST_EVENTS - 1));
    let (first, joined) = joined(tx, chain, first, until).await?;
    write(tx, chain, first, until, progress.drawn + 1, &joined).await?;
    sqlx::query!(
        "update audit_index set indexed = $3, drawn = $4 where tenant_id = $1 and chain = $2",
        tenant,
        word,
        until,
        progress.drawn + 1
    )
    .execute(tx.conn())
    .await
    .map_err(Error::from)
    .and_then(crate::error::exactly_one)?;
    Ok(Sweep::Indexed { n: until - progress.indexed, is_behind: until < end })
}

/// Where the new segment begins if the small ones before it are joined to it, and which they are.
async fn joined(tx: &mut WriteTx<IndexAudit>, chain: Chain, first: i64, until: i64) -> Result<(i64, Vec<i64>)> {
    let tenant = tx.tenant().as_uuid();
    let before = sqlx::query!(
        "select segment, first, until from audit_segment
          where tenant_id = $1 and chain = $2 and until - first < $3 and first > $4 and until < $5 order by first desc",
        tenant,
        chain.as_str(),
        MOST_EVENTS - 1,
        until - 2 * MOST_EVENTS,
        first
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut from, mut joined) = (first, Vec::new());
    for segment in before {
        let (size, rest) = (segment.until - segment.first + 1, until - from + 1);
        if segment.until + 1 != from || size > 2 * rest || size + rest > MOST_EVENTS {
            break;
        }
        from = segment.first;
        joined.push(segment.segment);
    }
    Ok((from, joined))
}

async fn write(tx: &mut WriteTx<IndexAudit>, chain: Chain, first: i64, until: i64, segment: i64, joined: &[i64]) -> Result<()> {
    let tenant = tx.tenant().as_uuid();
    let events = event_words(tx.conn(), tenant, chain, Places::Stretch(first, until)).await?;
    let mut postings: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for event in &events {
        let distance = u16::try_from(event.sequence - first).map_err(|error| Error::inconsistent("audit_segment", error))?;
        for word in &event.words {
            postings.entry(word).or_default().extend(distance.to_be_bytes());
        }
    }
    let (words, hits): (Vec<String>, Vec<Vec<u8>>) = postings.into_iter().map(|(word, hits)| (word.to_owned(), hits)).unzip();
    if !joined.is_empty() {
        sqlx::query!(
            "delete from audit_posting where tenant_id = $1 and chain = $2 and word = any ($3::text[]) and segment = any ($4::bigint[])",
            tenant,
            chain.as_str(),
            &words,
            joined
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "delete from audit_segment where tenant_id = $1 and chain = $2 and segment = any ($3::bigint[])",
            tenant,
            chain.as_str(),
            joined
        )
        .execute(tx.conn())
        .await?;
    }
    let times = || events.iter().map(|event| event.at);
    let (Some(earliest), Some(latest)) = (times().min(), times().max()) else { return Ok(()) };
    sqlx::query!(
        "insert into audit_segment (tenant_id, chain, segment, first, until, earliest, latest) values ($1, $2, $3, $4, $5, $6, $7)",
        tenant,
        chain.as_str(),
        segment,
        first,
        until,
        earliest,
        latest
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into audit_posting (tenant_id, chain, word, segment, hits)
         select $1, $2, word, $3, hits from unnest($4::text[], $5::bytea[]) as posting (word, hits)",
        tenant,
        chain.as_str(),
        segment,
        &words,
        &hits
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An event with its words.
pub(crate) struct EventWords {
    /// Its sequence.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: BTreeSet<String>,
}

/// Which places of a chain.
#[derive(Clone, Copy)]
pub(crate) enum Places<'a> {
    /// From the first to the last.
    Stretch(i64, i64),
    /// These.
    Each(&'a [i64]),
}

/// The words of events as they are now, by sequence.
pub(crate) async fn event_words(
    conn: &mut PgConnection,
    tenant: Uuid,
    chain: Chain,
    places: Places<'_>,
) -> Result<Vec<EventWords>> {
    let (first, last, each) = match places {
        Places::Stretch(first, last) => (first, last, None),
        Places::Each(sequences) => {
            let bounds = (sequences.iter().min().copied().unwrap_or(0), sequences.iter().max().copied().unwrap_or(0));
            (bounds.0, bounds.1, Some(sequences))
        }
    };
    let events = sqlx::query!(
        "select sequence, at, bytes from audit_event
          where tenant_id = $1 and chain = $2 and sequence between $3 and $4 and ($5::bigint[] is null or sequence = any ($5))
          order by sequence",
        tenant,
        chain.as_str(),
        first,
        last,
        each
    )
    .fetch_all(&mut *conn)
    .await?;
    let personal = sqlx::query!(
        "select sequence, value from audit_personal
          where tenant_id = $1 and chain = $2 and sequence between $3 and $4 and ($5::bigint[] is null or sequence = any ($5))",
        tenant,
        chain.as_str(),
        first,
        last,
        each
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut values: HashMap<i64, Vec<String>> = HashMap::new();
    for one in personal {
        values.entry(one.sequence).or_default().push(one.value);
    }
    let with_words = events.into_iter().map(|event| {
        let values = values.get(&event.sequence).map(Vec::as_slice).unwrap_or_default();
        let words = words_of(&event.bytes, values.iter().map(String::as_str));
        let words = words.map_err(|error| Error::inconsistent("audit_event", error))?;
        Ok(EventWords { sequence: event.sequence, at: event.at, words })
    });
    with_words.collect()
}

/// Takes away the words that stood only in personal values which this transaction has erased: `erased` are sequence and value. The
/// chain's progress row is locked, so that no index is being written meanwhile from what was read before.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn forget<A: Writes>(tx: &mut WriteTx<A>, chain: Chain, erased: &[(i64, String)]) -> Result<()> {
    let (tenant, word) = (tx.tenant().as_uuid(), chain.as_str());
    // The row is made if it is not there: an indexer that is about to make it waits for us then.
    sqlx::query!(
        "insert into audit_index (tenant_id, chain, indexed, drawn) values ($1, $2, 0, 0)
         on conflict on constraint audit_index_pk do update set indexed = audit_index.indexed",
        tenant,
        word
    )
    .execute(tx.conn())
    .await?;
    let mut gone: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for (sequence, value) in erased {
        add_words(value, gone.entry(*sequence).or_default());
    }
    let sequences: Vec<i64> = gone.keys().copied().collect();
    for event in event_words(tx.conn(), tenant, chain, Places::Each(&sequences)).await? {
        if let Some(gone) = gone.get_mut(&event.sequence) {
            gone.retain(|word| !event.words.contains(word));
        }
    }
    let segments = sqlx::query!(
        "select segment, first, until from audit_segment
          where tenant_id = $1 and chain = $2 and exists (select from unnest($3::bigint[]) as erased (sequence) where sequence between first and until)",
        tenant,
        word,
        &sequences
    )
    .fetch_all(tx.conn())
    .await?;
    for segment in segments {
        let mut distances: BTreeMap<&str, BTreeSet<[u8; 2]>> = BTreeMap::new();
        for (sequence, words) in gone.range(segment.first..=segment.until) {
            let distance =
                u16::try_from(sequence - segment.first).map_err(|error| Error::inconsistent("audit_segment", error))?;
            for word in words {
                distances.entry(word).or_default().insert(distance.to_be_bytes());
            }
        }
        forget_in(tx, chain, segment.segment, &distances).await?;
    }
    Ok(())
}

async fn forget_in<A: Writes>(
    tx: &mut WriteTx<A>,
    chain: Chain,
    segment: i64,
    distances: &BTreeMap<&str, BTreeSet<[u8; 2]>>,
) -> Result<()> {
    let (tenant, chain) = (tx.tenant().as_uuid(), chain.as_str());
    let words: Vec<String> = distances.keys().map(|word| (*word).to_owned()).collect();
    let postings = sqlx::query!(
        "select word, hits from audit_posting where tenant_id = $1 and chain = $2 and word = any ($3::text[]) and segment = $4",
        tenant,
        chain,
        &words,
        segment
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut emptied, mut kept_words, mut kept_hits) = (Vec::new(), Vec::new(), Vec::new());
    for posting in postings {
        let Some(gone) = distances.get(posting.word.as_str()) else { continue };
        let pairs = posting.hits.as_chunks::<2>().0.iter().filter(|pair| !gone.contains(*pair));
        let kept: Vec<u8> = pairs.flatten().copied().collect();
        if kept.is_empty() {
            emptied.push(posting.word);
        } else {
            kept_words.push(posting.word);
            kept_hits.push(kept);
        }
    }
    sqlx::query!(
        "delete from audit_posting where tenant_id = $1 and chain = $2 and word = any ($3::text[]) and segment = $4",
        tenant,
        chain,
        &emptied,
        segment
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update audit_posting posting set hits = kept.hits from unnest($4::text[], $5::bytea[]) as kept (word, hits)
          where posting.tenant_id = $1 and posting.chain = $2 and posting.segment = $3 and posting.word = kept.word",
        tenant,
        chain,
        segment,
        &kept_words,
        &kept_hits
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away the segments of a chain that lie wholly in a prefix which was cut, and their words.
///
/// # Errors
/// [`Error::Driver`].
pub async fn forget_prefix<A: Writes>(tx: &mut WriteTx<A>, chain: Chain, until: i64) -> Result<()> {
    let (tenant, word) = (tx.tenant().as_uuid(), chain.as_str());
    sqlx::query!("select from audit_index where tenant_id = $1 and chain = $2 for update", tenant, word)
        .fetch_optional(tx.conn())
        .await?;
    let segments = sqlx::query_scalar!(
        "delete from audit_segment where tenant_id = $1 and chain = $2 and until <= $3 returning segment",
        tenant,
        word,
        until
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        "delete from audit_posting where tenant_id = $1 and chain = $2 and segment = any ($3::bigint[])",
        tenant,
        word,
        &segments
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
