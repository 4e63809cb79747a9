//! `end2end/audit/verify.py` was written from the README's page "The audit evidence, exactly" alone. It and our verifier say the same,
//! with the same line, of true evidence and of every kind of changed evidence.
//! Never here: what the domain's own tests ask of our verifier alone.

mod corners;
mod edits;
mod python;
mod thief;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

use domain::audit::Chain;
use domain::audit::evidence::testing::{Record, tenant};
use domain::audit::evidence::{Fingerprint, KeyStatement, key_line};
use serde_json::{Value, json};

use python::{Both, Known};
use thief::{Anew, Change, Thief, values};

/// Chance that can be repeated (SplitMix64): the seed is printed, `CHARTER_SECOND_VERIFIER_SEED` sets it.
struct Dice(u64);

impl Dice {
    fn new(test: &str) -> Self {
        let given = std::env::var_os("CHARTER_SECOND_VERIFIER_SEED").map(|seed| seed.to_str().unwrap().parse().unwrap());
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("{test}: CHARTER_SECOND_VERIFIER_SEED={seed}");
        Self(seed)
    }

    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % below as u64) as usize
    }

    /// Nothing known of the file, or its first key, its last key, all its heads, one of them, a stranger's key.
    fn known(&mut self, record: &Record) -> Known {
        let key = |key: Option<&KeyStatement>| key.map(|key| key.public.fingerprint());
        match self.roll(8) {
            0 => Known { key: key(record.keys.first()), heads: Vec::new() },
            1 => Known { key: key(record.keys.last()), heads: Vec::new() },
            2 => Known { key: None, heads: record.sink_files() },
            3 => Known { key: key(record.keys.first()), heads: vec![record.sink_files().concat()] },
            4 => Known { key: None, heads: record.sink_files().into_iter().skip(self.roll(3)).step_by(3).collect() },
            5 => Known { key: Some(Fingerprint([7; 32])), heads: Vec::new() },
            _ => Known::default(),
        }
    }
}

/// Two tenants, a key that changed, an erased value, events that nothing signed yet: as small as that goes.
fn small(seed: u64) -> Record {
    let mut record = Record::new(seed);
    record.fill(tenant(1), Chain::Changes, 3, 2);
    record.rotate();
    record.erase(tenant(1), Chain::Changes, 1);
    record.sign(tenant(1), Chain::Changes);
    record.fill(tenant(1), Chain::Access, 1, 2);
    record.fill(tenant(2), Chain::Access, 2, 1);
    record
}

fn nothing() -> Known {
    Known::default()
}

fn pinned(key: &KeyStatement) -> Known {
    Known { key: Some(key.public.fingerprint()), heads: Vec::new() }
}

fn earlier(heads: &[Vec<u8>]) -> Known {
    Known { key: None, heads: heads.to_vec() }
}

#[test]
fn both_verifiers_accept_true_evidence_with_everything_that_it_can_have() {
    let mut both = Both::start("true");
    for seed in 1..20 {
        let record = Record::with_everything(seed);
        let export = record.export().concat();
        both.says(0, "export", &export, &nothing());
        both.says(0, "first key", &export, &pinned(&record.keys[0]));
        both.says(1, "last key", &export, &pinned(&record.keys[2]));
        both.says(0, "heads", &export, &earlier(&record.sink_files()));
        both.says(0, "heads in one file", &export, &earlier(&[record.sink_files().concat()]));
        for every in 1..5 {
            both.says(0, "excerpt", &record.excerpt(every).concat(), &nothing());
            both.says(0, "excerpt, key", &record.excerpt(every).concat(), &pinned(&record.keys[0]));
            both.says(1, "excerpt, all heads", &record.excerpt(every).concat(), &earlier(&record.sink_files()));
        }
        let mut long = Record::new(seed);
        long.fill(tenant(1), Chain::Access, seed as usize * 7, seed as usize % 6 + 1);
        let heads = long.kept(tenant(1), Chain::Access).heads.len();
        long.cut(tenant(1), Chain::Access, seed as usize * 3 % heads);
        both.says(0, "cut", &long.export().concat(), &nothing());
        both.ask("cut, heads", &long.export().concat(), &earlier(&long.sink_files()));
        both.says(0, "nothing", &Record::new(seed).export().concat(), &pinned(&record.keys[0]));
    }
    both.agree();
}

