//! What the audit pages say, from views as the use cases give them.
//! Never here: reading them.

use domain::audit::query::{QueryProblem, QueryProblemKind};
use domain::wire::{
    AuditEventView, AuditFilter, AuditRow, AuditTerm, AuditView, Bar, ChangedField, EventProof, Facet, FacetValue, RelatedEvent,
};

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
        result: "done".into(),
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
    AuditView {
        problem: None,
        terms: vec![],
        next: None,
        seen: "6.3".into(),
        frozen_q: filter.q.clone(),
        counted: events.len(),
        is_cut: false,
        facets: vec![],
        bars: vec![],
        events,
        filter,
    }
}

fn asked(q: &str) -> AuditFilter {
    AuditFilter { q: q.into(), ..AuditFilter::default() }
}

fn at(seconds: i64) -> domain::time::Timestamp {
    chrono::DateTime::from_timestamp(1_795_549_200 + seconds, 0).unwrap()
}

fn page(events: Vec<AuditRow>) -> AuditEventView {
    AuditEventView {
        event: events.into_iter().next().unwrap(),
        session: Some("00ff00ff00ff00ff".into()),
        json: "{ \"v\": 1 }".into(),
        previous_leaf: "cd".repeat(32),
        has_next: true,
        related: vec![RelatedEvent {
            chain: "changes".into(),
            sequence: 9,
            at: at(0),
            action: "step.concluded".into(),
            result: "failed".into(),
        }],
        related_q: Some("target:0192".into()),
        proof: None,
    }
}

