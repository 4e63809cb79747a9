//! What the verifier says of true files and of every kind of changed one.
//! Never here: the tree's own proofs.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::testing::{Record, tenant};
use super::super::*;
use crate::audit::Chain;

fn judged(lines: &[Vec<u8>], anchors: Anchors) -> Result<Report, Fault> {
    let mut verifier = Verifier::new(anchors);
    for line in lines {
        verifier.feed(line)?;
    }
    verifier.finish()
}

/// Judges bytes as a reader splits them.
fn judged_bytes(bytes: &[u8], anchors: Anchors) -> Result<Report, Fault> {
    let lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    judged(&lines, anchors)
}

fn wrong(lines: &[Vec<u8>]) -> Wrong {
    judged(lines, Anchors::default()).unwrap_err().wrong
}

fn earlier(files: &[Vec<u8>]) -> Anchors {
    let mut anchors = Anchors::default();
    anchors.add_heads(&files.concat()).unwrap();
    anchors
}

fn pinned(key: &KeyStatement) -> Anchors {
    let mut anchors = Anchors::default();
    anchors.pin(key.public.fingerprint());
    anchors
}

fn text(line: &[u8]) -> String {
    String::from_utf8(line.to_vec()).unwrap()
}

/// The lines that hold the text.
fn positions(lines: &[Vec<u8>], what: &str) -> Vec<usize> {
    (0..lines.len()).filter(|at| text(&lines[*at]).contains(what)).collect()
}

fn is_event(line: &[u8]) -> bool {
    line.starts_with(b"{\"event\"")
}

/// Flips bits of every byte, one byte at a time. What is before the line was judged already.
fn every_flip_is_found(lines: &[Vec<u8>], flips: &[u8]) {
    let mut before = Verifier::new(Anchors::default());
    for (number, line) in lines.iter().enumerate() {
        let rest = lines[number..].concat();
        for at in 0..line.len() {
            for flip in flips {
                let (mut changed, mut verifier) = (rest.clone(), before.clone());
                changed[at] ^= flip;
                let fed = changed.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| verifier.feed(line));
                let verdict = fed.and_then(|()| verifier.finish());
                assert!(
                    verdict.is_err(),
                    "line {number}, byte {at} xor {flip}: {}",
                    String::from_utf8_lossy(&changed[..line.len()])
                );
            }
        }
        before.feed(line).unwrap();
    }
    before.finish().unwrap();
}

#[test]
fn a_true_record_is_found_true_and_every_check_is_counted() {
    let record = Record::with_everything(1);
    let report = judged(&record.export(), Anchors::default()).unwrap();
    let heads = record.chains.values().map(|kept| kept.heads.len() as u64).sum::<u64>() + 1;
    assert_eq!((report.chains, report.cut_chains, report.heads, report.signatures), (6 - 1, 1, heads, heads + 2));
    assert_eq!(report.events, record.chains.values().map(|kept| kept.events.len() as u64).sum::<u64>());
    assert_eq!(report.personal_absent, 3 + 1);
    assert!(report.proofs > 5 && report.unsigned_events > 0 && !report.is_anchored());
    assert_eq!(report.sentences().last().unwrap(), "consistent, not anchored");
}

#[test]
fn a_record_is_anchored_by_any_key_of_its_line_and_by_heads_that_were_kept() {
    let record = Record::with_everything(2);
    // The second chain of the third tenant was last signed by the third key, one of the first by the second.
    let report = judged(&record.export(), pinned(&record.keys[0])).unwrap();
    assert!(
        report.is_anchored() && report.sentences().last().unwrap().contains(&record.keys[0].public.fingerprint().to_string())
    );
    let sinks = record.sink_files();
    let report = judged(&record.export(), earlier(&sinks)).unwrap();
    assert_eq!((report.earlier_heads, report.chains_with_earlier_heads), (sinks.len() as u64, 4));
    assert!(report.is_anchored());
}

#[test]
fn an_empty_record_and_a_cut_to_the_end_are_true() {
    assert_eq!(judged(&Record::new(3).export(), Anchors::default()).unwrap().chains, 0);
    let mut record = Record::new(3);
    record.fill(tenant(1), Chain::Changes, 6, 3);
    record.cut(tenant(1), Chain::Changes, 1);
    let report = judged(
        &record.export(),
        earlier(&[key_line(&record.keys[0]), head_line(record.chains.values().next().unwrap().cut.as_ref().unwrap(), None)]),
    )
    .unwrap();
    assert_eq!((report.events, report.unsigned_events, report.earlier_heads), (0, 0, 1));
}

