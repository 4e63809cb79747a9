//! Every small change of a JSON value: a member less or more, another value in a place, of the same kind or of another.
//! Never here: text that is not JSON in its canonical form.

use serde_json::{Value, json};

/// Pointers (RFC 6901) of all values in the value, but itself.
pub fn places(value: &Value) -> Vec<String> {
    fn into(value: &Value, at: &str, found: &mut Vec<String>) {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
            }
            Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
            _ => return,
        };
        for (name, value) in inner {
            let place = format!("{at}/{name}");
            into(value, &place, found);
            found.push(place);
        }
    }
    let mut found = Vec::new();
    into(value, "", &mut found);
    found
}

/// Takes the value at the pointer away.
pub fn remove(value: &mut Value, pointer: &str) {
    let Some((holder, name)) = pointer.rsplit_once('/') else { return };
    match value.pointer_mut(holder) {
        Some(Value::Object(members)) => {
            members.remove(&name.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            items.remove(name.parse().unwrap());
        }
        _ => {}
    }
}

/// What could stand in the place of a value.
pub fn others(value: &Value) -> Vec<Value> {
    let mut others =
        vec![json!(null), json!(true), json!(0), json!(""), json!([]), json!({}), json!({ "personal": "0".repeat(64) })];
    match value {
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            others.extend([json!(number + 1), json!(number - 1), json!(-number), json!(i64::MAX), json!(u64::MAX), json!("1")]);
        }
        Value::String(text) => {
            let first = text.chars().next();
            let cut: String = text.chars().skip(2).collect();
            let changed = text.replacen(first.unwrap_or('a'), if first == Some('1') { "2" } else { "1" }, 1);
            others.extend([json!(changed), json!(text.to_uppercase()), json!(format!("{text}00")), json!(cut)]);
            others.extend([json!(format!("{text}\n")), json!("0".repeat(text.len())), json!([text])]);
            others.extend([json!("access"), json!("changes")]);
        }
        Value::Array(items) => {
            others.push(items.iter().rev().cloned().collect());
            others.push(items.iter().chain(items.last()).cloned().collect());
            others.push(items.iter().chain(&[json!("0".repeat(64))]).cloned().collect());
        }
        Value::Object(members) => {
            for name in ["", "proof", "personal", "consistency", "cut", "signature", "zz"] {
                let mut more = members.clone();
                more.entry(name).or_insert(json!([]));
                others.push(Value::Object(more));
            }
        }
        _ => {}
    }
    others.retain(|other| other != value);
    others
}
