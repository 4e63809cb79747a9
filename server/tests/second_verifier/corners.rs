//! Corners of the format in which two verifiers differ easily: spelling, limits, encodings of keys, signatures with too many forms.
//! Never here: evidence that is changed without knowing where.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use domain::audit::Chain;
use domain::audit::evidence::LINE_LIMIT;
use domain::audit::evidence::testing::{Record, tenant};
use domain::canonical::{self, sha256};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};

use super::python::{Both, Known};
use super::thief::{values, written};
use super::{earlier, nothing, small};

/// An export whose only event has the value.
fn with(value: Value) -> Vec<u8> {
    let mut record = Record::new(1);
    record.append_public(tenant(1), value);
    record.sign(tenant(1), Chain::Changes);
    record.export().concat()
}

#[test]
fn both_verifiers_accept_the_same_integers_texts_depths_and_lengths() {
    let mut both = Both::start("limits");
    for number in [json!(u64::MAX), json!(i64::MIN), json!(i64::MAX), json!((1_u64 << 53) + 1), json!(-1), json!(0)] {
        both.says(0, &number.to_string(), &with(number), &nothing());
    }
    for text in ["\u{7f}\u{80}\u{2028}\u{feff}\u{ffff}\u{10ffff}", "\u{0}\u{1f}\u{8}\u{b}\u{c}\t\n\r\"\\/", "e\u{301}é", "<&>'"]
    {
        both.says(0, text, &with(json!({ text: text, "\u{e000}": 1, "\u{10000}": 2, "\u{e9}": 3, "z": 4 })), &nothing());
    }
    for deep in 55..70 {
        // The line, the event and `after` are three.
        let value = (0..deep).fold(json!(1), |value, level| if level % 2 == 0 { json!([value]) } else { json!({ "a": value }) });
        both.says(u8::from(deep + 3 > 64), &format!("{} deep", deep + 3), &with(value), &nothing());
    }
    let longest = |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::len).max().unwrap();
    let other = longest(&with(json!("x".repeat(5000)))) - 5000;
    for (more, code) in [(0, 0), (1, 1)] {
        let file = with(json!("x".repeat(LINE_LIMIT - other + more)));
        assert_eq!(longest(&file), LINE_LIMIT + more);
        both.says(code, &format!("{more} more than the longest line"), &file, &nothing());
    }
    both.agree();
}

#[test]
fn both_verifiers_refuse_every_other_spelling_of_the_same_lines() {
    let mut both = Both::start("spelling");
    let lines = small(2).export();
    let spellings = [
        ("{", "{ "),
        (":", ": "),
        (",", ",\t"),
        ("}\n", "} \n"),
        ("}\n", "}\r\n"),
        ("}\n", "}\n\n"),
        ("}\n", "}\u{0}\n"),
        ("{", "\u{feff}{"),
        ("\"type\"", "\"\\u0074ype\""),
        ("charter", "\\u0063harter"),
        ("\"v\":1", "\"v\":1.0"),
        ("\"v\":1", "\"v\":1e0"),
        ("\"v\":1", "\"v\":01"),
        ("\"v\":1", "\"v\":+1"),
        ("\"v\":1", "\"v\":true"),
        ("\"v\":1", "\"v\":1,\"v\":1"),
        ("\"type\":", "\"type\":\"key\",\"type\":"),
        ("\"sequence\":", "\"sequence\":0"),
        ("\"sequence\":", "\"sequence\":-"),
        ("\"sequence\":1", "\"sequence\":18446744073709551617"),
        ("\"chains\":", "\"chains\":-0"),
        ("}\n", ",}\n"),
        ("[", "[,"),
        ("]", ",]"),
        ("\\n", "\\u000a"),
        ("\\u0001", "\u{1}"),
        ("\\\"", "\\u0022"),
        ("/", "\\/"),
        ("\u{10000}", "\\ud800\\udc00"),
        ("\u{10000}", "\\ud800"),
        ("ü", "\\u00fc"),
        ("ü", "u\u{308}"),
        ("1", "\u{661}"),
        ("null", "NaN"),
        ("null", "Infinity"),
        ("null", "nul"),
        ("a", "A"),
        ("Z\"", "+00:00\""),
        ("-", ""),
    ];
    for (from, to) in spellings {
        let mut met = 0;
        for at in 0..lines.len() {
            let mut changed = lines.clone();
            let text = String::from_utf8(changed[at].clone()).unwrap();
            changed[at] = text.replacen(from, to, 1).into_bytes();
            if changed[at] != lines[at] {
                met += 1;
                both.says(1, &format!("line {}: {from:?} as {to:?}", at + 1), &changed.concat(), &nothing());
            }
        }
        assert!(met > 0, "no line has {from:?}");
    }
    for bytes in [&b"\xc0\x80"[..], b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff"] {
        let mut changed = lines.clone();
        changed[4].splice(20..20, bytes.iter().copied());
        both.says(1, "no UTF-8", &changed.concat(), &nothing());
    }
    both.agree();
}