#[test]
fn every_changed_byte_of_an_export_is_found() {
    every_flip_is_found(&Record::with_everything(4).export(), &[1, 0x20, 0x80]);
}

#[test]
fn every_deleted_doubled_or_swapped_line_is_found() {
    let lines = Record::with_everything(5).export();
    let unsigned = judged(&lines, Anchors::default()).unwrap().unsigned_events;
    for at in 0..lines.len() {
        let mut changed = lines.clone();
        changed.remove(at);
        let verdict = judged(&changed, Anchors::default());
        match lines[at].starts_with(b"{\"consistency\"") || lines[at].starts_with(b"{\"head\"") {
            // Without its last head a section says that more of it is unsigned; nothing in it says anything that is not so.
            true => assert!(verdict.is_err() || verdict.unwrap().unsigned_events > unsigned, "without head {at}"),
            false => assert!(verdict.is_err(), "without line {at}"),
        }
        let mut changed = lines.clone();
        changed.insert(at, lines[at].clone());
        assert!(judged(&changed, Anchors::default()).is_err(), "line {at} twice");
        if at > 0 {
            let mut changed = lines.clone();
            changed.swap(at - 1, at);
            assert!(judged(&changed, Anchors::default()).is_err(), "lines {} and {at} swapped", at - 1);
        }
        for end in [&lines[..at], &[&lines[..at], &lines[lines.len() - 1..]].concat()[..]] {
            assert!(at == lines.len() - 1 && end.len() == lines.len() || judged(end, Anchors::default()).is_err(), "cut at {at}");
        }
    }
    assert!(judged(&lines, Anchors::default()).is_ok());
}

#[test]
fn an_event_moved_to_another_tenant_or_chain_is_found() {
    let lines = Record::with_everything(6).export();
    let events: Vec<usize> = (0..lines.len()).filter(|at| is_event(&lines[*at])).collect();
    for from in &events {
        for to in &events {
            let mut changed = lines.clone();
            let event = changed.remove(*from);
            changed.insert(*to, event);
            assert!(from == to || judged(&changed, Anchors::default()).is_err(), "{from} to {to}");
            let mut changed = lines.clone();
            changed[*to] = lines[*from].clone();
            assert!(from == to || judged(&changed, Anchors::default()).is_err(), "{from} over {to}");
        }
    }
}

#[test]
fn a_forged_event_is_found_even_if_it_names_the_right_predecessor() {
    let mut record = Record::new(7);
    record.fill(tenant(1), Chain::Changes, 6, 3);
    let lines = record.export();
    record.append(tenant(1), Chain::Changes, "forged");
    let forged = record.export()[positions(&record.export(), "\"sequence\":7")[0]].clone();
    let end = lines.len() - 2;
    let mut changed = lines.clone();
    changed.insert(end, forged);
    assert_eq!(wrong(&changed), Wrong::EndSequence { said: 6, found: 7 });
    // In the place of a true one, with a right predecessor: the head does not cover it.
    let mut other = Record::new(7);
    other.fill(tenant(1), Chain::Changes, 5, 3);
    other.append(tenant(1), Chain::Changes, "forged");
    let mut changed = lines;
    let last = positions(&changed, "\"sequence\":6")[0];
    changed[last] = other.export()[positions(&other.export(), "\"sequence\":6")[0]].clone();
    assert_eq!(wrong(&changed), Wrong::HeadRoot);
}

#[test]
fn a_missing_personal_value_is_found_unless_an_event_says_that_it_was_erased() {
    let mut record = Record::new(8);
    record.fill(tenant(1), Chain::Changes, 4, 2);
    record.kept(tenant(1), Chain::Changes).events[1].personal.retain(|personal| personal.path != "after/email");
    let fault = judged(&record.export(), Anchors::default()).unwrap_err();
    assert_eq!(fault.wrong, Wrong::PersonalMissing("after/email".into()));
    assert_eq!((fault.line, fault.place.sequence), (5, Some(2)));
    let mut record = Record::new(8);
    record.fill(tenant(1), Chain::Changes, 4, 2);
    record.erase(tenant(1), Chain::Changes, 2);
    assert_eq!(judged(&record.export(), Anchors::default()).unwrap().personal_absent, 3);
    // Another tenant's erasure does not count.
    let mut record = Record::new(8);
    record.fill(tenant(1), Chain::Changes, 4, 2);
    record.fill(tenant(2), Chain::Changes, 4, 2);
    record.erase(tenant(1), Chain::Changes, 2);
    record.kept(tenant(2), Chain::Changes).events[1].personal.clear();
    assert!(matches!(wrong(&record.export()), Wrong::PersonalMissing(_)));
}

