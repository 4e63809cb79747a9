//! The classes of attacks, and those that work on the file as it is. None of these has anything to compare with: they are found by the
//! file alone.
//! Never here: attacks that write a record anew (`forgery`).

use domain::audit::evidence::{Anchors, section_end_line};
use domain::audit::leaf_of;
use domain::canonical;
use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::target::{Section, Target, Targets};
use crate::{Outcome, forgery, verdict};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Byte,
    Range,
    Line,
    Row,
    Personal,
    Hashed,
    Elsewhere,
    Head,
    Stranger,
    Tail,
    Signed,
    Rollback,
}

/// Whether it was found.
pub enum Found {
    /// It was.
    Yes,
    /// Nothing was altered after all.
    Harmless,
    /// It was not; what was done.
    No(String),
}

impl Class {
    /// One of them; those that write a whole record anew are rarer.
    pub fn drawn(chance: &mut Chance) -> Self {
        match chance.below(100) {
            0..18 => Self::Byte,
            18..36 => Self::Range,
            36..48 => Self::Line,
            48..60 => Self::Row,
            60..66 => Self::Personal,
            66..74 => Self::Hashed,
            74..80 => Self::Elsewhere,
            80..86 => Self::Head,
            86..89 => Self::Stranger,
            89..91 => Self::Tail,
            91..96 => Self::Signed,
            _ => Self::Rollback,
        }
    }

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Byte => "one byte altered",
            Self::Range => "a range of bytes altered, deleted, doubled or moved",
            Self::Line => "lines deleted, doubled, swapped or moved",
            Self::Row => "one member of an event altered, added or deleted",
            Self::Personal => "a personal value altered, deleted or exchanged",
            Self::Hashed => "an event altered, everything after it hashed anew",
            Self::Elsewhere => "an event moved to another tenant or chain",
            Self::Head => "a head, signature, proof or key altered",
            Self::Stranger => "written anew and signed with a key of their own (pinned key)",
            Self::Tail => "the tail cut by 1 to 1,000 events (earlier head)",
            Self::Signed => "written anew, signed with the stolen key (earlier head)",
            Self::Rollback => "rolled back to an older dump (earlier head)",
        }
    }
}

/// Makes one attack and asks the verifier.
///
/// # Errors
/// A fault of this program, or a false alarm.
pub fn attack(class: Class, targets: &mut Targets, chance: &mut Chance) -> Outcome<Found> {
    let target = targets.one(chance)?;
    let changed = match class {
        Class::Byte => byte(target, chance),
        Class::Range => range(target, chance),
        Class::Line => line(target, chance).concat(),
        Class::Row => row(target, chance)?.concat(),
        Class::Personal => personal(target, chance)?.concat(),
        Class::Hashed => hashed(target, chance)?.concat(),
        Class::Elsewhere => elsewhere(target, chance)?.concat(),
        Class::Head => forgery::head(target, chance)?.concat(),
        Class::Stranger => return forgery::stranger(target, chance),
        Class::Tail => return forgery::tail(&targets.long, chance),
        Class::Signed => return forgery::signed(target, chance),
        Class::Rollback => return forgery::rollback(target, chance),
    };
    if target.is_true(&changed) {
        return Ok(Found::Harmless);
    }
    Ok(match verdict::of_bytes(&changed, Anchors::default()) {
        Err(_) => Found::Yes,
        Ok(_) => Found::No(difference(&target.bytes, &changed)),
    })
}

/// Where two files first differ, in words.
pub fn difference(before: &[u8], after: &[u8]) -> String {
    let at = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let part = |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(60)..(at + 100).min(bytes.len())]).into_owned();
    format!("byte {at}, {} became {} bytes: {:?} became {:?}", before.len(), after.len(), part(before), part(after))
}

fn byte(target: &Target, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = target.bytes.clone();
    let at = chance.below(bytes.len());
    bytes[at] = if chance.below(2) == 0 { chance.byte() } else { bytes[at] ^ (1 << chance.below(8)) };
    bytes
}