#[test]
fn the_next_page_is_of_the_same_picture_and_the_file_holds_all_pages() {
    let filter = AuditFilter { before: "9.changes.9".into(), ..asked("a&b at:7d") };
    let shown = AuditView {
        next: Some("5.changes.5".into()),
        frozen_q: "a&b at:>=2026-11-24".into(),
        ..view(filter, vec![row(6, vec![])])
    };
    let html = rendered(|| list::show(frame(), shown));
    assert!(html.contains("/t/acme/audit?q=a%26b%20at%3A%3E%3D2026-11-24&amp;seen=6.3&amp;before=5.changes.5"), "{html}");
    assert!(html.contains(r#"href="/t/acme/audit.csv?q=a%26b%20at%3A7d""#), "{html}");
    assert!(html.contains(r#"href="/t/acme/audit.jsonl?q=a%26b%20at%3A7d""#), "{html}");
}

#[test]
fn a_live_view_can_be_frozen_and_a_frozen_one_says_so() {
    let live = rendered(|| list::show(frame(), view(asked("x1"), vec![row(1, vec![])])));
    assert!(live.contains(r#"href="/t/acme/audit?q=x1&amp;seen=6.3""#) && !live.contains("is frozen"), "{live}");
    let filter = AuditFilter { seen: "6.3".into(), ..asked("x1") };
    let frozen = rendered(|| list::show(frame(), view(filter, vec![row(1, vec![])])));
    assert!(frozen.contains("is frozen") && frozen.contains(r#"href="/t/acme/audit?q=x1""#), "{frozen}");
    assert!(frozen.contains(r#"name="seen" value="6.3""#) && frozen.contains("audit.csv?q=x1&amp;seen=6.3"), "{frozen}");
    assert!(!frozen.contains("Freeze this view"));
}

#[test]
fn terms_facets_and_bars_are_links_that_narrow_and_widen() {
    let value = |value: &str, q: &str, is_on| FacetValue { value: value.into(), count: 1_200, q: q.into(), is_on };
    let bar = |n: i64, count| Bar { from: at(n * 60), until: at(n * 60 + 60), count, q: format!("pay at:{n}") };
    let shown = AuditView {
        terms: vec![AuditTerm { text: "pay".into(), without: "result:failed".into() }],
        facets: vec![Facet {
            key: "result".into(),
            values: vec![value("failed", "pay", true), value("done", "pay result:done", false)],
        }],
        bars: vec![bar(0, 2), bar(1, 0), bar(2, 5)],
        counted: 10_000,
        is_cut: true,
        ..view(asked("pay result:failed"), vec![row(1, vec![])])
    };
    let html = rendered(|| list::show(frame(), shown));
    assert!(html.contains(r#"href="/t/acme/audit?q=result%3Afailed""#), "{html}");
    assert!(html.contains("Failed") && html.contains("1,200") && html.contains(r#"aria-current="true""#), "{html}");
    assert!(html.contains("The newest 10,000 events that match"), "{html}");
    let end = crate::components::utc_text(at(180));
    assert!(html.contains(&format!("<span>{end}")), "{end}: {html}");
    // The drawing is for a pointer; the table has the same links, but for times without events.
    assert_eq!((html.matches("q=pay%20at%3A2").count(), html.matches("q=pay%20at%3A1").count()), (2, 1), "{html}");
    assert!(html.contains(r#"aria-hidden="true""#) && html.contains("Events over time as a table"), "{html}");
}

#[test]
fn who_cannot_export_is_offered_no_file() {
    let mut reader = frame();
    reader.can.can_export_audit = false;
    assert!(!rendered(|| list::show(reader, view(asked(""), vec![row(1, vec![])]))).contains("audit.csv"));
}

#[test]
fn a_query_that_cannot_be_read_is_named_with_its_place_and_nothing_is_offered() {
    let problem = QueryProblem { position: 3, text: "at:<b>soon".into(), kind: QueryProblemKind::NotATime };
    let shown = AuditView { problem: Some(problem), ..view(asked("a1 at:<b>soon"), vec![]) };
    let html = rendered(|| list::show(frame(), shown));
    assert!(html.contains("&lt;b&gt;soon") && !html.contains("<b>soon"), "{html}");
    assert!(html.contains("At character 4") && html.contains("2026-11-24..2026-11-26"), "{html}");
    assert!(html.contains(r#"role="alert""#) && !html.contains("audit.csv") && !html.contains("Freeze"), "{html}");
}

#[test]
fn nothing_found_is_not_the_same_as_nothing_recorded() {
    assert!(rendered(|| list::show(frame(), view(asked("target:R-1"), vec![]))).contains("No event matches"));
    assert!(rendered(|| list::show(frame(), view(asked(""), vec![]))).contains("Nothing was recorded yet"));
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
    let html = rendered(|| list::show(frame(), view(asked(""), vec![row(6, fields)])));
    assert!(html.contains("Standing: active → suspended") && html.contains("and 1 more"), "{html}");
    assert!(!html.contains("same") && !html.contains(&"x".repeat(61)), "{html}");
    assert!(html.contains("Ana &lt;ana@example.com&gt;"), "{html}");
}

#[test]
fn an_event_names_its_place_and_leads_to_its_neighbours_and_relatives() {
    let html = rendered(|| event::show(frame(), page(vec![row(2, vec![field("standing", Some("active"), None)])])));
    assert!(html.contains("Changes 2") && html.contains("because") && html.contains(&"ab".repeat(32)), "{html}");
    for href in ["/t/acme/audit/changes/1", "/t/acme/audit/changes/3", "/t/acme/audit/changes/9", "/t/acme/audit/changes/2/proof"]
    {
        assert!(html.contains(&format!(r#"href="{href}""#)), "{href}: {html}");
    }
    assert!(html.contains("/t/acme/audit?q=target%3A0192") && html.contains("/t/acme/audit?q=00ff00ff00ff00ff"), "{html}");
    assert!(html.contains("Removed") && html.contains("No head of this chain was signed yet"), "{html}");
    let mut reader = frame();
    reader.can.can_export_audit = false;
    let first = AuditEventView { has_next: false, related: vec![], ..page(vec![row(1, vec![])]) };
    let html = rendered(|| event::show(reader, first));
    assert!(!html.contains("/t/acme/audit/changes/0") && !html.contains("/t/acme/audit/changes/2"), "{html}");
    assert!(!html.contains("/proof") && html.contains("No value was changed"), "{html}");
}

#[test]
fn a_proof_shows_head_key_and_path_and_an_event_after_the_head_has_none_yet() {
    let head = |path| EventProof { size: 1_234, at: at(0), root: "ee".repeat(32), key: "ff".repeat(32), path };
    let with = AuditEventView { proof: Some(head(Some(vec!["11".repeat(32)]))), ..page(vec![row(2, vec![])]) };
    let html = rendered(|| event::show(frame(), with));
    assert!(html.contains("1,234") && html.contains("covers this event") && html.contains(&"11".repeat(32)), "{html}");
    let without = AuditEventView { proof: Some(head(None)), ..page(vec![row(2_000, vec![])]) };
    assert!(rendered(|| event::show(frame(), without)).contains("does not cover this event yet"));
}