#[test]
fn both_verifiers_find_every_changed_byte_of_a_small_file_in_the_same_line() {
    let (mut both, mut dice) = (Both::start("bytes"), Dice::new("bytes"));
    let record = small(2);
    let (export, excerpt) = (record.export().concat(), record.excerpt(2).concat());
    for file in [&export, &excerpt] {
        both.says(0, "unchanged", file, &nothing());
        // Of the excerpt every sixth byte: its lines are nearly the same.
        for at in (0..file.len()).step_by(if file == &excerpt { 6 } else { 1 }) {
            let mut changed = file.clone();
            changed[at] ^= [1, 2, 4, 8, 16, 0x20, 0x40, 0x80][dice.roll(8)];
            let said = both.ask(&format!("byte {at}"), &changed, &nothing());
            // The events of an excerpt that are not signed yet prove nothing.
            assert!(said == 1 || *file == excerpt, "byte {at}");
        }
    }
    both.agree();
}

#[test]
fn both_verifiers_find_every_random_edit_of_a_file_with_everything() {
    let (mut both, mut dice) = (Both::start("edits"), Dice::new("edits"));
    let record = Record::with_everything(3);
    let (export, excerpt) = (record.export().concat(), record.excerpt(1).concat());
    for number in 0..600 {
        let file = if number % 4 == 0 { &excerpt } else { &export };
        let (at, to) = (dice.roll(file.len()), dice.roll(file.len()));
        let (end, mut changed) = ((at + dice.roll(60)).min(file.len()), file.clone());
        match dice.roll(6) {
            0 => drop(changed.drain(at..end)),
            1 => changed[at..end].fill(dice.roll(256) as u8),
            2 => changed[at..end].reverse(),
            3 => drop(changed.splice(to..to, file[at..end].iter().copied())),
            4 => changed.truncate(at),
            _ => changed[at] = dice.roll(256) as u8,
        }
        let known = dice.known(&record);
        both.ask(&format!("{number}: {at}..{end} to {to}"), &changed, &known);
    }
    both.agree();
}

#[test]
fn both_verifiers_say_the_same_of_every_deleted_doubled_swapped_or_moved_line() {
    let (mut both, mut dice) = (Both::start("lines"), Dice::new("lines"));
    let record = Record::with_everything(4);
    for lines in [record.export(), record.excerpt(2), small(4).export()] {
        for at in 0..lines.len() {
            let mut ask = |what: &str, lines: Vec<Vec<u8>>| {
                let known = dice.known(&record);
                both.ask(&format!("line {}: {what}", at + 1), &lines.concat(), &known)
            };
            ask("deleted", [&lines[..at], &lines[at + 1..]].concat());
            ask("doubled", [&lines[..=at], &lines[at..]].concat());
            ask("the last", lines[..at].to_vec());
            ask("nothing but the end after it", [&lines[..at], &lines[lines.len() - 1..]].concat());
            for other in (0..lines.len()).filter(|other| *other != at && (other + 2 * at) % 9 == 1) {
                let mut changed = lines.clone();
                changed.swap(at, other);
                ask(&format!("swapped with {}", other + 1), changed.clone());
                changed.clone_from(&lines);
                let line = changed.remove(at);
                changed.insert(other, line);
                ask(&format!("moved to {}", other + 1), changed.clone());
                changed.clone_from(&lines);
                changed[other].clone_from(&lines[at]);
                ask(&format!("over {}", other + 1), changed);
            }
        }
    }
    both.agree();
}

/// Every small change of the JSON of every line (or of chosen ones), after which the thief signs, or writes all of it anew.
fn edited(both: &mut Both, dice: &mut Dice, record: &Record, lines: &[Vec<u8>], thief: &Thief, anew: Anew, one_of: usize) {
    let lines = values(lines);
    for (line, value) in lines.iter().enumerate() {
        for pointer in edits::places(value) {
            let mut ask = |what: &str, apply: &dyn Fn(&mut Value)| {
                if dice.roll(one_of) == 0 {
                    let file = thief.write(&lines, anew, &Change { line, pointer: &pointer, apply });
                    both.ask(&format!("line {}, {pointer}: {what}", line + 1), &file, &dice.known(record));
                }
            };
            ask("removed", &|value| edits::remove(value, &pointer));
            for other in edits::others(value.pointer(&pointer).unwrap()) {
                ask(&other.to_string(), &|value| *value.pointer_mut(&pointer).unwrap() = other.clone());
            }
        }
    }
}

#[test]
fn both_verifiers_say_the_same_of_lines_forged_with_the_stolen_keys() {
    let (mut both, mut dice) = (Both::start("forged"), Dice::new("forged"));
    let record = Record::with_everything(5);
    let thief = Thief::of(&record, 5);
    edited(&mut both, &mut dice, &record, &record.export(), &thief, Anew::Signatures, 18);
    edited(&mut both, &mut dice, &record, &record.excerpt(2), &thief, Anew::Signatures, 18);
    both.agree();
}