fn range(target: &Target, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = target.bytes.clone();
    let longest = if chance.below(10) == 0 { bytes.len() } else { 200 };
    let start = chance.below(bytes.len());
    let end = (start + 1 + chance.below(longest)).min(bytes.len());
    let elsewhere = chance.below(bytes.len());
    let part = bytes[start..end].to_vec();
    match chance.below(6) {
        0 => bytes[start..end].fill_with(|| chance.byte()),
        1 => bytes[start..end].reverse(),
        2 => drop(bytes.drain(start..end)),
        3 => drop(bytes.splice(elsewhere..elsewhere, part)),
        4 => {
            bytes.drain(start..end);
            let to = elsewhere.min(bytes.len());
            bytes.splice(to..to, part);
        }
        _ => {
            let until = (elsewhere + part.len()).min(bytes.len());
            bytes[elsewhere..until].copy_from_slice(&part[..until - elsewhere]);
        }
    }
    bytes
}

fn line(target: &Target, chance: &mut Chance) -> Vec<Vec<u8>> {
    let mut lines = target.lines.clone();
    let (at, other) = (chance.below(lines.len()), chance.below(lines.len()));
    let many = 1 + chance.below(4);
    match chance.below(5) {
        0 => drop(lines.drain(at..(at + many).min(target.lines.len()))),
        1 => lines.insert(other, target.lines[at].clone()),
        2 => lines.swap(at, other),
        3 => {
            let moved = lines.remove(at);
            lines.insert(other.min(lines.len()), moved);
        }
        _ => lines[at].clone_from(&target.lines[other]),
    }
    lines
}

/// An event of the target: its section and which of its events.
fn event<'a>(target: &'a Target, chance: &mut Chance) -> Outcome<(&'a Section, usize)> {
    let with_events: Vec<&Section> = target.sections.iter().filter(|section| !section.events.is_empty()).collect();
    let section = *chance.one(&with_events).ok_or("a record without events")?;
    Ok((section, chance.below(section.events.len())))
}

/// A line's JSON.
pub fn parsed(line: &[u8]) -> Outcome<Value> {
    Ok(serde_json::from_slice(line)?)
}