#[test]
fn a_record_written_anew_with_the_stolen_key_is_found_by_an_earlier_head_only() {
    let build = |word: &str| {
        let mut record = Record::new(9);
        record.append(tenant(1), Chain::Changes, word);
        record.fill(tenant(1), Chain::Changes, 20, 4);
        record
    };
    let (truth, forged) = (build("truth"), build("lie"));
    assert!(judged(&forged.export(), Anchors::default()).is_ok());
    assert!(judged(&forged.export(), pinned(&truth.keys[0])).is_ok());
    for sink in truth.sink_files() {
        let fault = judged(&forged.export(), earlier(&[sink])).unwrap_err();
        assert!(matches!(fault.wrong, Wrong::EarlierRoot(_)));
    }
}

#[test]
fn a_cut_tail_and_an_older_state_are_found_by_an_earlier_head_only() {
    let build = |events: usize| {
        let mut record = Record::new(10);
        record.fill(tenant(1), Chain::Changes, events, 1);
        record
    };
    let last = build(30).sink_files().pop().unwrap();
    for gone in 1..30 {
        let older = build(30 - gone).export();
        assert!(judged(&older, Anchors::default()).is_ok());
        assert_eq!(judged(&older, earlier(std::slice::from_ref(&last))).unwrap_err().wrong, Wrong::EarlierBeyond(30));
    }
    let nothing = Record::new(10).export();
    assert_eq!(judged(&nothing, earlier(&[last])).unwrap_err().wrong, Wrong::EarlierElsewhere);
}

#[test]
fn a_pinned_key_refuses_others_predecessors_and_unsigned_chains() {
    let record = Record::with_everything(11);
    let fault = |record: &Record, anchors| judged(&record.export(), anchors).unwrap_err().wrong;
    let stranger = Record::new(999).keys.remove(0);
    assert_eq!(fault(&record, pinned(&stranger)), Wrong::HeadKeyLine(stranger.public.fingerprint()));
    // One chain was last signed before the last key came.
    let newest = record.keys.last().unwrap();
    assert_eq!(fault(&record, pinned(newest)), Wrong::LastHeadKey(newest.public.fingerprint()));
    let mut record = Record::new(11);
    record.fill(tenant(1), Chain::Changes, 4, 2);
    record.fill(tenant(2), Chain::Changes, 4, 5);
    let first = record.keys[0].clone();
    assert_eq!(fault(&record, pinned(&first)), Wrong::Unsigned(first.public.fingerprint()));
}

#[test]
fn an_earlier_head_before_the_cut_is_said_to_be_of_no_use() {
    let build = || {
        let mut record = Record::new(12);
        record.fill(tenant(1), Chain::Changes, 9, 3);
        record
    };
    let sinks = build().sink_files();
    let mut record = build();
    record.cut(tenant(1), Chain::Changes, 1);
    let verdict = |sink: &[Vec<u8>]| judged(&record.export(), earlier(sink));
    assert_eq!(verdict(&sinks[..1]).unwrap_err().wrong, Wrong::EarlierCutOff(3));
    assert_eq!(verdict(&sinks[1..]).unwrap().earlier_heads, 2);
}

#[test]
fn keys_that_nobody_endorsed_or_used_are_found() {
    let record = Record::with_everything(13);
    let lines = record.export();
    let stranger = Record::new(998).keys.remove(0);
    let mut changed = lines.clone();
    changed.insert(1, key_line(&stranger));
    assert_eq!(wrong(&changed), Wrong::KeyUnused(stranger.public.fingerprint()));
    let mut changed = lines.clone();
    let succession = record.keys[1].succession.clone();
    changed[2] = key_line(&KeyStatement { public: stranger.public, succession });
    assert_eq!(wrong(&changed), Wrong::KeyNotEndorsed);
    let mut changed = lines;
    let thief = SecretKey::from_seed(&[3; 32]);
    let mut fork = thief.endorse(stranger.public, chrono::DateTime::UNIX_EPOCH);
    if let Some(succession) = &mut fork.succession {
        succession.previous = record.keys[0].public.fingerprint();
    }
    changed.insert(3, key_line(&fork));
    assert_eq!(wrong(&changed), Wrong::KeySucceededTwice(record.keys[0].public.fingerprint()));
}

