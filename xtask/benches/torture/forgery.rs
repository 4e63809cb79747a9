//! Attacks on what vouches for a record: heads, signatures, keys; and records that are written anew as a whole, each consistent in
//! itself. Those are found only by what lies elsewhere: an earlier head, or the pinned key.
//! Never here: attacks on lines of events (`attack`).

use domain::audit::Chain;
use domain::audit::evidence::testing::Record;
use domain::audit::evidence::{Anchors, KeyStatement, SecretKey, key_line};
use domain::ids::TenantId;
use serde_json::{Value, json};

use crate::attack::{Found, parsed, written};
use crate::chance::Chance;
use crate::history::{Act, newest_sink_file, played};
use crate::target::{LONGEST_TAIL, Target};
use crate::{Outcome, verdict};

/// Alters a head, its signature, its proof or a key.
pub fn head(target: &Target, chance: &mut Chance) -> Outcome<Vec<Vec<u8>>> {
    let mut lines = target.lines.clone();
    let heads: Vec<usize> = target.sections.iter().flat_map(|section| section.heads.iter().copied()).collect();
    let (Some(at), Some(other)) = (chance.one(&heads).copied(), chance.one(&heads).copied()) else {
        return Err("a record without heads".into());
    };
    let (mut value, other) = (parsed(&lines[at])?, parsed(&lines[other])?);
    match chance.below(7) {
        0 => value["signature"] = other["signature"].clone(),
        1 => value["head"]["root"] = other["head"]["root"].clone(),
        2 => value["head"]["size"] = json!(value["head"]["size"].as_u64().unwrap_or(0) + 1),
        3 => value["head"]["at"] = other["head"]["at"].clone(),
        4 => value["head"]["key"] = json!(hex::encode([chance.byte(); 32])),
        5 => proof(&mut value, &other),
        _ => {
            // A key of the forger's own, in the place of one of the line.
            let keys = 1..=target.record.keys.len().min(target.lines.iter().filter(|line| is_key(line)).count());
            let stranger = KeyStatement::first(secret(chance).public());
            lines[keys.start() + chance.below(*keys.end())] = key_line(&stranger);
            return Ok(lines);
        }
    }
    lines[at] = written(&value)?;
    Ok(lines)
}

fn is_key(line: &[u8]) -> bool {
    line.starts_with(b"{\"key\":")
}

fn proof(value: &mut Value, other: &Value) {
    match value.get_mut("consistency").and_then(Value::as_array_mut) {
        Some(hashes) if !hashes.is_empty() => drop(hashes.pop()),
        _ => value["consistency"] = json!([other["head"]["root"]]),
    }
}

fn secret(chance: &mut Chance) -> SecretKey {
    let mut seed = [0; 32];
    seed.fill_with(|| chance.byte());
    SecretKey::from_seed(&seed)
}

/// The history with one event that says something else, and where that is.
fn rewritten(target: &Target, chance: &mut Chance) -> Outcome<(Vec<Act>, (TenantId, Chain))> {
    let appends: Vec<usize> = (0..target.history.len()).filter(|at| matches!(target.history[*at], Act::Append(..))).collect();
    let at = *chance.one(&appends).ok_or("a history without events")?;
    let mut history = target.history.clone();
    let Act::Append(tenant, chain, word) = &mut history[at] else { return Err("not an event".into()) };
    word.push_str("-forged");
    let place = (*tenant, *chain);
    Ok((history, place))
}

/// Whether a record that was written anew is consistent in itself, and refused with what lies elsewhere.
fn refused(record: &Record, anchors: Anchors, how: &str) -> Outcome<Found> {
    let lines = record.export();
    verdict::of_lines(&lines, Anchors::default()).map_err(|fault| format!("the forger is no good: {fault}"))?;
    Ok(match verdict::of_lines(&lines, anchors) {
        Err(_) => Found::Yes,
        Ok(_) => Found::No(how.to_owned()),
    })
}

/// Written anew with the stolen key: the same sizes, times, keys.
pub fn signed(target: &Target, chance: &mut Chance) -> Outcome<Found> {
    let (history, place) = rewritten(target, chance)?;
    let kept = newest_sink_file(&target.record, place).ok_or("a chain that nothing signed")?;
    let forged = played(target.seed, &history);
    let mut anchors = verdict::earlier(&[kept])?;
    anchors.pin(target.record.keys[0].public.fingerprint());
    refused(&forged, anchors, &format!("{place:?} was written anew"))
}

/// Written anew with another key.
pub fn stranger(target: &Target, chance: &mut Chance) -> Outcome<Found> {
    let (history, place) = rewritten(target, chance)?;
    let forged = played(0x1_0000 + chance.draw() % 0x1_0000, &history);
    refused(&forged, verdict::pinned(target.record.keys[0].public.fingerprint()), &format!("{place:?} was signed by a stranger"))
}

/// Everything is as it was at an earlier time.
pub fn rollback(target: &Target, chance: &mut Chance) -> Outcome<Found> {
    let last = target.history.iter().rposition(|act| matches!(act, Act::Append(..))).ok_or("a history without events")?;
    let until = chance.below(last + 1);
    let older = played(target.seed, &target.history[..until]);
    let events = |record: &Record, place: &(TenantId, &'static str)| record.chains.get(place).map_or(0, |kept| kept.leaves.len());
    let lost = target.record.chains.keys().find(|place| events(&older, place) < events(&target.record, place));
    let &(tenant, word) = lost.ok_or("nothing was rolled back")?;
    let kept = newest_sink_file(&target.record, (tenant, word.parse()?)).ok_or("a chain that nothing signed")?;
    refused(&older, verdict::earlier(&[kept])?, &format!("rolled back to act {until}"))
}

/// The last events are gone, with every trace in the file.
pub fn tail(target: &Target, chance: &mut Chance) -> Outcome<Found> {
    let section = target.sections.first().ok_or("a record without sections")?;
    let gone = 1 + chance.below(LONGEST_TAIL);
    let lines = target.without_tail(section, gone);
    verdict::of_lines(&lines, Anchors::default()).map_err(|fault| format!("the forger is no good: {fault}"))?;
    let kept = newest_sink_file(&target.record, (section.tenant, section.chain)).ok_or("a chain that nothing signed")?;
    Ok(match verdict::of_lines(&lines, verdict::earlier(&[kept])?) {
        Err(_) => Found::Yes,
        Ok(_) => Found::No(format!("{gone} events are gone")),
    })
}
