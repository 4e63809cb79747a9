//! The audit history: filters, pages, and the file that is taken away.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use control::audit::{AuditExport, Format, export, index_all, list, prove, show};
use control::entrance::{IdentityClaims, complete_sign_in};
use control::{Caller, Error, members};
use domain::access::{Denied, Origin, Role};
use domain::audit::evidence::{Anchors, Report, SecretKey, Verifier};
use domain::audit::leaf_of;
use domain::wire::{AuditFilter, AuditRow, AuditView};
use store::Clock;

use crate::support::{ISSUER, TestWorld, Workspace};

async fn found(caller: &Caller, q: &str) -> AuditView {
    let view = list(caller, AuditFilter { q: q.into(), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(view.problem, None, "{q}");
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

#[tokio::test]
async fn events_of_both_chains_come_newest_first_with_names_and_fields() {
    let world = TestWorld::new().await;
    world.caller(&[Role::Requester]).await;
    let view = found(&world.acme.administrator, "").await;
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
    let (mut seen, mut times, mut filter, mut pages) = (BTreeSet::new(), Vec::new(), AuditFilter::default(), 0);
    loop {
        let view = list(&world.acme.administrator, filter.clone()).await.unwrap();
        for AuditRow { chain, sequence, at, .. } in view.events {
            assert!(seen.insert((chain, sequence)));
            times.push(at);
        }
        pages += 1;
        match view.next {
            Some(next) => filter = AuditFilter { seen: view.seen, before: next, ..filter },
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (103, 3));
    assert!(times.is_sorted_by(|a, b| a >= b));
}

#[tokio::test]
async fn terms_narrow_by_actor_action_target_address_result_and_time() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let person = world.caller(&[Role::Administrator]).await;
    let team_at = world.clock.now();
    world.clock.advance(TimeDelta::days(2));
    members::create_team(&person, "Payments").await.unwrap();
    for is_indexed in [false, true] {
        if is_indexed {
            assert!(!index_all(&world.means).await.unwrap());
        }
        let by_name = found(administrator, "actor:\"pErson 1\"").await;
        assert_eq!(actions(&by_name), BTreeSet::from(["session.signed_in", "team.created"]));
        assert_eq!(found(administrator, "actor:PERSON-1@").await.events, by_name.events);
        assert_eq!(actions(&found(administrator, "actor:operator").await), BTreeSet::from(["workspace.created"]));
        assert_eq!(actions(&found(administrator, "action:member.*").await), BTreeSet::from(["member.invited"]));
        assert!(found(administrator, "action:%").await.events.is_empty());
        let by_target = found(administrator, "target:team").await;
        assert_eq!(actions(&by_target), BTreeSet::from(["team.created"]));
        let id = &by_target.events[0].object_id;
        assert_eq!(found(administrator, &format!("target:{id}")).await.events.len(), 1);
        assert!(found(administrator, "target:R-999999").await.events.is_empty(), "no such request finds nothing, not everything");
        assert_eq!(actions(&found(administrator, "payments").await), BTreeSet::from(["team.created"]));
        assert_eq!(
            actions(&found(administrator, "person-1@example.com action:member.*").await),
            BTreeSet::from(["member.invited"])
        );
        assert_eq!(found(administrator, "ip:192.0.2.0/24 -ip:192.0.2.1").await.events.len(), 0);
        assert!(!found(administrator, "ip:192.0.2.1").await.events.is_empty());
        assert!(found(administrator, "result:failed").await.events.is_empty());
        let later = found(administrator, &format!("at:>{}", team_at.format("%Y-%m-%dT%H:%MZ"))).await;
        assert_eq!(actions(&later), BTreeSet::from(["team.created"]));
        assert_eq!(found(administrator, &format!("at:{}", team_at.format("%Y-%m-%d"))).await.events.len(), 4);
        assert_eq!(actions(&found(administrator, "at:24h").await), BTreeSet::from(["team.created"]));
    }
}

#[tokio::test]
async fn a_frozen_view_shows_the_same_for_ever() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let live = found(administrator, "at:7d").await;
    assert!(live.frozen_q.starts_with("at:>=") && live.filter.seen.is_empty(), "{}", live.frozen_q);
    let frozen = AuditFilter { q: live.frozen_q.clone(), seen: live.seen.clone(), before: String::new() };
    world.clock.advance(TimeDelta::days(30));
    members::create_team(administrator, "Later").await.unwrap();
    let again = list(administrator, frozen).await.unwrap();
    assert_eq!((again.events, again.facets.len(), again.bars), (live.events, live.facets.len(), live.bars));
    assert_eq!(found(administrator, "").await.events.len(), 3, "the live view goes on");
}

#[tokio::test]
async fn facets_and_bars_count_what_their_links_find() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    invite_many(&world.acme, 60).await;
    world.clock.advance(TimeDelta::hours(5));
    members::create_team(administrator, "Payments").await.unwrap();
    let view = found(administrator, "").await;
    assert_eq!((view.counted, view.is_cut), (63, false));
    let links = view.facets.iter().flat_map(|facet| facet.values.iter().map(|value| (value.q.clone(), value.count)));
    let links: Vec<_> = links.chain(view.bars.iter().map(|bar| (bar.q.clone(), bar.count))).collect();
    assert!(links.len() > 12, "{links:?}");
    for (q, count) in links {
        let narrowed = found(administrator, &q).await;
        assert_eq!(narrowed.counted, count, "{q}");
        assert!(!narrowed.facets.iter().flat_map(|facet| &facet.values).any(|value| value.is_on && value.q == q));
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_read_finds_nothing_and_says_why() {
    let world = TestWorld::new().await;
    let view = list(&world.acme.administrator, AuditFilter { q: "team at:soon".into(), ..AuditFilter::default() }).await.unwrap();
    let problem = view.problem.unwrap();
    assert_eq!((view.events.len(), problem.position, problem.text.as_str()), (0, 5, "at:soon"));
    for filter in [
        AuditFilter { before: "-300000000000000000.changes.1".into(), ..AuditFilter::default() },
        AuditFilter { seen: "1".into(), ..AuditFilter::default() },
    ] {
        assert!(matches!(list(&world.acme.administrator, filter).await, Err(Error::NoSuchPlace)));
    }
}

#[tokio::test]
async fn another_workspaces_events_are_not_there() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    let view = found(&globex.administrator, "").await;
    assert_eq!(view.events.len(), 2);
    let text = format!("{view:?}");
    assert!(!text.contains("acme") && !text.contains(&world.acme.tenant.to_string()));
}

#[tokio::test]
async fn taking_the_history_away_is_an_event_of_its_own_that_comes_first() {
    let world = TestWorld::new().await;
    let auditor = world.caller(&[Role::Auditor]).await;
    let filter = AuditFilter { q: "action:member. person-1".into(), ..AuditFilter::default() };
    let (_, rows) = file(export(&auditor, filter, Format::Csv).await.unwrap()).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    let recorded = found(&world.acme.administrator, "action:audit.exported chain:access").await.events.remove(0);
    let field = |name: &str| recorded.fields.iter().find(|field| field.name == name).and_then(|field| field.after.as_deref());
    assert_eq!(field("query"), Some("action:member.* person-1"));
    assert_eq!((field("format"), field("end_changes")), (Some("csv"), Some("2")));
    let query = recorded.fields.iter().find(|field| field.name == "query").unwrap();
    assert!(query.is_personal, "a query may name people");
}

#[tokio::test]
async fn the_file_is_whole_and_each_leaf_is_the_hash_of_its_event() {
    let world = TestWorld::new().await;
    invite_many(&world.acme, 510).await;
    let auditor = world.caller(&[Role::Auditor]).await;
    let started = export(&auditor, AuditFilter::default(), Format::Csv).await.unwrap();
    members::create_team(&world.acme.administrator, "Later").await.unwrap();
    let (_, rows) = file(started).await;
    let (head, events) = rows.split_first().unwrap();
    assert_eq!(head[..3], ["sequence", "chain", "at"]);
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (leaf, event, action) = (column("leaf"), column("event"), column("action"));
    // workspace, sign-in, 510 invitations, invitation and sign-in of the auditor; neither the export nor the team that came later.
    assert_eq!(events.len(), 514);
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
    let (text, rows) = file(export(&auditor, AuditFilter::default(), Format::Csv).await.unwrap()).await;
    assert!(text.contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\","), "{text}");
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[tokio::test]
async fn an_administrator_sees_the_history_but_does_not_take_it_away() {
    let world = TestWorld::new().await;
    let refused = export(&world.acme.administrator, AuditFilter::default(), Format::Csv).await.map(|_| ());
    assert!(matches!(refused, Err(Error::Denied(Denied::Forbidden { .. }))));
    let requester = world.caller(&[Role::Requester, Role::Approver]).await;
    assert!(matches!(list(&requester, AuditFilter::default()).await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn an_erased_value_reads_as_erased_and_the_leaf_stays() {
    let world = TestWorld::new().await;
    world.caller(&[Role::Requester]).await;
    let invited = "action:member.invited";
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
    for event in found(administrator, "").await.events {
        assert_eq!(control::audit::show(administrator, &event.chain, event.sequence).await.unwrap().event, event);
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
    let events = found(&world.acme.administrator, "").await.events;
    assert_eq!(events.len(), 5);
    for event in events {
        assert_eq!(show(&world.acme.administrator, &event.chain, event.sequence).await.unwrap().event, event);
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
async fn a_query_with_a_text_that_postgres_cannot_take_finds_nothing() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    for q in ["actor:\0", "target:a\0b", "action:\0", "ab\0*", "\"ab\0cd\""] {
        let view = list(administrator, AuditFilter { q: q.into(), ..AuditFilter::default() }).await.unwrap();
        assert!(view.events.is_empty(), "{q:?}");
    }
    let auditor = world.caller(&[Role::Auditor]).await;
    let filter = AuditFilter { q: "actor:\0 action:a\0".into(), ..AuditFilter::default() };
    let (_, rows) = file(export(&auditor, filter, Format::Csv).await.unwrap()).await;
    assert_eq!(rows.len(), 1, "only the names of the columns");
}

#[tokio::test]
async fn a_file_holds_exactly_the_events_of_the_list_in_its_order() {
    let world = TestWorld::new().await;
    invite_many(&world.acme, 55).await;
    let auditor = world.caller(&[Role::Auditor]).await;
    index_all(&world.means).await.unwrap();
    invite_many_more(&world.acme).await;
    for q in ["", "action:member.*", "example.com -many-3", "many*", "chain:changes result:done", "nothing-like-this"] {
        let (mut listed, mut filter) = (Vec::new(), AuditFilter { q: q.into(), ..AuditFilter::default() });
        let (seen, frozen_q) = {
            let view = list(&auditor, filter.clone()).await.unwrap();
            (view.seen, view.frozen_q)
        };
        (filter.q, filter.seen) = (frozen_q, seen);
        let whole = filter.clone();
        loop {
            let view = list(&auditor, filter.clone()).await.unwrap();
            listed.extend(view.events.iter().map(|event| (event.chain.clone(), event.sequence.to_string())));
            let Some(next) = view.next else { break };
            filter.before = next;
        }
        let (_, rows) = file(export(&auditor, whole.clone(), Format::Csv).await.unwrap()).await;
        let table: Vec<_> = rows[1..].iter().map(|row| (row[1].clone(), row[0].clone())).collect();
        assert_eq!(table, listed, "{q}");
        let mut export = export(&auditor, whole, Format::Lines).await.unwrap();
        let mut lines = Vec::new();
        while let Some(piece) = export.next().await.unwrap() {
            lines.extend(piece);
        }
        let mut n_found: Vec<_> = listed;
        let text = String::from_utf8(lines).unwrap();
        let events = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mut in_lines: Vec<_> = events
            .filter(|line| line["type"] == "event")
            .map(|line| (line["event"]["chain"].as_str().unwrap().to_owned(), line["event"]["sequence"].to_string()))
            .collect();
        n_found.sort();
        in_lines.sort();
        assert_eq!(in_lines, n_found, "{q}");
    }
}

async fn invite_many_more(workspace: &Workspace) {
    for number in 0..9 {
        let email = format!("many-more-{number}@example.com");
        members::invite(&workspace.administrator, &email, vec!["requester".into()], "").await.unwrap();
    }
}

#[tokio::test]
async fn an_excerpt_and_the_file_of_one_event_pass_the_verifier() {
    let world = TestWorld::new().await;
    invite_many(&world.acme, 20).await;
    let auditor = world.caller(&[Role::Auditor]).await;
    let secret = SecretKey::from_seed(&[7; 32]);
    for is_signed in [false, true] {
        if is_signed {
            control::evidence::sign(&world.means, &secret).await.unwrap();
            members::create_team(&world.acme.administrator, "After the head").await.unwrap();
        }
        let verify = |bytes: &[u8]| -> Report {
            let mut anchors = Anchors::default();
            if is_signed {
                anchors.pin(secret.public().fingerprint());
            }
            let mut verifier = Verifier::new(anchors);
            for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                verifier.feed(line).unwrap();
            }
            verifier.finish().unwrap()
        };
        for q in ["", "many-7 action:member.*"] {
            let filter = AuditFilter { q: q.into(), ..AuditFilter::default() };
            let mut export = export(&auditor, filter, Format::Lines).await.unwrap();
            let mut bytes = Vec::new();
            while let Some(piece) = export.next().await.unwrap() {
                bytes.extend(piece);
            }
            let report = verify(&bytes);
            assert!(report.events > 0, "{q}");
        }
        let one = prove(&auditor, "changes", 3).await.unwrap();
        let report = verify(&one);
        assert_eq!(report.events, 1);
        let shown = show(&auditor, "changes", 3).await.unwrap();
        assert_eq!(shown.proof.as_ref().and_then(|proof| proof.path.as_ref()).is_some(), is_signed);
        assert_eq!(shown.proof.map(|proof| proof.key), is_signed.then(|| secret.public().fingerprint().to_string()));
    }
    assert!(matches!(prove(&auditor, "changes", 999).await, Err(Error::Denied(Denied::Hidden))));
    assert!(matches!(prove(&world.acme.administrator, "changes", 1).await, Err(Error::Denied(_))));
}
