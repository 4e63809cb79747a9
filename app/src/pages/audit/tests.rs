//! What the audit pages say, from views as the use cases give them.
//! Never here: reading them.

use domain::wire::{AuditFilter, AuditRow, AuditView, ChangedField};

use super::{event, list};
use crate::pages::tests::{frame, rendered};

fn field(name: &str, before: Option<&str>, after: Option<&str>) -> ChangedField {
    ChangedField { name: name.into(), before: before.map(str::to_owned), after: after.map(str::to_owned), is_personal: false }
}

fn row(sequence: i64, fields: Vec<ChangedField>) -> AuditRow {
    AuditRow {
        chain: "changes".into(),
        sequence,
        at: chrono::DateTime::from_timestamp(1_795_549_205, 0).unwrap(),
        actor: "Ana <ana@example.com>".into(),
        action: "member.changed".into(),
        object_kind: "member".into(),
        object_id: "0192".into(),
        request: None,
        plan: None,
        step: None,
        aws_request: None,
        fields,
        reason: Some("because".into()),
        address: None,
        leaf: "ab".repeat(32),
    }
}

fn view(filter: AuditFilter, events: Vec<AuditRow>) -> AuditView {
    AuditView { filter, events, next: None, unreadable: None }
}

#[test]
fn the_next_page_asks_for_the_same_and_the_file_holds_all_pages() {
    let filter =
        AuditFilter { actor: "a&b".into(), action: "member.".into(), before: "9.changes.9".into(), ..AuditFilter::default() };
    let shown = AuditView { next: Some("5.changes.5".into()), ..view(filter, vec![row(6, vec![])]) };
    let html = rendered(|| list::show(frame(), shown));
    assert!(html.contains("/t/acme/audit?actor=a%26b&amp;action=member.&amp;before=5.changes.5"), "{html}");
    assert!(html.contains(r#"href="/t/acme/audit.csv?actor=a%26b&amp;action=member.""#), "{html}");
}

#[test]
fn who_cannot_export_is_offered_no_file() {
    let mut reader = frame();
    reader.can.can_export_audit = false;
    assert!(!rendered(|| list::show(reader, view(AuditFilter::default(), vec![row(1, vec![])]))).contains("audit.csv"));
}

#[test]
fn a_filter_that_cannot_be_read_is_named_and_nothing_is_offered() {
    let filter = AuditFilter { from: "<b>soon".into(), ..AuditFilter::default() };
    let shown = AuditView { unreadable: Some("<b>soon".into()), ..view(filter, vec![]) };
    let html = rendered(|| list::show(frame(), shown));
    assert!(html.contains("&lt;b&gt;soon") && !html.contains("<b>soon"), "{html}");
    assert!(html.contains(r#"role="alert""#) && !html.contains("audit.csv"), "{html}");
    assert!(html.contains(r#"type="text" id="from""#), "a date control would hide it: {html}");
}

#[test]
fn nothing_found_is_not_the_same_as_nothing_recorded() {
    let filter = AuditFilter { object: "R-1".into(), ..AuditFilter::default() };
    assert!(rendered(|| list::show(frame(), view(filter, vec![]))).contains("No event matches"));
    assert!(rendered(|| list::show(frame(), view(AuditFilter::default(), vec![]))).contains("Nothing was recorded yet"));
}

#[test]
fn a_cell_shows_what_changed_and_counts_the_rest() {
    let fields = vec![
        field("email", Some("same"), Some("same")),
        field("standing", Some("active"), Some("suspended")),
        field("roles", None, Some(&"x".repeat(200))),
        field("a", None, Some("1")),
        field("b", None, Some("2")),
    ];
    let html = rendered(|| list::show(frame(), view(AuditFilter::default(), vec![row(6, fields)])));
    assert!(html.contains("Standing: active → suspended") && html.contains("and 1 more"), "{html}");
    assert!(!html.contains("same") && !html.contains(&"x".repeat(61)), "{html}");
    assert!(html.contains("Ana &lt;ana@example.com&gt;"), "{html}");
}

#[test]
fn an_event_names_its_place_and_leads_to_the_one_before() {
    let html = rendered(|| event::show(frame(), row(2, vec![field("standing", Some("active"), None)])));
    assert!(html.contains("Changes 2") && html.contains("/t/acme/audit/changes/1") && html.contains("because"), "{html}");
    assert!(html.contains("/t/acme/audit?object=0192") && html.contains(&"ab".repeat(32)), "{html}");
    assert!(!rendered(|| event::show(frame(), row(1, vec![]))).contains("/t/acme/audit/changes/0"));
}
