//! A service control policy document, read with the grammar of the IAM user guide as far as its shape goes.
//! Never here: evaluation (whether a request is allowed).

use serde::Deserialize;
use serde_json::Value;

/// Allow or deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Effect {
    /// Permits, as far as every level does.
    Allow,
    /// Forbids, whatever another policy says.
    Deny,
}

/// One statement, with what a summary needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The `Sid`, if there is one.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// `Action` or `NotAction` patterns.
    pub actions: Vec<String>,
    /// Whether they stand under `NotAction`.
    pub is_not_action: bool,
    /// Whether a `Condition` narrows it.
    pub has_condition: bool,
}

/// A policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

/// Why a text is not a policy document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not JSON at all.
    #[error("not JSON (line {line}, column {column})")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// JSON, but not a policy.
    #[error("statement {statement}: {what}")]
    Shape {
        /// The statement, from 1; 0 for the document.
        statement: usize,
        /// What is wrong.
        what: &'static str,
    },
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// [`Malformed`] says where and why.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| Malformed::NotJson { line: error.line(), column: error.column() })?;
        let shape = |statement, what| Malformed::Shape { statement, what };
        let Some(document) = value.as_object() else { return Err(shape(0, "the document is not an object")) };
        if document.get("Version").and_then(Value::as_str) != Some("2012-10-17") {
            return Err(shape(0, "Version must be 2012-10-17"));
        }
        let list = match document.get("Statement") {
            Some(Value::Array(list)) if !list.is_empty() => list.as_slice(),
            Some(one @ Value::Object(_)) => std::slice::from_ref(one),
            _ => return Err(shape(0, "Statement must be an object or a list with at least one")),
        };
        let read = |(position, statement): (usize, &Value)| statement_of(statement).map_err(|what| shape(position + 1, what));
        Ok(Self { statements: list.iter().enumerate().map(read).collect::<Result<_, _>>()? })
    }
}

fn statement_of(value: &Value) -> Result<Statement, &'static str> {
    let members = value.as_object().ok_or("a statement is not an object")?;
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err("Effect must be Allow or Deny"),
    };
    if members.contains_key("Principal") || members.contains_key("NotPrincipal") {
        return Err("a service control policy has no Principal");
    }
    let (patterns, is_not_action) = match (members.get("Action"), members.get("NotAction")) {
        (Some(patterns), None) => (patterns, false),
        (None, Some(patterns)) => (patterns, true),
        _ => return Err("exactly one of Action and NotAction is needed"),
    };
    let actions = match patterns {
        Value::String(one) => vec![one.clone()],
        Value::Array(list) if !list.is_empty() => {
            list.iter().map(|one| one.as_str().map(str::to_owned).ok_or("an action is not a text")).collect::<Result<_, _>>()?
        }
        _ => return Err("Action must be a text or a list of texts"),
    };
    if !members.contains_key("Resource") && !members.contains_key("NotResource") {
        return Err("Resource is needed");
    }
    let sid = members.get("Sid").and_then(Value::as_str).map(str::to_owned);
    Ok(Statement { sid, effect, actions, is_not_action, has_condition: members.contains_key("Condition") })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_document_with_one_statement_or_a_list_is_read() {
        let one = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
        let document = Document::parse(one).unwrap();
        assert_eq!(document.statements[0].effect, Effect::Deny);
        assert_eq!(document.statements[0].actions, ["s3:*"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert!(matches!(Document::parse("{"), Err(Malformed::NotJson { line: 1, .. })));
        let principal = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}"#;
        assert!(matches!(Document::parse(principal), Err(Malformed::Shape { statement: 1, .. })));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "\\PC*") {
            let _ = Document::parse(&text);
        }
    }
}
