//! How many rows a search touches, read from Postgres's own counters inside the transaction: no plan may grow with the depth of a page.
//! Never here: what is found (`tests/explorer`).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::{Actor, Grants, IndexAudit, Origin, Role, authorize, operate};
use domain::ids::{MemberId, TenantId};
use uuid::Uuid;

use super::*;
use crate::postings::{Sweep, sweep};
use crate::testing::{FixedClock, SeededChance, TestDatabase};

const TENANT: TenantId = TenantId::from_uuid(Uuid::from_u128(1));
const OTHER: TenantId = TenantId::from_uuid(Uuid::from_u128(2));
const EVENTS: i64 = 20_000;

/// Two tenants with many events each; every 7th has a common word, every 5,000th a rare one.
async fn store() -> (TestDatabase, crate::Store) {
    let database = TestDatabase::create().await;
    let store = database.store(Arc::new(FixedClock::default()), Arc::new(SeededChance::new(1))).await;
    for tenant in [TENANT, OTHER] {
        let rows = format!(
            r#"insert into tenant (tenant_id, name, created_at) values ('{tenant}', 'Acme', now());
               insert into audit_head (tenant_id, chain, sequence, leaf) values ('{tenant}', 'changes', {EVENTS}, decode(repeat('00', 32), 'hex'));
               insert into audit_event (tenant_id, chain, sequence, event_id, at, action, actor_kind, object_kind, object_id, bytes, leaf)
               select '{tenant}', 'changes', n, gen_random_uuid(), '2026-05-20T00:00Z'::timestamptz + make_interval(secs => n), 'team.created', 'operator', 'team', 't' || n,
                      convert_to('{{"action":"team.created","after":{{"name":"' || case when n % 5000 = 1 then 'seldom' when n % 7 = 0 then 'often' else 'plain' end || '"}},"object":{{"id":"t' || n || '","kind":"team"}}}}', 'UTF8'),
                      decode(repeat('00', 32), 'hex')
                 from generate_series(1, {EVENTS}) n"#
        );
        database.seed(tenant, &rows).await;
        loop {
            let permit = operate(tenant, Actor::Nobody, Origin::default(), IndexAudit).unwrap();
            let mut tx = store.write(permit).await.unwrap();
            let swept = sweep(&mut tx, Chain::Changes).await.unwrap();
            tx.commit_unrecorded().await.unwrap();
            if !matches!(swept, Sweep::Indexed { is_behind: true, .. }) {
                break;
            }
        }
    }
    database.seed(TENANT, "analyze").await;
    (database, store)
}

async fn read(store: &crate::Store) -> ReadTx<ViewAudit> {
    let member = MemberId::from_uuid(Uuid::from_u128(9));
    let grants = Grants::loaded(TENANT, member, BTreeSet::from([Role::Auditor]), BTreeSet::new(), Origin::default());
    store.read(authorize(&grants, ViewAudit).unwrap()).await.unwrap()
}

/// Rows of a table that this transaction read by scanning and by indexes.
async fn touched(tx: &mut ReadTx<ViewAudit>, table: &str) -> (i64, i64) {
    let row = sqlx::query!(
        r#"select seq_tup_read as "scanned!", idx_tup_fetch as "fetched!" from pg_stat_xact_user_tables where relname = $1"#,
        table
    );
    let row = row.fetch_one(tx.conn()).await.unwrap();
    (row.scanned, row.fetched)
}

async fn cost(tx: &mut ReadTx<ViewAudit>, query: &str, before: Option<Position>, most: usize) -> (i64, i64, usize) {
    let tables = ["audit_event", "audit_posting"];
    let mut sums = [0, 0];
    for (table, sum) in tables.iter().zip(&mut sums) {
        let (scanned, fetched) = touched(tx, table).await;
        *sum -= scanned + fetched;
    }
    let search = prepare(tx, &query.parse().unwrap(), chrono::DateTime::UNIX_EPOCH, Ends::OPEN).await.unwrap().unwrap();
    let n = hits(tx, &search, before, most).await.unwrap().len();
    for (table, sum) in tables.iter().zip(&mut sums) {
        let (scanned, fetched) = touched(tx, table).await;
        *sum += scanned + fetched;
    }
    (sums[0], sums[1], n)
}

#[tokio::test]
async fn a_deep_page_and_a_word_touch_only_what_they_show() {
    let (_database, store) = store().await;
    let mut tx = read(&store).await;
    // More often than the five times after which Postgres may keep a plan for every parameter.
    for turn in 0..12i64 {
        let at = |sequence: i64| chrono::DateTime::from_timestamp(1_779_235_200 + sequence, 0).unwrap();
        let deep = Position { at: at(2_000 - turn), chain: Chain::Changes, sequence: 2_000 - turn };
        for before in [None, Some(deep)] {
            let (events, _, n) = cost(&mut tx, "", before, 51).await;
            assert_eq!(n, 51);
            assert!(events <= 60, "turn {turn}, page at {before:?}: {events} rows of audit_event");
        }
        let (events, postings, n) = cost(&mut tx, "seldom", None, 51).await;
        assert_eq!(n, 4);
        assert!(events <= 8 && postings <= 8, "turn {turn}, rare: {events} rows of audit_event, {postings} of audit_posting");
        let (events, postings, n) = cost(&mut tx, "often", Some(deep), 51).await;
        assert_eq!(n, 51);
        // One segment holds at most a seventh of 4,096 of them.
        assert!(events <= 650 && postings <= 6, "turn {turn}, common: {events} rows of audit_event, {postings} of audit_posting");
        let (events, postings, n) = cost(&mut tx, "target:t777", None, 51).await;
        assert_eq!(n, 1);
        assert!(events <= 4 && postings <= 4, "turn {turn}, target: {events} rows of audit_event, {postings} of audit_posting");
        let (_, postings, n) = cost(&mut tx, "seld*", None, 51).await;
        assert_eq!(n, 4);
        assert!(postings <= 24, "turn {turn}, beginning: {postings} of audit_posting");
    }
}