#[test]
fn files_of_earlier_heads_are_read_strictly() {
    let sink = Record::with_everything(14).sink_files().concat();
    let add = |bytes: &[u8]| Anchors::default().add_heads(bytes);
    assert!(add(&sink).is_ok());
    let first = Record::with_everything(14).sink_files().remove(0);
    for at in 0..first.len() {
        let mut changed = first.clone();
        changed[at] ^= 1;
        assert!(add(&changed).is_err(), "byte {at}");
    }
    assert_eq!(add(b"").unwrap_err().wrong, Wrong::NoEarlierHead);
    assert!(matches!(add(&export_line()).unwrap_err().wrong, Wrong::NotHere(_)));
}

#[test]
fn an_excerpt_proves_presence_and_every_change_below_its_head_is_found() {
    let record = Record::with_everything(15);
    let mut whole = Record::new(15);
    whole.fill(tenant(1), Chain::Changes, 9, 9);
    whole.fill(tenant(1), Chain::Access, 5, 5);
    for every in [1, 2, 3] {
        let report = judged(&record.excerpt(every), pinned(&record.keys[0])).unwrap();
        assert_eq!(report.kind, FileKind::Excerpt);
        let lines = whole.excerpt(every);
        assert!(judged(&lines, earlier(&whole.sink_files())).unwrap().earlier_heads == 2);
        every_flip_is_found(&lines, &[1]);
    }
    let mut changed = whole.excerpt(2);
    let event = positions(&changed, "\"event\":{")[1];
    changed.remove(event);
    assert!(matches!(wrong(&changed), Wrong::EventCount { .. }), "an event less is seen only by the count");
    record.excerpt(2).iter().enumerate().filter(|(_, line)| is_event(line)).for_each(|(at, _)| {
        let mut changed = record.excerpt(2);
        changed.swap(at, at - 1);
        assert!(judged(&changed, Anchors::default()).is_err(), "line {at}");
    });
}

#[test]
fn many_true_records_raise_no_alarm() {
    for seed in 20..30_usize {
        let mut record = Record::with_everything(seed as u64);
        record.fill(tenant(4), Chain::Changes, seed * 7 % 300 + 1, seed % 13 + 1);
        record.fill(tenant(4), Chain::Access, seed * 5 % 200, seed % 5 + 1);
        record.rotate();
        record.sign(tenant(4), Chain::Changes);
        record.kept(tenant(4), Chain::Changes).heads.dedup_by_key(|head| head.head.size);
        judged(&record.export(), Anchors::default()).unwrap();
        judged(&record.export(), earlier(&record.sink_files())).unwrap();
        judged(&record.excerpt(seed % 7 + 1), Anchors::default()).unwrap();
    }
}

#[test]
fn a_public_value_that_looks_like_a_personal_hash_raises_no_alarm() {
    let mut record = Record::new(16);
    record.append_public(tenant(1), serde_json::json!({ "personal": "0".repeat(64) }));
    judged(&record.export(), Anchors::default()).unwrap();
}

proptest! {
    #[test]
    fn no_bytes_make_the_verifier_panic(lines in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..8)) {
        prop_assert!(judged(&lines, Anchors::default()).is_err());
        static LINES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| Record::with_everything(17).export());
        let mut after = LINES.clone();
        let at = lines.len() % after.len();
        after.splice(at..at, lines.iter().cloned());
        prop_assert_eq!(judged(&after, Anchors::default()).is_ok(), lines.is_empty());
    }

    #[test]
    fn every_random_edit_is_found(
        at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), length in 0..60_usize, kind in 0..4, byte in any::<u8>()
    ) {
        static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| Record::with_everything(18).export().concat());
        let bytes = &*BYTES;
        let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
        let (end, mut changed) = ((at + length).min(bytes.len()), bytes.clone());
        match kind {
            0 => drop(changed.drain(at..end)),
            1 => changed[at..end].fill(byte),
            2 => changed[at..end].reverse(),
            _ => drop(changed.splice(other..other, bytes[at..end].iter().copied())),
        }
        prop_assert_eq!(judged_bytes(&changed, Anchors::default()).is_ok(), changed == *bytes);
    }
}
