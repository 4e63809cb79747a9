//! The words by which an event is found: lower-cased runs of letters and digits, and whole tokens such as `ana@example.com`.
//! The index and a search must cut a text in the same way, so both come here.
//! Never here: where words are kept; which event has them.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::{Map, Value};

/// The longest word, in bytes. What is longer is found by its parts.
pub const LONGEST_WORD: usize = 64;
/// The shortest, in characters.
pub const SHORTEST_WORD: usize = 2;

/// Whether the character may stand within a token: `request.submitted`, `ana+x@example.com`, `p-12345678`, `root_email`.
pub(super) fn is_of_token(character: char) -> bool {
    character.is_alphanumeric() || is_joint(character)
}

fn is_joint(character: char) -> bool {
    matches!(character, '.' | '@' | '_' | '-' | '+')
}

/// The tokens of a text in lower case.
fn tokens(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|character| !is_of_token(character)).map(|token| token.trim_matches(is_joint)).filter(|token| !token.is_empty())
}

fn parts(token: &str) -> impl Iterator<Item = &str> {
    token.split(is_joint).filter(|part| is_a_word(part))
}

fn is_a_word(text: &str) -> bool {
    text.len() <= LONGEST_WORD && text.chars().nth(SHORTEST_WORD - 1).is_some()
}

/// A UUID or a hash: as a value of a field it would be a word that nobody looks for. Identifiers are words nevertheless.
fn is_opaque(token: &str) -> bool {
    token.len() >= 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Adds the words of a value: whole tokens, their sides of an `@`, and their parts. No UUIDs and hashes.
pub fn add_words(text: &str, into: &mut BTreeSet<String>) {
    add(text, false, into);
}

fn add(text: &str, is_id: bool, into: &mut BTreeSet<String>) {
    let mut put = |word: &str| {
        if is_a_word(word) && !into.contains(word) {
            into.insert(word.to_owned());
        }
    };
    let lower = text.to_lowercase();
    for token in tokens(&lower) {
        if is_opaque(token) {
            if is_id {
                put(token);
            }
            continue;
        }
        put(token);
        if token.contains('@') {
            token.split('@').map(|side| side.trim_matches(is_joint)).for_each(&mut put);
        }
        if token.contains(is_joint) {
            parts(token).for_each(&mut put);
        }
    }
    if lower.contains(':') && lower.parse::<IpAddr>().is_ok() {
        put(&lower);
    }
}

/// The words that a text to be searched for asks for; all of them must occur. Empty if it holds none.
pub fn asked_words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let mut asked = BTreeSet::new();
    for token in tokens(&lower) {
        if is_a_word(token) {
            asked.insert(token.to_owned());
        } else {
            asked.extend(parts(token).map(str::to_owned));
        }
    }
    asked
}

/// Every word of an event: action, object, correlation, session, names and values of public fields, and the personal values that
/// are still there.
///
/// # Errors
/// The bytes are not JSON.
pub fn words_of<'a>(bytes: &[u8], personal: impl IntoIterator<Item = &'a str>) -> Result<BTreeSet<String>, serde_json::Error> {
    let event: Map<String, Value> = serde_json::from_slice(bytes)?;
    let mut words = BTreeSet::new();
    let mut ids = |value: Option<&Value>| match value {
        Some(Value::String(text)) => add(text, true, &mut words),
        Some(Value::Object(members)) => members.values().filter_map(Value::as_str).for_each(|text| add(text, true, &mut words)),
        _ => {}
    };
    ids(event.get("action"));
    ids(event.get("object"));
    ids(event.get("correlation"));
    ids(event.get("origin").and_then(|origin| origin.get("session")));
    for side in ["before", "after"] {
        if let Some(fields) = event.get(side) {
            add_value(fields, &mut words);
        }
    }
    for value in personal {
        add(value, false, &mut words);
    }
    Ok(words)
}

fn add_value(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => add(text, false, words),
        Value::Number(number) => add(&number.to_string(), false, words),
        Value::Array(items) => items.iter().for_each(|item| add_value(item, words)),
        // The salted hash that stands for a personal value says nothing.
        Value::Object(members) if members.len() == 1 && members.contains_key("personal") => {}
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            add(name, false, words);
            add_value(value, words);
        }),
        Value::Bool(_) | Value::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = BTreeSet::new();
        add_words(text, &mut words);
        words.into_iter().collect()
    }

    #[test]
    fn a_token_is_a_word_and_so_are_its_parts() {
        let table: [(&str, &[&str]); 9] = [
            ("request.submitted", &["request", "request.submitted", "submitted"]),
            ("Ana@Example.com", &["ana", "ana@example.com", "com", "example", "example.com"]),
            ("p-12345678", &["12345678", "p-12345678"]),
            (
                "arn:aws:organizations::123456789012:ou/o-x1/ou-ab",
                &["123456789012", "ab", "arn", "aws", "o-x1", "organizations", "ou", "ou-ab", "x1"],
            ),
            ("(see it.) A b", &["it", "see"]),
            ("192.0.2.1", &["192", "192.0.2.1"]),
            ("2001:db8::7", &["2001", "2001:db8::7", "db8"]),
            ("Größe ÉTÉ", &["größe", "été"]),
            ("00000000-0000-7000-8000-000000000001", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn identifiers_are_words_where_they_identify_and_not_within_fields() {
        let id = "0192aaaa-0000-7000-8000-000000000001";
        let hash = "ab".repeat(32);
        let event = format!(
            r#"{{"action":"run.retried","after":{{"email":{{"personal":"{hash}"}},"member":"{id}","n":1042,"tags":[{{"key":"Cost","value":"x9"}}]}},
                "correlation":{{"plan":"{hash}"}},"object":{{"id":"{id}/create","kind":"step"}},"origin":{{"session":"00ff00ff00ff00ff"}}}}"#
        );
        let found = words_of(event.as_bytes(), ["Zoë Ab"]).unwrap();
        for word in [id, hash.as_str(), "create", "1042", "cost", "x9", "tags", "zoë", "00ff00ff00ff00ff", "run.retried"] {
            assert!(found.contains(word), "{word}: {found:?}");
        }
        assert!(!found.contains("personal"), "{found:?}");
        let other = words_of(format!(r#"{{"after":{{"member":"{id}"}}}}"#).as_bytes(), []).unwrap();
        assert_eq!(other.into_iter().collect::<Vec<_>>(), ["member"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_found_by_its_parts() {
        let long = format!("{}-{}", "x".repeat(40), "y".repeat(40));
        assert_eq!(words(&long), ["x".repeat(40), "y".repeat(40)]);
        assert_eq!(asked_words(&long).into_iter().collect::<Vec<_>>(), words(&long));
        assert!(asked_words("a . -").is_empty());
    }

    proptest! {
        #[test]
        fn a_token_of_a_text_is_always_found_by_itself(text in "[a-zA-Z0-9.@_\\-+ (İßé)]{0,90}") {
            let mut indexed = BTreeSet::new();
            add(&text, true, &mut indexed);
            for word in asked_words(&text) {
                prop_assert!(indexed.contains(&word), "{word:?} of {text:?} is not in {indexed:?}");
            }
        }
    }
}
