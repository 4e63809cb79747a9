//! The canonical form as the verifier reads it, against the definition.
//! Never here: what lines mean.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::tape::{DEEPEST, Item, Tape};
use crate::canonical;

fn is_accepted(bytes: &[u8]) -> bool {
    Tape::default().read(bytes).is_ok()
}

/// The definition: it reads as JSON, and writing it gives the same bytes.
fn is_canonical(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Value>(bytes).is_ok_and(|value| canonical::bytes(&value).is_ok_and(|written| written == bytes))
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "[\\x00-\\x22\\\\a-c\u{e000}\u{10000}\u{7f}é]{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[\\x00-\\x22\\\\a-c\u{e000}\u{10000}é]{0,3}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[test]
fn what_is_not_canonical_is_refused() {
    for bad in [
        "",
        " 1",
        "1 ",
        "01",
        "-0",
        "-",
        "1.0",
        "1e3",
        "18446744073709551616",
        "-9223372036854775809",
        "nul",
        "\"",
        "\"\\/\"",
        "\"\\u000a\"",
        "\"\\u001F\"",
        "\"\\u0041\"",
        "\"\\ud800\"",
        "{\"b\":1,\"a\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,}",
        "[1,]",
        "[1",
        "{\"a\" :1}",
        "\"\u{1}\"",
        "{1:1}",
        "[1]]",
        "\u{feff}1",
    ] {
        assert!(!is_accepted(bad.as_bytes()) && !is_canonical(bad.as_bytes()), "{bad}");
    }
    for good in ["0", "-1", "18446744073709551615", "-9223372036854775808", "[]", "{}", "\"\\u001f\\b\"", "{\"\":{}}"] {
        assert!(is_accepted(good.as_bytes()) && is_canonical(good.as_bytes()), "{good}");
    }
    assert!(!is_accepted(&[b'"', 0xff, b'"']));
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(is_accepted(deep(DEEPEST).as_bytes()) && !is_accepted(deep(DEEPEST + 1).as_bytes()));
    assert!(!is_accepted("[".repeat(1_000_000).as_bytes()));
}

#[test]
fn members_and_items_are_found() {
    let line = br#"{"a":[1,{"x":2},"t\n"],"b":{"c":null},"d":7}"#;
    let mut tape = Tape::default();
    let item = tape.read(line).unwrap();
    assert_eq!(item.get("d").unwrap().count(), Some(7));
    assert_eq!(item.get("b").unwrap().bytes(), br#"{"c":null}"#);
    let inner: Vec<&[u8]> = item.get("a").unwrap().array().unwrap().map(Item::bytes).collect();
    assert_eq!(inner, [&b"1"[..], br#"{"x":2}"#, br#""t\n""#]);
    assert_eq!(item.get("a").unwrap().array().unwrap().last().unwrap().text().unwrap(), "t\n");
    assert!(item.exactly(["a", "b"]).is_none() && item.exactly(["a", "b", "d", "e"]).unwrap()[3].is_none());
    assert!(item.get("c").is_none() && item.get("d").unwrap().get("x").is_none());
}

proptest! {
    #[test]
    fn every_canonical_value_is_accepted_and_a_change_only_if_canonical_too(
        value in values(), at in any::<prop::sample::Index>(), byte in any::<u8>(), kind in 0..3
    ) {
        let mut bytes = canonical::bytes(&json!(value)).unwrap();
        prop_assert!(is_accepted(&bytes));
        let at = at.index(bytes.len());
        match kind {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.remove(at)),
        }
        prop_assert_eq!(is_accepted(&bytes), is_canonical(&bytes), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_text_reads_as_it_was_written(text in "[\\x00-\\x22\\\\a-c\u{e000}\u{10000}\u{7f}é]{0,9}") {
        let bytes = canonical::bytes(&json!(text)).unwrap();
        let mut tape = Tape::default();
        prop_assert_eq!(tape.read(&bytes).unwrap().text().unwrap(), text);
    }
}
