//! What an audit event costs: sealing a chain of 100,000 events, checking it, and for comparison plain SHA-256 over the same
//! bytes. The machine decides the times, hence the ratios. The database is not in these figures.

use std::time::{Duration, Instant};

use domain::access::{Actor, Origin, SubmitRequest};
use domain::audit::{Event, FIRST_PREVIOUS, Field, Leaf, SealedEvent, Stamp, leaf_of, seal};
use domain::canonical::{NotCanonical, sha256};
use domain::ids::{EventId, MemberId, TenantId};
use domain::time::Timestamp;
use uuid::Uuid;

/// Events in the chain.
const EVENTS: i64 = 100_000;
/// Runs of each measurement; the quickest counts, since noise only ever adds.
const RUNS: usize = 3;

fn main() -> Result<(), NotCanonical> {
    let (sealing, chain) = quickest(sealed)?;
    let (checking, whole) = quickest(|| Ok::<_, NotCanonical>(checked(&chain)))?;
    assert!(whole, "the chain that was just sealed is broken");
    let (hashing, _) = quickest(|| {
        Ok::<_, NotCanonical>(chain.iter().fold(0_u8, |sum, event| sum ^ std::hint::black_box(sha256(&[&event.bytes]))[0]))
    })?;
    let bytes: usize = chain.iter().map(|event| event.bytes.len()).sum();
    println!("{EVENTS} events, {} bytes each on average", bytes / chain.len());
    for (name, time) in [("plain SHA-256", hashing), ("check the chain", checking), ("seal the chain", sealing)] {
        let each = time.as_nanos() / u128::from(EVENTS.unsigned_abs());
        println!("{name:<16} {each:>7} ns an event   {:>5.1} x", time.as_secs_f64() / hashing.as_secs_f64());
    }
    Ok(())
}

/// The shortest of some runs, and what the last one made.
fn quickest<T, E>(mut run: impl FnMut() -> Result<T, E>) -> Result<(Duration, T), E> {
    let mut once = || {
        let begun = Instant::now();
        run().map(|made| (begun.elapsed(), made))
    };
    let (mut best, mut made) = once()?;
    for _ in 1..RUNS {
        let (time, other) = once()?;
        (best, made) = (best.min(time), other);
    }
    Ok((best, made))
}

/// A chain of ordinary events: one public and one personal field each.
fn sealed() -> Result<Vec<SealedEvent>, NotCanonical> {
    let actor = Actor::Member(MemberId::from_uuid(Uuid::from_u128(7)));
    let origin = Origin { address: Some("192.0.2.1".into()), session: Some("00ff".into()) };
    let mut previous: Leaf = FIRST_PREVIOUS;
    let mut chain = Vec::new();
    for sequence in 1..=EVENTS {
        let number = u128::from(sequence.unsigned_abs());
        let stamp = Stamp {
            id: EventId::from_uuid(Uuid::from_u128(number)),
            tenant: TenantId::from_uuid(Uuid::from_u128(2)),
            sequence,
            previous,
            at: Timestamp::UNIX_EPOCH + chrono::TimeDelta::microseconds(sequence),
            actor: &actor,
            origin: &origin,
        };
        let body = Event::<SubmitRequest>::about("request", number)
            .after("state", Field::public("waiting"))
            .after("root_email", Field::personal(format!("aws+{number}@example.com")))
            .into_body();
        let event = seal::<SubmitRequest>(body, &stamp, || number.to_be_bytes())?;
        previous = event.leaf;
        chain.push(event);
    }
    Ok(chain)
}

/// What an auditor's program does: every leaf is that of its bytes, and every event names its predecessor's.
fn checked(chain: &[SealedEvent]) -> bool {
    let mut previous = hex::encode(FIRST_PREVIOUS);
    chain.iter().all(|event| {
        let names =
            serde_json::from_slice::<serde_json::Value>(&event.bytes).is_ok_and(|value| value["previous"] == previous.as_str());
        previous = hex::encode(event.leaf);
        names && leaf_of(&event.bytes) == event.leaf
    })
}