#[test]
fn both_verifiers_say_the_same_of_a_record_written_anew_with_the_stolen_keys() {
    let (mut both, mut dice) = (Both::start("anew"), Dice::new("anew"));
    let mut record = small(6);
    let (lines, thief) = (record.export(), Thief::of(&record, 6));
    edited(&mut both, &mut dice, &record, &lines, &thief, Anew::Everything, 2);
    // Nothing but an earlier head finds a lie that was told from the beginning.
    record.sign(tenant(1), Chain::Access);
    let lines = record.export();
    let lie = Change { line: 0, pointer: "", apply: &|_| {} };
    let mut told = values(&lines);
    for line in &mut told {
        if line["event"]["object"].is_object() || line["event"]["at"].is_string() {
            line["event"]["lie"] = json!("told");
        }
    }
    let file = thief.write(&told, Anew::Everything, &lie);
    both.says(0, "written anew", &file, &nothing());
    both.says(0, "written anew, key", &file, &pinned(&record.keys[0]));
    for sink in record.sink_files() {
        both.says(1, "written anew, head", &file, &earlier(&[sink]));
    }
    both.agree();
}

#[test]
fn both_verifiers_find_a_cut_tail_and_a_state_rolled_back_by_an_earlier_head_only() {
    let mut both = Both::start("older");
    let build = |events: usize| {
        let mut record = Record::new(7);
        record.fill(tenant(2), Chain::Changes, 4, 2);
        record.fill(tenant(1), Chain::Changes, events, 1);
        record
    };
    let (whole, stranger) = (build(40), Record::new(8));
    let sinks = whole.sink_files();
    let newest = sinks.iter().find(|sink| String::from_utf8_lossy(sink).contains("\"size\":40")).unwrap().clone();
    for gone in 0..40 {
        let (export, excerpt) = (build(40 - gone).export().concat(), build(40 - gone).excerpt(3).concat());
        let found = u8::from(gone > 0);
        both.says(0, "nothing known", &export, &nothing());
        both.says(0, "key", &export, &pinned(&whole.keys[0]));
        both.says(1, "a stranger's key", &export, &pinned(&stranger.keys[0]));
        both.says(found, "newest head", &export, &earlier(std::slice::from_ref(&newest)));
        both.says(found, "all heads", &export, &earlier(&sinks));
        both.says(found, "excerpt, newest head", &excerpt, &earlier(std::slice::from_ref(&newest)));
        let known = Known { key: Some(whole.keys[0].public.fingerprint()), heads: vec![newest.clone()] };
        both.says(found, "key and head", &export, &known);
    }
    both.says(1, "the whole section is gone", &Record::new(7).export().concat(), &earlier(&[newest]));
    both.agree();
}

#[test]
fn both_verifiers_read_files_of_earlier_heads_equally_strictly() {
    let (mut both, mut dice) = (Both::start("heads"), Dice::new("heads"));
    let record = small(9);
    let (export, sinks) = (record.export().concat(), record.sink_files());
    let file = sinks.last().unwrap();
    let text = String::from_utf8_lossy(file);
    let consistency = text.find("\"consistency\":[").unwrap()..text.find("],\"head\"").unwrap();
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1 << dice.roll(8);
        let said = both.ask(&format!("byte {at}"), &export, &earlier(&[changed]));
        // Consistency proofs of these files are read, not checked: the export shows the same.
        assert!(said == 2 || consistency.contains(&at), "byte {at}");
    }
    let all: Vec<Vec<u8>> = sinks.concat().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let stranger = Record::new(10);
    for at in 0..all.len() {
        let key = key_line(&stranger.keys[0]);
        both.says(0, "an unused key", &export, &earlier(&[[&all[..at], &[key], &all[at..]].concat().concat()]));
        both.ask("deleted", &export, &earlier(&[[&all[..at], &all[at + 1..]].concat().concat()]));
        both.ask("doubled", &export, &earlier(&[[&all[..=at], &all[at..]].concat().concat()]));
        both.ask("the last", &export, &earlier(&[all[..at].concat()]));
        both.ask("another's", &export, &earlier(&[all[at].clone()]));
    }
    let thief = Thief::of(&record, 9);
    let lines = values(&all);
    for (line, value) in lines.iter().enumerate() {
        for pointer in edits::places(value) {
            for other in edits::others(value.pointer(&pointer).unwrap()) {
                let apply = |value: &mut Value| *value.pointer_mut(&pointer).unwrap() = other.clone();
                let heads = thief.write(&lines, Anew::Signatures, &Change { line, pointer: &pointer, apply: &apply });
                both.ask(&format!("line {}, {pointer}: {other}", line + 1), &export, &earlier(&[heads]));
            }
        }
    }
    both.agree();
}