/// A line of that JSON.
pub fn written(value: &Value) -> Outcome<Vec<u8>> {
    let mut bytes = canonical::bytes(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn row(target: &Target, chance: &mut Chance) -> Outcome<Vec<Vec<u8>>> {
    let (section, number) = event(target, chance)?;
    let mut lines = target.lines.clone();
    let at = section.events[number];
    let mut value = parsed(&lines[at])?;
    alter(&mut value["event"], chance);
    lines[at] = written(&value)?;
    Ok(lines)
}

/// Alters something within a value.
fn alter(value: &mut Value, chance: &mut Chance) {
    match value {
        Value::Object(members) if !members.is_empty() && chance.below(8) > 0 => within(members, chance),
        Value::Object(members) => drop(members.insert(format!("x{}", chance.below(100)), json!(chance.below(9)))),
        Value::Array(items) if !items.is_empty() && chance.below(4) > 0 => {
            let at = chance.below(items.len());
            alter(&mut items[at], chance);
        }
        Value::Array(items) => items.push(json!(chance.below(9))),
        Value::String(text) => match (text.pop(), chance.below(3)) {
            (Some(last), 0) => text.push(if last == 'f' { 'e' } else { 'f' }),
            (Some(last), 1) => text.extend([last, 'x']),
            _ => {}
        },
        other => *other = json!(chance.below(1_000)),
    }
}

fn within(members: &mut Map<String, Value>, chance: &mut Chance) {
    let names: Vec<String> = members.keys().cloned().collect();
    let Some(name) = chance.one(&names) else { return };
    if chance.below(8) == 0 {
        members.remove(name);
    } else if let Some(value) = members.get_mut(name) {
        alter(value, chance);
    }
}

fn personal(target: &Target, chance: &mut Chance) -> Outcome<Vec<Vec<u8>>> {
    let mut lines = target.lines.clone();
    let beside: Vec<usize> =
        target.sections.iter().flat_map(|section| &section.events).copied().filter(|at| has_personal(&lines[*at])).collect();
    let (Some(at), Some(other)) = (chance.one(&beside).copied(), chance.one(&beside).copied()) else {
        return Err("a record without personal values".into());
    };
    let (mut value, other) = (parsed(&lines[at])?, parsed(&lines[other])?);
    match chance.below(4) {
        0 => drop(value.as_object_mut().and_then(|members| members.remove("personal"))),
        1 => value["personal"] = other["personal"].clone(),
        2 => {
            let entries = value["personal"].as_array_mut().ok_or("personal values are no list")?;
            entries.remove(chance.below(entries.len()));
        }
        _ => alter(&mut value["personal"], chance),
    }
    if value["personal"].as_array().is_some_and(Vec::is_empty) {
        drop(value.as_object_mut().and_then(|members| members.remove("personal")));
    }
    lines[at] = written(&value)?;
    Ok(lines)
}

fn has_personal(line: &[u8]) -> bool {
    line.windows(13).any(|part| part == b",\"personal\":[")
}

/// Alters an event that a head covers, and hashes anew whatever follows in its chain; the key is not known to this forger.
fn hashed(target: &Target, chance: &mut Chance) -> Outcome<Vec<Vec<u8>>> {
    let (section, number) = event(target, chance)?;
    let mut lines = target.lines.clone();
    let at = section.events[number];
    let mut value = parsed(&lines[at])?;
    if !section.heads.iter().any(|head| *head > at) {
        return Ok(lines);
    }
    value["event"]["object"]["id"] = json!(format!("forged-{}", chance.below(1_000)));
    lines[at] = written(&value)?;
    hash_anew(&mut lines, section, number)?;
    Ok(lines)
}

/// Lets every event after one name its predecessor as it is now, and the end the last one.
fn hash_anew(lines: &mut [Vec<u8>], section: &Section, from: usize) -> Outcome<()> {
    let leaf =
        |line: &[u8]| Ok::<_, Box<dyn std::error::Error + Send + Sync>>(leaf_of(&canonical::bytes(&parsed(line)?["event"])?));
    for pair in section.events[from..].windows(2) {
        let before = leaf(&lines[pair[0]])?;
        let mut next = parsed(&lines[pair[1]])?;
        next["event"]["previous"] = json!(hex::encode(before));
        lines[pair[1]] = written(&next)?;
    }
    let last = section.events.last().copied().ok_or("a section without events")?;
    let sequence = section.before + section.events.len() as u64;
    lines[section.end] = section_end_line(section.tenant, section.chain, sequence, &leaf(&lines[last])?);
    Ok(())
}

fn elsewhere(target: &Target, chance: &mut Chance) -> Outcome<Vec<Vec<u8>>> {
    let (from, number) = event(target, chance)?;
    let (to, place) = event(target, chance)?;
    let mut lines = target.lines.clone();
    if std::ptr::eq(from, to) {
        return Ok(lines);
    }
    let (source, at) = (from.events[number], to.events[place]);
    match chance.below(4) {
        // As it is: in the place of another, beside it, or away from its own.
        0 => lines[at].clone_from(&target.lines[source]),
        1 => lines.insert(at, target.lines[source].clone()),
        2 => {
            let moved = lines.remove(source);
            lines.insert(if source < at { at - 1 } else { at }, moved);
        }
        // Rewritten for its new place, and everything after it hashed anew.
        _ => {
            let (mut moved, there) = (parsed(&lines[source])?, parsed(&lines[at])?);
            for member in ["tenant", "chain", "sequence", "previous"] {
                moved["event"][member] = there["event"][member].clone();
            }
            lines[at] = written(&moved)?;
            if to.heads.iter().any(|head| *head > at) {
                hash_anew(&mut lines, to, place)?;
            }
        }
    }
    Ok(lines)
}
