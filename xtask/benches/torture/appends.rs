//! True records, verified without a false alarm: while they grow, when they are whole, anchored by every head that was ever given away.
//! Never here: a change that nobody was allowed to make.

use domain::audit::Chain;
use domain::audit::evidence::Anchors;
use domain::audit::evidence::testing::{Record, tenant};

use crate::chance::Chance;
use crate::history::{Act, drawn, played};
use crate::{Outcome, verdict};

/// The most events of one record: proofs of the builder in memory cost as much as the chain is long.
const OF_ONE: usize = 2_000;
/// Events of the one chain that is long.
const LONG: usize = 50_000;

/// Appends so many events and verifies them; the number that was verified.
///
/// # Errors
/// The first false alarm.
pub fn verified(seed: u64, worker: u64, appends: usize) -> Outcome<u64> {
    let mut verified = 0;
    if worker == 0 && appends > 2 * LONG {
        verified += long_chain(seed)?;
    }
    let mut number = worker << 32;
    while (verified as usize) < appends {
        number += 1;
        let mut chance = Chance::new(seed, number);
        let tenants = 1 + chance.below(5) as u128;
        let acts = OF_ONE + chance.below(OF_ONE);
        let history = drawn(&mut chance, tenants, acts);
        // As it was in between, and as it is: the earlier state's heads anchor the later one.
        let until = chance.below(history.len());
        let (before, after) = (played(number, &history[..until]), played(number, &history));
        check(&before, &[])?;
        let of_this = check(&after, &sinks_that_still_matter(&before, &after))?;
        let appended = history.iter().filter(|act| matches!(act, Act::Append(..))).count() as u64;
        if appended > of_this {
            return Err("fewer events were verified than appended".into());
        }
        verified += of_this;
    }
    Ok(verified)
}

fn check(record: &Record, sinks: &[Vec<u8>]) -> Outcome<u64> {
    let lines = record.export();
    let alarm = |fault| format!("false alarm: {fault}");
    let report = verdict::of_lines(&lines, verdict::earlier(sinks).map_err(alarm)?).map_err(alarm)?;
    verdict::of_lines(record.excerpt(3), Anchors::default()).map_err(alarm)?;
    let cut: u64 = record.chains.values().filter_map(|kept| kept.cut.as_ref()).map(|head| head.head.size).sum();
    Ok(report.events + cut)
}

/// Files of heads that the later record can confirm: not those before a cut.
fn sinks_that_still_matter(before: &Record, after: &Record) -> Vec<Vec<u8>> {
    let mut left = Record::new(0);
    left.keys.clone_from(&before.keys);
    for (place, kept) in &before.chains {
        let cut = after.chains.get(place).and_then(|kept| kept.cut.as_ref()).map_or(0, |head| head.head.size);
        let target = left.chains.entry(*place).or_default();
        target.leaves.clone_from(&kept.leaves);
        target.heads.extend(kept.heads.iter().filter(|head| head.head.size >= cut).cloned());
    }
    left.sink_files()
}

/// One chain with few heads.
fn long_chain(seed: u64) -> Outcome<u64> {
    let mut record = Record::new(seed);
    record.fill(tenant(1), Chain::Changes, LONG, LONG / 8 - 1);
    let report = verdict::of_lines(record.export(), verdict::earlier(&record.sink_files())?)?;
    Ok(report.events)
}
