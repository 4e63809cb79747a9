//! The audit history: filters, pages, and the file that is taken away.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use control::audit::{AuditExport, export, list, show};
use control::entrance::{IdentityClaims, complete_sign_in};
use control::{Caller, Error, members};
use domain::access::{Denied, Origin, Role};
use domain::audit::leaf_of;
use domain::wire::{AuditFilter, AuditRow, AuditView};
use store::Clock;

use crate::support::{ISSUER, TestWorld, Workspace};

async fn found(caller: &Caller, change: impl FnOnce(&mut AuditFilter)) -> AuditView {
    let mut filter = AuditFilter::default();
    change(&mut filter);
    list(caller, filter).await.unwrap()
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
        text.push_str(&piece);
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

#[tokio::test]
async fn events_of_both_chains_come_newest_first_with_names_and_fields() {
    let world = TestWorld::new().await;
    world.caller(&[Role::Requester]).await;
    let view = found(&world.acme.administrator, |_| ()).await;
    let words: Vec<_> = view.events.iter().map(|event| (event.chain.as_str(), event.action.as_str())).collect();
    let expected = [
        ("access", "session.signed_in"),
        ("changes", "member.invited"),
        ("access", "session.signed_in"),
        ("changes", "workspace.created"),
    ];
    assert_eq!(words, expected);
    let invited = &view.events[1];
    assert_eq!((invited.actor.as_str(), invited.address.as_deref()), ("Admin", Some("192.0.2.1")));
    let email = invited.fields.iter().find(|field| field.name == "email").unwrap();
    assert_eq!((email.after.as_deref(), email.is_personal), (Some("person-1@example.com"), true));
    assert_eq!(view.events[3].actor, "operator");
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat() {
    let world = TestWorld::new().await;
    invite_many(&world.acme, 101).await;
    let (mut seen, mut times, mut before, mut pages) = (BTreeSet::new(), Vec::new(), String::new(), 0);
    loop {
        let view = found(&world.acme.administrator, |filter| filter.before = before.clone()).await;
        for AuditRow { chain, sequence, at, .. } in view.events {
            assert!(seen.insert((chain, sequence)));
            times.push(at);
        }
        pages += 1;
        match view.next {
            Some(next) => before = next,
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (103, 3));
    assert!(times.is_sorted_by(|a, b| a >= b));
}

#[tokio::test]
async fn filters_narrow_by_actor_action_object_and_time() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let person = world.caller(&[Role::Administrator]).await;
    let team_at = world.clock.now();
    world.clock.advance(TimeDelta::days(2));
    members::create_team(&person, "Payments").await.unwrap();

    let by_name = found(administrator, |filter| filter.actor = "pErson 1".into()).await;
    assert_eq!(actions(&by_name), BTreeSet::from(["session.signed_in", "team.created"]));
    let by_email = found(administrator, |filter| filter.actor = "PERSON-1@".into()).await;
    assert_eq!(by_email.events, by_name.events);
    let by_kind = found(administrator, |filter| filter.actor = "operator".into()).await;
    assert_eq!(actions(&by_kind), BTreeSet::from(["workspace.created"]));
    let by_action = found(administrator, |filter| filter.action = "member.".into()).await;
    assert_eq!(actions(&by_action), BTreeSet::from(["member.invited"]));
    let wildcard = found(administrator, |filter| filter.action = "%".into()).await;
    assert!(wildcard.events.is_empty());
    let by_object = found(administrator, |filter| filter.object = "team".into()).await;
    assert_eq!(actions(&by_object), BTreeSet::from(["team.created"]));
    let id = by_object.events[0].object_id.clone();
    assert_eq!(found(administrator, |filter| filter.object = id).await.events.len(), 1);
    let none = found(administrator, |filter| filter.object = "R-999999".into()).await;
    assert!(none.events.is_empty(), "a request that is not there finds nothing, not everything");

    let later = found(administrator, |filter| filter.from = team_at.to_rfc3339()).await;
    assert_eq!(actions(&later), BTreeSet::from(["team.created"]));
    let day = team_at.format("%Y-%m-%d").to_string();
    let on_the_day = found(administrator, |filter| (filter.from, filter.until) = (day.clone(), day)).await;
    assert_eq!(on_the_day.events.len(), 4);
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_finds_nothing_and_is_named() {
    let world = TestWorld::new().await;
    let view = found(&world.acme.administrator, |filter| filter.from = "last week".into()).await;
    assert_eq!((view.events.len(), view.unreadable.as_deref()), (0, Some("last week")));
}

#[tokio::test]
async fn another_workspaces_events_are_not_there() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    let view = found(&globex.administrator, |_| ()).await;
    assert_eq!(view.events.len(), 2);
    let text = format!("{view:?}");
    assert!(!text.contains("acme") && !text.contains(&world.acme.tenant.to_string()));
}

#[tokio::test]
async fn taking_the_history_away_is_an_event_of_its_own_that_comes_first() {
    let world = TestWorld::new().await;
    let auditor = world.caller(&[Role::Auditor]).await;
    let filter = AuditFilter { action: "audit.".into(), actor: "Person".into(), ..AuditFilter::default() };
    let (_, rows) = file(export(&auditor, filter).await.unwrap()).await;
    assert_eq!(rows.len(), 2, "the export is in the file that it gives");
    assert_eq!((rows[1][4].as_str(), rows[1][1].as_str()), ("audit.exported", "access"));
    assert!(rows[1][12].contains("filter_action=audit."));
}

#[tokio::test]
async fn the_file_is_whole_and_each_leaf_is_the_hash_of_its_event() {
    let world = TestWorld::new().await;
    invite_many(&world.acme, 510).await;
    let auditor = world.caller(&[Role::Auditor]).await;
    let started = export(&auditor, AuditFilter::default()).await.unwrap();
    members::create_team(&world.acme.administrator, "Later").await.unwrap();
    let (_, rows) = file(started).await;
    let (head, events) = rows.split_first().unwrap();
    assert_eq!(head[..3], ["sequence", "chain", "at"]);
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (leaf, event, action) = (column("leaf"), column("event"), column("action"));
    // workspace, sign-in, 510 invitations, invitation and sign-in of the auditor, export; not the team that came later.
    assert_eq!(events.len(), 515);
    let mut seen = BTreeSet::new();
    for row in events {
        assert_eq!(row.len(), head.len());
        assert!(seen.insert((row[1].clone(), row[0].clone())));
        assert_eq!(row[leaf], hex::encode(leaf_of(row[event].as_bytes())));
        assert_ne!(row[action], "team.created");
    }
}

#[tokio::test]
async fn a_formula_in_a_name_is_disarmed_in_the_file() {
    let world = TestWorld::new().await;
    members::invite(&world.acme.administrator, "eve@example.com", vec!["requester".into()], "").await.unwrap();
    let claims = IdentityClaims {
        issuer: ISSUER.into(),
        subject: "eve".into(),
        email: Some("eve@example.com".into()),
        is_email_verified: true,
        name: Some("=HYPERLINK(\"http://x\",\"y\")".into()),
    };
    complete_sign_in(&world.means, world.acme.tenant, &claims, Origin::default()).await.unwrap();
    let auditor = world.caller(&[Role::Auditor]).await;
    let (text, rows) = file(export(&auditor, AuditFilter::default()).await.unwrap()).await;
    assert!(text.contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\","), "{text}");
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[tokio::test]
async fn an_administrator_sees_the_history_but_does_not_take_it_away() {
    let world = TestWorld::new().await;
    let refused = export(&world.acme.administrator, AuditFilter::default()).await.map(|_| ());
    assert!(matches!(refused, Err(Error::Denied(Denied::Forbidden { .. }))));
    let requester = world.caller(&[Role::Requester, Role::Approver]).await;
    assert!(matches!(list(&requester, AuditFilter::default()).await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn an_erased_value_reads_as_erased_and_the_leaf_stays() {
    let world = TestWorld::new().await;
    world.caller(&[Role::Requester]).await;
    let invited = |filter: &mut AuditFilter| filter.action = "member.invited".into();
    let before = found(&world.acme.administrator, invited).await.events.remove(0);
    world.database.seed(world.acme.tenant, "delete from audit_personal where value = 'person-1@example.com'").await;
    let after = found(&world.acme.administrator, invited).await.events.remove(0);
    let email = after.fields.iter().find(|field| field.name == "email").unwrap();
    assert_eq!((email.after.as_deref(), email.is_personal), (Some("erased"), true));
    assert_eq!(after.leaf, before.leaf);
}

#[tokio::test]
async fn an_event_is_found_by_its_place_and_no_other_place_has_one() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    for name in ["Payments", "Search"] {
        members::create_team(administrator, name).await.unwrap();
        // The clock of another machine may be behind: the place counts, not the time.
        world.clock.advance(TimeDelta::hours(-1));
    }
    for event in found(administrator, |_| ()).await.events {
        assert_eq!(control::audit::show(administrator, &event.chain, event.sequence).await.unwrap(), event);
    }
    for (chain, sequence) in [("changes", 0), ("changes", -1), ("changes", 1_000), ("access", i64::MAX), ("else", 1)] {
        let answer = control::audit::show(administrator, chain, sequence).await;
        assert!(matches!(answer, Err(Error::Denied(Denied::Hidden))), "{chain} {sequence}");
    }
}

#[tokio::test]
async fn one_event_is_found_by_its_place_and_reads_as_in_the_list() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    invite_many(&world.acme, 3).await;
    let events = found(&world.acme.administrator, |_| ()).await.events;
    assert_eq!(events.len(), 5);
    for event in events {
        assert_eq!(show(&world.acme.administrator, &event.chain, event.sequence).await.unwrap(), event);
    }
    for (chain, sequence) in
        [("changes", 0), ("changes", -1), ("changes", 5), ("changes", i64::MAX), ("access", 2), ("nothing", 1)]
    {
        let error = show(&world.acme.administrator, chain, sequence).await.unwrap_err();
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{chain} {sequence}: {error:?}");
    }
    assert!(matches!(show(&globex.administrator, "changes", 2).await, Err(Error::Denied(Denied::Hidden))));
}

#[tokio::test]
async fn a_filter_with_a_text_that_postgres_cannot_take_finds_nothing() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let view = found(administrator, |filter| (filter.actor, filter.object) = ("\0".into(), "a\0b".into())).await;
    assert_eq!((view.events.len(), view.unreadable), (0, None));
    let view = found(administrator, |filter| filter.before = "-300000000000000000.changes.1".into()).await;
    assert_eq!(view.unreadable.as_deref(), Some("-300000000000000000.changes.1"));
    let filter = AuditFilter { actor: "\0".into(), action: "a\0".into(), ..AuditFilter::default() };
    let auditor = world.caller(&[Role::Auditor]).await;
    let (_, rows) = file(export(&auditor, filter).await.unwrap()).await;
    assert_eq!(rows.len(), 1, "only the names of the columns");
}
