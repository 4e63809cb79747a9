//! The files that are taken away.

use std::collections::BTreeSet;

use control::audit::{Format, export, index_all, list, prove, show};
use control::entrance::{IdentityClaims, complete_sign_in};
use control::{Error, members};
use domain::access::{Denied, Origin, Role};
use domain::audit::evidence::{Anchors, Report, SecretKey, Verifier};
use domain::audit::leaf_of;
use domain::wire::AuditFilter;

use super::{file, found, invite_many};
use crate::support::{ISSUER, TestWorld, Workspace};

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
        proven_at: None,
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