#[test]
fn both_verifiers_take_the_same_points_for_keys() {
    let mut both = Both::start("points");
    let record = small(3);
    let (export, sink) = (record.export().concat(), record.sink_files().remove(0));
    let mut points: Vec<[u8; 32]> = Vec::new();
    // Small and large y, in both spellings that fit 255 bits, with both signs of x.
    for low in 0..=255 {
        for sign in [0, 0x80] {
            let (mut small, mut large) = ([0; 32], [0xFF; 32]);
            (small[0], small[31]) = (low, sign);
            (large[0], large[31]) = (low, 0x7F | sign);
            points.extend([small, large]);
        }
    }
    for order_eight in [
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] {
        points.push(hex::decode(order_eight).unwrap().try_into().unwrap());
    }
    for point in points {
        let line = written(&json!({"key": {"public": hex::encode(point), "type": "charter.key", "v": 1}, "type": "key"}));
        both.ask(&hex::encode(point), &export, &earlier(&[[line, sink.clone()].concat()]));
    }
    both.agree();
}

/// The order of Ed25519's group, in 64-bit limbs, smallest first.
const ORDER: [u64; 4] = [0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 0x1000_0000_0000_0000];

fn plus(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
    let mut carry = 0;
    std::array::from_fn(|at| {
        let sum = u128::from(a[at]) + u128::from(b[at]) + carry;
        carry = sum >> 64;
        sum as u64
    })
}

/// The sum below the order, of two numbers below it.
fn plus_below_the_order(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
    let sum = plus(a, b);
    if sum.iter().rev().lt(ORDER.iter().rev()) {
        return sum;
    }
    let minus_the_order = plus(ORDER.map(|limb| !limb), [1, 0, 0, 0]);
    plus(sum, minus_the_order)
}

/// The little-endian number in the bytes, times another, below the order.
fn times(bytes: &[u8], other: [u64; 4]) -> [u64; 4] {
    let bits = bytes.iter().rev().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
    bits.fold([0; 4], |product, bit| {
        let doubled = plus_below_the_order(product, product);
        if bit { plus_below_the_order(doubled, other) } else { doubled }
    })
}

fn limbs(bytes: &[u8]) -> [u64; 4] {
    std::array::from_fn(|at| u64::from_le_bytes(bytes[8 * at..8 * at + 8].try_into().unwrap()))
}

#[test]
fn both_verifiers_refuse_a_second_form_of_a_signature_and_one_without_chance() {
    let mut both = Both::start("signatures");
    let mut record = Record::new(4);
    record.fill(tenant(1), Chain::Changes, 2, 2);
    let (public, lines) = (record.keys[0].public.to_bytes(), values(&record.export()));
    let at = lines.iter().position(|line| line["type"] == "head").unwrap();
    let with = |both: &mut Both, code, what: &str, signature: &[u8]| {
        let mut lines = lines.clone();
        lines[at]["signature"] = json!(hex::encode(signature));
        let file: Vec<u8> = lines.iter().flat_map(written).collect();
        both.says(code, what, &file, &Known::default());
    };
    let signature = hex::decode(lines[at]["signature"].as_str().unwrap()).unwrap();
    with(&mut both, 0, "the signature itself", &signature);
    let larger: Vec<u8> = plus(limbs(&signature[32..]), ORDER).iter().flat_map(|limb| limb.to_le_bytes()).collect();
    with(&mut both, 1, "S + L", &[&signature[..32], &larger].concat());
    // R of small order: the key's holder can make it, the equation of RFC 8032 holds, and a lenient library accepts it.
    let message = [&b"charter.head.v1\n"[..], &canonical::bytes(&lines[at]["head"]).unwrap()].concat();
    let mut secret = Sha512::digest(sha256(&[b"key", &4_u64.to_be_bytes()]));
    (secret[0], secret[31]) = (secret[0] & 0xF8, secret[31] & 0x7F | 0x40);
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let k = Sha512::new().chain_update(neutral).chain_update(public).chain_update(&message).finalize();
    let s: Vec<u8> = times(&k, times(&secret[..32], [1, 0, 0, 0])).iter().flat_map(|limb| limb.to_le_bytes()).collect();
    let signature = [&neutral[..], &s].concat();
    UnparsedPublicKey::new(&ED25519, public).verify(&message, &signature).unwrap();
    with(&mut both, 1, "R of small order", &signature);
    both.agree();
}
