//! The audit history as people ask for it: searched, looked at, taken away.

mod one;
mod searching;
mod taking;

use std::collections::BTreeSet;

use control::audit::{AuditExport, list};
use control::{Caller, members};
use domain::wire::{AuditFilter, AuditView};

use crate::support::Workspace;

/// What the query finds, but for the looking itself, which has a test of its own.
async fn found(caller: &Caller, q: &str) -> AuditView {
    let mut view = list(caller, AuditFilter { q: q.into(), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(view.problem, None, "{q}");
    view.events.retain(|event| event.action != "audit.read");
    view
}

fn actions(view: &AuditView) -> BTreeSet<&str> {
    view.events.iter().map(|event| event.action.as_str()).collect()
}

async fn invite_many(workspace: &Workspace, n: usize) {
    for number in 0..n {
        let email = format!("many-{number}@example.com");
        members::invite(&workspace.administrator, &email, vec!["requester".into()], "").await.unwrap();
    }
}

/// The whole file, read back: rows of cells.
async fn file(mut export: AuditExport) -> (String, Vec<Vec<String>>) {
    let mut text = String::new();
    while let Some(piece) = export.next().await.unwrap() {
        text.push_str(std::str::from_utf8(&piece).unwrap());
    }
    let rows = rows(&text);
    (text, rows)
}

/// A reader of RFC 4180 of this test's own.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match (is_quoted, character) {
            (true, '"') if rest.next_if_eq(&'"').is_some() => cell.push('"'),
            (_, '"') => is_quoted = !is_quoted,
            (false, ',') => row.push(std::mem::take(&mut cell)),
            (false, '\r') if rest.next_if_eq(&'\n').is_some() => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (_, other) => cell.push(other),
        }
    }
    assert!(!is_quoted && row.is_empty() && cell.is_empty(), "the file ends with a line");
    rows
}
