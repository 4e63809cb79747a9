//! The chain of audit events as it lies in the database, under concurrent writers.
//! Never here: the form of one event, which `domain` tests.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::access::{Actor, CreateWorkspace, Origin, SignIn, operate};
use domain::audit::query::Outcome;
use domain::audit::{Correlation, Event, Field, Leaf};
use domain::canonical::sha256;
use domain::ids::{MemberId, TenantId};
use domain::time::{Timestamp, canonical_text};
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use crate::scene::{Scene, operator, run, texts};

/// An event with everything that has a column or a personal value.
fn event(number: usize) -> Event<CreateWorkspace> {
    let of = Correlation {
        request: Some(format!("request {number}")),
        plan: Some(format!("plan {number}")),
        run: Some(format!("run {number}")),
        step: Some(format!("step {number}")),
        ..Correlation::default()
    };
    Event::about("workspace", number)
        .before("email", Field::personal(format!("before-{number}@example.com")))
        .after("email", Field::personal(format!("after-{number}@example.com")))
        .after("number", Field::public(number))
        .because("because it was asked")
        .correlated(of)
}

/// Eight writers at once. Every third transaction of each is dropped, and every fifth writes two events.
async fn write_from_eight_sides(scene: &Scene, tenant: TenantId) -> usize {
    let writers = (0..8).map(|writer| {
        let (store, clock) = (scene.store.clone(), scene.clock.clone());
        async move {
            let mut written = 0;
            for turn in 0..12 {
                clock.advance(TimeDelta::microseconds(1));
                let origin = Origin { address: Some("192.0.2.1".into()), session: Some("00ff".into()) };
                let member = MemberId::from_uuid(Uuid::from_u128(7));
                let actor = if turn % 2 == 0 { Actor::Operator } else { Actor::Member(member) };
                let permit = operate(tenant, actor, origin, CreateWorkspace).unwrap();
                let write = store.write(permit).await.unwrap();
                if turn % 3 == 2 {
                    continue;
                }
                let number = writer * 100 + turn;
                let events = if turn % 5 == 0 { vec![event(number), event(number + 50)] } else { vec![event(number)] };
                written += events.len();
                write.commit_all(events).await.unwrap();
            }
            written
        }
    });
    let tasks: Vec<_> = writers.map(tokio::spawn).collect();
    let mut written = 0;
    for task in tasks {
        written += task.await.unwrap();
    }
    written
}

