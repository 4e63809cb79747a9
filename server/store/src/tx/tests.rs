//! Transactions that are cancelled, dropped or broken, seen from inside: the pool and the connections.
//! Never here: what the types forbid, which is in `tests/compile_fail`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::{Actor, CreateWorkspace, Grants, Origin, Role, SaveDraft, ViewRequests, authorize, operate};
use domain::audit::Event;
use domain::ids::{MemberId, TenantId};
use uuid::Uuid;

use crate::Store;
use crate::testing::{FixedClock, SeededChance, TestDatabase};

const TENANT: TenantId = TenantId::from_uuid(Uuid::from_u128(1));

async fn store() -> (TestDatabase, Store) {
    let database = TestDatabase::create().await;
    let store = database.store(Arc::new(FixedClock::default()), Arc::new(SeededChance::new(1))).await;
    database.seed(TENANT, &format!("insert into tenant (tenant_id, name, created_at) values ('{TENANT}', 'Acme', now())")).await;
    (database, store)
}

fn grants() -> Grants {
    Grants::loaded(
        TENANT,
        MemberId::from_uuid(Uuid::from_u128(2)),
        BTreeSet::from([Role::Requester]),
        BTreeSet::new(),
        Origin::default(),
    )
}

fn operator() -> domain::access::Permit<CreateWorkspace> {
    operate(TENANT, Actor::Operator, Origin::default(), CreateWorkspace).unwrap()
}

/// A turn of the runtime, so often: how far an answer has come meanwhile differs from call to call.
async fn turns(number: usize) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

/// How many connections of the pool, all taken at once, still have a tenant, see its row, or are read only.
async fn tainted(store: &Store) -> usize {
    let mut taken = Vec::new();
    for _ in 0..store.pool.options().get_max_connections() {
        taken.push(store.pool.acquire().await.unwrap());
    }
    let mut tainted = 0;
    for connection in &mut taken {
        let is_clean = sqlx::query_scalar!(
            r#"select coalesce(current_setting('app.tenant', true), '') = '' and not exists (select from tenant)
                      and current_setting('transaction_read_only') = 'off' as "clean!""#
        );
        tainted += usize::from(!is_clean.fetch_one(&mut **connection).await.unwrap());
    }
    tainted
}

#[tokio::test]
async fn a_read_that_is_cancelled_while_it_begins_leaks_no_tenant() {
    let (_database, store) = store().await;
    let (mut cancelled, mut finished) = (0, 0);
    for round in 0..400 {
        let permit = authorize(&grants(), ViewRequests).unwrap();
        tokio::select! {
            biased;
            () = turns(round % 40) => cancelled += 1,
            read = store.read(permit) => { read.unwrap(); finished += 1 }
        }
        if round % 20 == 19 {
            assert_eq!(tainted(&store).await, 0, "after {cancelled} cancelled and {finished} finished reads");
        }
    }
    assert!(cancelled > 20 && finished > 20, "{cancelled} cancelled, {finished} finished: the test does not meet the instant");
}

#[tokio::test]
async fn a_write_that_is_cancelled_while_it_begins_leaks_no_tenant() {
    let (_database, store) = store().await;
    let (mut cancelled, mut finished) = (0, 0);
    for round in 0..400 {
        tokio::select! {
            biased;
            () = turns(round % 40) => cancelled += 1,
            write = store.write(operator()) => { drop(write.unwrap()); finished += 1 }
        }
        if round % 20 == 19 {
            assert_eq!(tainted(&store).await, 0, "after {cancelled} cancelled and {finished} finished writes");
        }
    }
    assert!(cancelled > 20 && finished > 20, "{cancelled} cancelled, {finished} finished: the test does not meet the instant");
}

/// Leaves the transaction aborted, as a statement does whose error nobody looked at.
async fn break_it(connection: &mut sqlx::PgConnection) {
    let again = sqlx::query!("insert into tenant (tenant_id, name, created_at) values ($1, 'Again', now())", TENANT.as_uuid());
    again.execute(connection).await.unwrap_err();
}

#[tokio::test]
async fn an_aborted_transaction_does_not_commit_its_event() {
    let (_database, store) = store().await;
    let mut write = store.write(operator()).await.unwrap();
    break_it(write.conn()).await;
    write.commit(Event::about("workspace", "acme")).await.unwrap_err();
    let next = store.write(operator()).await.unwrap().commit(Event::about("workspace", "acme")).await.unwrap();
    assert_eq!(next.sequence, 1, "the failed commit left an event");
}

