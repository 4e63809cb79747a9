//! Reads an event back from its canonical bytes and the personal values that still lie beside it.
//! Never here: names of members (the bytes have ids), a check of the chain.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::wire::ChangedField;

/// What a personal value reads once it was erased.
pub const ERASED: &str = "erased";

/// What the bytes say beyond the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadableEvent {
    /// Fields before and after, by name.
    pub fields: Vec<ChangedField>,
    /// The reason that was given.
    pub reason: Option<String>,
    /// The source address.
    pub address: Option<String>,
    /// AWS's request id.
    pub aws_request: Option<String>,
}

/// Reads the bytes; `personal` has the values by path.
///
/// # Errors
/// The bytes are not JSON.
pub fn read_back(bytes: &[u8], personal: &BTreeMap<String, String>) -> Result<ReadableEvent, serde_json::Error> {
    let event: Map<String, Value> = serde_json::from_slice(bytes)?;
    let within = |outer: &str, inner: &str| event.get(outer).and_then(|value| value.get(inner));
    let side = |side: &str| event.get(side).and_then(Value::as_object).cloned().unwrap_or_default();
    let (before, after) = (side("before"), side("after"));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let fields = names.into_iter().map(|name| {
        let (old, new) = (before.get(name), after.get(name));
        ChangedField {
            name: name.clone(),
            before: old.map(|value| text(value, &format!("before/{name}"), personal)),
            after: new.map(|value| text(value, &format!("after/{name}"), personal)),
            is_personal: [old, new].into_iter().flatten().any(is_personal),
        }
    });
    Ok(ReadableEvent {
        fields: fields.collect(),
        reason: event.get("reason").map(|value| text(value, "reason", personal)),
        address: within("origin", "address").map(|value| text(value, "origin/address", personal)),
        aws_request: within("correlation", "aws_request").map(|value| text(value, "correlation/aws_request", personal)),
    })
}

/// Whether the value is the salted hash that stands for a personal one.
pub(super) fn is_personal(value: &Value) -> bool {
    let Some(members) = value.as_object() else { return false };
    members.len() == 1 && members.get("personal").and_then(Value::as_str).is_some_and(|hash| hash.len() == 64)
}

fn text(value: &Value, path: &str, personal: &BTreeMap<String, String>) -> String {
    match value {
        value if is_personal(value) => personal.get(path).cloned().unwrap_or_else(|| ERASED.to_owned()),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn bytes() -> String {
        format!(
            r#"{{"after":{{"email":{{"personal":"{HASH}"}},"roles":["approver","auditor"]}},"before":{{"roles":[]}},"correlation":{{"aws_request":"r1"}},"reason":{{"personal":"{HASH}"}}}}"#
        )
    }

    #[test]
    fn fields_are_paired_by_name_and_personal_values_are_filled_in() {
        let personal = BTreeMap::from([("after/email".to_owned(), "ana@example.com".to_owned())]);
        let event = read_back(bytes().as_bytes(), &personal).unwrap();
        let field = |name: &str| event.fields.iter().find(|field| field.name == name).unwrap();
        assert_eq!((field("email").after.as_deref(), field("email").is_personal), (Some("ana@example.com"), true));
        assert_eq!((field("roles").before.as_deref(), field("roles").after.as_deref()), (Some(""), Some("approver, auditor")));
        assert_eq!(event.aws_request.as_deref(), Some("r1"));
    }

    #[test]
    fn an_erased_value_says_so_and_never_shows_its_hash() {
        let event = read_back(bytes().as_bytes(), &BTreeMap::new()).unwrap();
        assert_eq!(event.reason.as_deref(), Some(ERASED));
        assert!(!format!("{event:?}").contains(HASH));
    }
}