async fn events(owner: &mut PgConnection, tenant: TenantId, chain: &str) -> Vec<PgRow> {
    run(owner, "begin read only").await.unwrap();
    run(owner, format!("select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
    let rows =
        sqlx::query("select * from audit_event where chain = $1 order by sequence").bind(chain).fetch_all(&mut *owner).await;
    run(owner, "commit").await.unwrap();
    rows.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_leave_one_chain_without_gaps() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let written = write_from_eight_sides(&scene, tenant).await;
    let mut owner = scene.owner().await;
    let rows = events(&mut owner, tenant, "changes").await;
    assert_eq!(rows.len(), written);
    let mut previous: Leaf = [0; 32];
    for (position, row) in rows.iter().enumerate() {
        assert_eq!(row.get::<i64, _>("sequence"), i64::try_from(position).unwrap() + 1);
        let bytes: Vec<u8> = row.get("bytes");
        let leaf: Vec<u8> = row.get("leaf");
        assert_eq!(leaf, sha256(&[&[0], &bytes]), "the leaf is over other bytes");
        let event: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(event["previous"], hex::encode(previous), "event {} does not name its predecessor", position + 1);
        assert_eq!(domain::canonical::bytes(&event).unwrap(), bytes, "the bytes are not canonical");
        previous = leaf.try_into().unwrap();
    }
    run(&mut owner, "begin").await.unwrap();
    run(&mut owner, format!("select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
    let head = texts(&mut owner, "select chain || ' ' || sequence || ' ' || encode(leaf, 'hex') from audit_head").await;
    assert_eq!(head, [format!("changes {written} {}", hex::encode(previous))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_column_is_a_projection_of_the_bytes() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    write_from_eight_sides(&scene, tenant).await;
    let mut owner = scene.owner().await;
    let rows = events(&mut owner, tenant, "changes").await;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut actors = BTreeMap::new();
    for row in &rows {
        let event: Value = serde_json::from_slice(&row.get::<Vec<u8>, _>("bytes")).unwrap();
        let uuid = |value: &Value| text(value).map(|id| id.parse::<Uuid>().unwrap());
        assert_eq!(Some(row.get::<Uuid, _>("tenant_id")), uuid(&event["tenant"]));
        assert_eq!(Some(row.get::<String, _>("chain")), text(&event["chain"]));
        assert_eq!(Some(row.get::<i64, _>("sequence")), event["sequence"].as_i64());
        assert_eq!(Some(row.get::<Uuid, _>("event_id")), uuid(&event["id"]));
        assert_eq!(Some(canonical_text(row.get::<Timestamp, _>("at"))), text(&event["at"]));
        assert_eq!(Some(row.get::<String, _>("action")), text(&event["action"]));
        assert_eq!(Some(row.get::<String, _>("actor_kind")), text(&event["actor"]["kind"]));
        assert_eq!(row.get::<Option<Uuid>, _>("actor_member"), uuid(&event["actor"]["member"]));
        assert_eq!(Some(row.get::<String, _>("object_kind")), text(&event["object"]["kind"]));
        assert_eq!(Some(row.get::<String, _>("object_id")), text(&event["object"]["id"]));
        for (column, member) in [("request_id", "request"), ("plan_hash", "plan"), ("run_id", "run"), ("step_key", "step")] {
            assert_eq!(row.get::<Option<String>, _>(column), text(&event["correlation"][member]), "{column}");
            assert!(event["correlation"][member].is_string());
        }
        assert_eq!(row.get::<String, _>("result"), Outcome::of(&event).as_str());
        *actors.entry(row.get::<String, _>("actor_kind")).or_insert(0) += 1;
    }
    assert_eq!(actors.keys().collect::<Vec<_>>(), ["member", "operator"]);
    // A column that nobody compared would be a column that may lie.
    let columns: Vec<_> = sqlx::Row::columns(&rows[0]).iter().map(|column| sqlx::Column::name(column).to_owned()).collect();
    assert_eq!(columns.len(), 17, "compare the new column too: {columns:?}");
}

#[tokio::test]
async fn every_personal_value_has_its_salted_hash_in_the_bytes() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let origin = Origin { address: Some("192.0.2.1".into()), session: None };
    let permit = operate(tenant, Actor::Operator, origin, CreateWorkspace).unwrap();
    scene.store.write(permit).await.unwrap().commit_all(vec![event(1), event(2)]).await.unwrap();
    let mut owner = scene.owner().await;
    let rows = events(&mut owner, tenant, "changes").await;
    run(&mut owner, "begin").await.unwrap();
    run(&mut owner, format!("select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
    let personal = sqlx::query("select * from audit_personal order by sequence, path").fetch_all(&mut owner).await.unwrap();
    let paths: Vec<String> =
        personal.iter().map(|row| format!("{} {}", row.get::<i64, _>("sequence"), row.get::<String, _>("path"))).collect();
    let expected = ["after/email", "before/email", "origin/address", "reason"];
    assert_eq!(
        paths,
        expected.map(|path| format!("1 {path}")).into_iter().chain(expected.map(|path| format!("2 {path}"))).collect::<Vec<_>>()
    );
    let mut salts = BTreeMap::new();
    for row in &personal {
        let event = &rows[usize::try_from(row.get::<i64, _>("sequence")).unwrap() - 1];
        let bytes: Vec<u8> = event.get("bytes");
        let (salt, value): (Vec<u8>, String) = (row.get("salt"), row.get("value"));
        let hash = hex::encode(sha256(&[b"charter.personal.v1\n", &salt, value.as_bytes()]));
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        let place = body.pointer(&format!("/{}", row.get::<String, _>("path"))).unwrap();
        assert_eq!(place["personal"], hash);
        assert!(!String::from_utf8(bytes).unwrap().contains(&value), "a personal value stands in the bytes");
        salts.insert(salt, ());
    }
    assert_eq!(salts.len(), personal.len(), "a salt was used twice");
}

#[tokio::test]
async fn the_two_chains_and_two_tenants_count_each_for_itself() {
    let scene = Scene::new().await;
    let (a, b) = (scene.tenant(1).await, scene.tenant(2).await);
    for tenant in [a, b, a] {
        let first = scene.store.write(operator(tenant)).await.unwrap().commit(event(1)).await.unwrap();
        let permit = operate(tenant, Actor::Nobody, Origin::default(), SignIn).unwrap();
        let second = scene.store.write(permit).await.unwrap().commit(Event::about("session", 1)).await.unwrap();
        assert_eq!(first.sequence, second.sequence);
        assert_ne!(first.leaf, second.leaf);
    }
    let mut owner = scene.owner().await;
    for (tenant, chain, count) in [(a, "changes", 2), (a, "access", 2), (b, "changes", 1), (b, "access", 1)] {
        assert_eq!(events(&mut owner, tenant, chain).await.len(), count, "{tenant} {chain}");
    }
}

#[tokio::test]
async fn a_commit_that_fails_leaves_neither_event_nor_head() {
    let scene = Scene::new().await;
    let nobody = crate::scene::tenant(9);
    let write = scene.store.write(operator(nobody)).await.unwrap();
    let failed = write.commit(event(1)).await.unwrap_err();
    assert!(failed.is_conflict_on("audit_head_is_of_a_tenant"), "{failed:?}");
    let tenant = scene.tenant(9).await;
    let first = scene.store.write(operator(tenant)).await.unwrap().commit(event(2)).await.unwrap();
    assert_eq!(first.sequence, 1);
}

#[tokio::test]
async fn a_commit_without_an_event_is_refused() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let write = scene.store.write(operator(tenant)).await.unwrap();
    assert!(matches!(write.commit_all(Vec::new()).await, Err(store::Error::Missing)));
}
