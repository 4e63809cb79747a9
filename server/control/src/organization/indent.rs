//! Indents JSON for people and leaves everything else as it was written: the order of members, numbers, escapes.
//! Never here: a text that anything is hashed over.

use serde::de::IgnoredAny;

/// The same JSON with two spaces a level; `None` if the text is not JSON.
pub(crate) fn indented(text: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => {
                out.push('"');
                let mut is_escaped = false;
                for inner in rest.by_ref() {
                    out.push(inner);
                    match inner {
                        '"' if !is_escaped => break,
                        _ => is_escaped = inner == '\\' && !is_escaped,
                    }
                }
            }
            '{' | '[' => {
                out.push(character);
                while rest.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(end) = rest.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(',');
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            space if space.is_ascii_whitespace() => {}
            other => out.push(other),
        }
    }
    Some(out)
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_members_and_every_text_stay_as_written() {
        let text = r#"{"Version":"2012-10-17", "Statement":[{"Sid":"a, {b}: \"c\\","Action":["x","y"]}],"Empty":{ },"n":1.50}"#;
        let expected = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"a, {b}: \\\"c\\\\\",\n      \"Action\": [\n        \"x\",\n        \"y\"\n      ]\n    }\n  ],\n  \"Empty\": {},\n  \"n\": 1.50\n}";
        assert_eq!(indented(text).unwrap(), expected);
        assert_eq!(indented(expected).unwrap(), expected);
    }

    #[test]
    fn what_is_not_json_is_not_touched() {
        assert_eq!(indented("not json"), None);
        assert_eq!(indented("{\"a\":1"), None);
    }
}
