//! Audit events as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is disarmed by a leading apostrophe.
//! Never here: a query.

use domain::time::canonical_text;
use domain::wire::{AuditRow, ChangedField};

/// The columns, in order. `event` is the event's canonical bytes; SHA-256(0x00 ‖ event) is `leaf`.
pub const COLUMNS: [&str; 17] = [
    "sequence",
    "chain",
    "at",
    "actor",
    "action",
    "object_kind",
    "object_id",
    "request",
    "plan",
    "step",
    "aws_request",
    "before",
    "after",
    "reason",
    "address",
    "leaf",
    "event",
];

/// Writes the row of column names.
pub fn head(out: &mut String) {
    cells(out, COLUMNS.iter().copied());
}

/// Writes one event.
pub fn row(out: &mut String, event: &AuditRow, bytes: &[u8]) {
    let sequence = event.sequence.to_string();
    let at = canonical_text(event.at);
    let request = event.request.map(|number| format!("R-{number}")).unwrap_or_default();
    let before = side(&event.fields, |field| field.before.as_deref());
    let after = side(&event.fields, |field| field.after.as_deref());
    let bytes = String::from_utf8_lossy(bytes);
    let optional = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let (plan, step, aws_request) = (optional(&event.plan), optional(&event.step), optional(&event.aws_request));
    let (reason, address) = (optional(&event.reason), optional(&event.address));
    let columns: [&str; COLUMNS.len()] = [
        &sequence,
        &event.chain,
        &at,
        &event.actor,
        &event.action,
        &event.object_kind,
        &event.object_id,
        &request,
        &plan,
        &step,
        &aws_request,
        &before,
        &after,
        &reason,
        &address,
        &event.leaf,
        &bytes,
    ];
    cells(out, columns.into_iter());
}

/// `name=value` in lines, only the fields that the side has.
fn side(fields: &[ChangedField], of: impl Fn(&ChangedField) -> Option<&str>) -> String {
    let lines = fields.iter().filter_map(|field| Some(format!("{}={}", field.name, of(field)?)));
    lines.collect::<Vec<_>>().join("\n")
}

fn cells<'a>(out: &mut String, texts: impl Iterator<Item = &'a str>) {
    for (position, text) in texts.enumerate() {
        if position > 0 {
            out.push(',');
        }
        cell(out, text);
    }
    out.push_str("\r\n");
}

fn cell(out: &mut String, text: &str) {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_quoted = text.contains(['"', ',', '\n', '\r']);
    if is_quoted {
        out.push('"');
    }
    if is_formula {
        out.push('\'');
    }
    if is_quoted {
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        cell(&mut out, text);
        out
    }

    #[test]
    fn a_formula_is_disarmed() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\r=1", "\"'\r=1\""),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
        ] {
            assert_eq!(written(text), expected);
        }
    }

    #[test]
    fn a_cell_with_a_quote_a_comma_or_a_line_is_quoted() {
        assert_eq!(written("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(written("a\nb"), "\"a\nb\"");
        assert_eq!(written("a=b"), "a=b");
    }

    #[test]
    fn the_head_has_one_name_a_column() {
        let mut out = String::new();
        head(&mut out);
        assert_eq!(out.trim_end().split(',').count(), COLUMNS.len());
        assert!(out.ends_with("\r\n"));
    }
}