#[tokio::test]
async fn an_aborted_transaction_does_not_commit_a_draft() {
    let (_database, store) = store().await;
    let mut write = store.write(authorize(&grants(), SaveDraft).unwrap()).await.unwrap();
    break_it(write.conn()).await;
    write.commit_unrecorded().await.unwrap_err();
}

#[tokio::test]
async fn a_dropped_write_leaves_nothing_and_frees_its_connection() {
    let (_database, store) = store().await;
    for number in 0..20_u128 {
        let mut write = store.write(operator()).await.unwrap();
        let team = Uuid::from_u128(number);
        let made = sqlx::query!(
            "insert into team (tenant_id, team_id, name, created_at) values ($1, $2, 'Dropped', now())",
            TENANT.as_uuid(),
            team
        );
        made.execute(write.conn()).await.unwrap();
        drop(write);
    }
    let mut write = store.write(operator()).await.unwrap();
    let teams = sqlx::query_scalar!(r#"select count(*) as "count!" from team"#).fetch_one(write.conn()).await.unwrap();
    assert_eq!(teams, 0);
    drop(write);
    assert_eq!(tainted(&store).await, 0);
}

#[tokio::test]
async fn a_read_transaction_cannot_write() {
    let (_database, store) = store().await;
    let mut read = store.read(authorize(&grants(), ViewRequests).unwrap()).await.unwrap();
    let write =
        sqlx::query!("insert into team (tenant_id, team_id, name, created_at) values ($1, $1, 'Read', now())", TENANT.as_uuid());
    let refused = write.execute(read.conn()).await.unwrap_err().into_database_error().unwrap();
    assert_eq!(refused.code().as_deref(), Some("25006"), "{}", refused.message());
}

/// Each event's sequence in order, and how many do not name the leaf before them.
async fn chain(database: &TestDatabase) -> (String, String) {
    let sequences = "select string_agg(sequence::text, ' ' order by sequence) from audit_event";
    let broken = "select count(*)::text from audit_event later join audit_event earlier
                      on earlier.tenant_id = later.tenant_id and earlier.chain = later.chain and earlier.sequence = later.sequence - 1
                   where position(encode(earlier.leaf, 'hex') in convert_from(later.bytes, 'UTF8')) = 0";
    (database.look(sequences).await.concat(), database.look(broken).await.concat())
}

async fn append(store: &Store) -> i64 {
    store.write(operator()).await.unwrap().commit(Event::about("workspace", "acme")).await.unwrap().sequence
}

#[tokio::test]
async fn an_event_goes_behind_the_events_of_other_processes() {
    let (database, ours) = store().await;
    let theirs = database.store(Arc::new(FixedClock::default()), Arc::new(SeededChance::new(2))).await;
    let mut sequences = Vec::new();
    for store in [&ours, &ours, &theirs, &theirs, &ours, &theirs, &ours, &ours] {
        sequences.push(append(store).await);
    }
    assert_eq!(sequences, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(chain(&database).await, ("1 2 3 4 5 6 7 8".into(), "0".into()));
}

#[tokio::test]
async fn an_event_goes_behind_an_end_of_the_same_sequence_and_another_leaf() {
    let (database, store) = store().await;
    assert_eq!(append(&store).await, 1);
    // As after a restored backup and a change by another process.
    let other = "update audit_event set leaf = sha256('other'); update audit_head set leaf = sha256('other')";
    database.tamper(other).await.unwrap();
    assert_eq!(append(&store).await, 2);
    assert_eq!(chain(&database).await, ("1 2".into(), "0".into()));
}

#[tokio::test]
async fn events_at_once_from_two_processes_leave_no_gap() {
    let (database, ours) = store().await;
    let theirs = database.store(Arc::new(FixedClock::default()), Arc::new(SeededChance::new(2))).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let store = if number % 3 == 0 { theirs.clone() } else { ours.clone() };
        tasks.spawn(async move { append(&store).await });
    }
    let mut sequences = tasks.join_all().await;
    sequences.sort_unstable();
    assert_eq!(sequences, (1..=40).collect::<Vec<_>>());
    assert_eq!(chain(&database).await.1, "0");
}
