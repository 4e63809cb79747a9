//! The canonical form of JSON (RFC 8785, restricted to integers), over which plans and audit events are hashed.
//! Never here: a hash of anything else than canonical bytes, a number with a fraction.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The value has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a number that is not a 64-bit integer has no canonical form")]
pub struct NotCanonical;

/// RFC 8785 bytes of a value: members sorted by UTF-16 code units, no white space, shortest escapes.
///
/// # Errors
/// [`NotCanonical`] if a number is not an integer of 64 bits (fractions would need ECMAScript's number printing).
pub fn bytes(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Ok(out)
}

/// SHA-256 as 32 bytes.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) if number.is_i64() || number.is_u64() => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Number(_) => return Err(NotCanonical),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (position, (name, member)) in sorted.into_iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write_string(name, out);
                out.push(b':');
                write(member, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for character in text.chars() {
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '\r' => out.extend_from_slice(b"\\r"),
            control if control < ' ' => out.extend_from_slice(format!("\\u{:04x}", u32::from(control)).as_bytes()),
            other => out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn text(value: &Value) -> String {
        String::from_utf8(bytes(value).unwrap()).unwrap()
    }

    #[test]
    fn members_are_sorted_by_utf16_code_units() {
        // U+10000 is D800 DC00 in UTF-16 and so comes before U+E000, although its code point is higher.
        let value = json!({"\u{e000}": 1, "\u{10000}": 2, "a": 3, "A": 4});
        assert_eq!(text(&value), "{\"A\":4,\"a\":3,\"\u{10000}\":2,\"\u{e000}\":1}");
    }

    #[test]
    fn only_what_must_be_escaped_is_escaped() {
        assert_eq!(text(&json!("\u{7f}\u{1}\n\"\\/é")), "\"\u{7f}\\u0001\\n\\\"\\\\/é\"");
    }

    #[test]
    fn a_fraction_is_refused() {
        assert_eq!(bytes(&json!({"a": 1.5})), Err(NotCanonical));
    }

    proptest! {
        #[test]
        fn canonical_bytes_read_back_as_the_same_value(a in ".*", b in any::<i64>(), c in ".*") {
            let value = json!({ a: [b, null, true], "x": { c.clone(): c } });
            let back: Value = serde_json::from_slice(&bytes(&value).unwrap()).unwrap();
            prop_assert_eq!(bytes(&back).unwrap(), bytes(&value).unwrap());
            prop_assert_eq!(back, value);
        }
    }
}
