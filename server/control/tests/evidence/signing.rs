//! Signing: heads over what is there, one line of heads, nothing over what was altered.
//! Never here: delivering them.

use control::evidence::{KeyRefused, NotSigned, What, rotate, sign};
use domain::access::{Actor, Origin, ReadRecord, SignHead, operate};
use domain::audit::Chain;
use domain::audit::evidence::{Block, Hash, Run, node, verify_consistency, width};
use domain::ids::TenantId;
use store::tree::StoredHead;
use store::{record, tree};

use super::{another, append, consistent, key, signed};
use crate::support::TestWorld;

/// Whether that is what should show.
type Expected = fn(&What) -> bool;

/// MTH of RFC 9162 §2.1.1, as it is written there.
fn naive(leaves: &[Hash]) -> Hash {
    match leaves {
        [only] => *only,
        leaves => {
            let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
            node(&naive(left), &naive(right))
        }
    }
}

async fn read(world: &TestWorld, tenant: TenantId) -> store::ReadTx<ReadRecord> {
    world.means.store.read(operate(tenant, Actor::Operator, Origin::default(), ReadRecord).unwrap()).await.unwrap()
}

async fn leaves(world: &TestWorld, tenant: TenantId, chain: Chain) -> Vec<Hash> {
    let rows = record::events(&mut read(world, tenant).await, chain, 0, i64::MAX, i64::MAX).await.unwrap();
    rows.iter().map(|row| row.compare(tenant, chain).unwrap().0).collect()
}

async fn heads(world: &TestWorld, tenant: TenantId, chain: Chain) -> Vec<StoredHead> {
    tree::heads(&mut read(world, tenant).await, chain, 0, u64::MAX, i64::MAX).await.unwrap()
}

#[tokio::test]
async fn every_head_is_the_root_of_the_events_up_to_it_and_continues_the_one_before() {
    let (world, log) = (TestWorld::new().await, key(1));
    let tenant = world.acme.tenant;
    for count in [1, 1, 2, 3, 4, 8, 13, 100, 122, 1, 1, 254, 3, 255, 300] {
        append(&world.means, tenant, Chain::Changes, count).await;
        signed(&world.means, &log).await;
    }
    let leaves = leaves(&world, tenant, Chain::Changes).await;
    let heads = heads(&world, tenant, Chain::Changes).await;
    assert_eq!(heads.len(), 15);
    let mut before: Option<&StoredHead> = None;
    for stored in &heads {
        let head = &stored.signed.head;
        assert_eq!(head.root, naive(&leaves[..usize::try_from(head.size).unwrap()]), "size {}", head.size);
        assert!(stored.signed.is_signed_by(&log.public()));
        assert_eq!(stored.previous, before.map_or(0, |before| before.signed.head.size));
        if let Some(before) = before {
            let (old, root) = (&before.signed.head, &head.root);
            assert!(verify_consistency(old.size, head.size, &old.root, root, &stored.consistency), "size {}", head.size);
        }
        before = Some(stored);
    }
    let size = heads.last().unwrap().signed.head.size;
    assert_eq!(size, u64::try_from(leaves.len()).unwrap());
    let complete = size / width(1);
    let all = [Run { level: 1, indexes: 0..complete + 1 }];
    let stored = tree::block_hashes(&mut read(&world, tenant).await, Chain::Changes, &all).await.unwrap();
    assert_eq!(stored.len(), usize::try_from(complete).unwrap(), "only complete blocks are stored");
    assert!(complete >= 4);
    for (Block { index, .. }, hash) in stored {
        let start = usize::try_from(index).unwrap() * 256;
        assert_eq!(hash, naive(&leaves[start..start + 256]), "block {index}");
    }
    assert!(signed(&world.means, &log).await.heads == 0, "nothing new, no head");
    assert_eq!(consistent(&world.means).await.heads, 16, "and one of the sign-ins");
}

#[tokio::test]
async fn two_signers_at_once_make_no_fork() {
    let (world, log) = (TestWorld::new().await, key(1));
    let (tenant, other) = (world.acme.tenant, another(&world).await);
    for _ in 0..12 {
        append(&world.means, tenant, Chain::Changes, 5).await;
        let appending = append(&world.means, tenant, Chain::Changes, 3);
        let (one, two, ()) = futures::join!(sign(&world.means, &log), sign(&other, &log), appending);
        assert!(one.unwrap().altered.is_empty() && two.unwrap().altered.is_empty());
    }
    signed(&world.means, &log).await;
    consistent(&world.means).await;
    // Whatever a process believes to be the last head: a second successor of one head is not taken.
    let heads = heads(&world, tenant, Chain::Changes).await;
    let (last, before) = (heads.last().unwrap(), &heads[heads.len() - 2]);
    let mut fork = last.clone();
    fork.signed.head.size += 1;
    fork.previous = before.signed.head.size;
    let permit = operate(tenant, Actor::Operator, Origin::default(), SignHead).unwrap();
    let mut tx = world.means.store.write(permit).await.unwrap();
    let refused = tree::insert_head(&mut tx, &fork, &[]).await.unwrap_err();
    assert!(refused.is_conflict_on("audit_tree_head_follows_one_head"), "{refused:?}");
}

#[tokio::test]
async fn a_crash_between_blocks_and_head_leaves_neither() {
    let (world, log) = (TestWorld::new().await, key(1));
    let tenant = world.acme.tenant;
    append(&world.means, tenant, Chain::Changes, 300).await;
    signed(&world.means, &log).await;
    let head = heads(&world, tenant, Chain::Changes).await.pop().unwrap();
    let counts = "select count(*)::text from audit_tree_head union all select count(*)::text from audit_tree_node";
    let before = world.database.look(counts).await;
    let mut next = head.clone();
    (next.previous, next.signed.head.size) = (head.signed.head.size, head.signed.head.size + 256);
    let permit = operate(tenant, Actor::Operator, Origin::default(), SignHead).unwrap();
    let mut tx = world.means.store.write(permit).await.unwrap();
    tree::insert_head(&mut tx, &next, &[(Block { level: 1, index: 1 }, [7; 32])]).await.unwrap();
    drop(tx);
    assert_eq!(world.database.look(counts).await, before);
    append(&world.means, tenant, Chain::Changes, 300).await;
    signed(&world.means, &log).await;
    consistent(&world.means).await;
}

#[tokio::test]
async fn what_was_altered_is_not_signed_and_the_rest_is() {
    let (world, log) = (TestWorld::new().await, key(1));
    let tenant = world.acme.tenant;
    append(&world.means, tenant, Chain::Changes, 20).await;
    signed(&world.means, &log).await;
    let last = 21;
    append(&world.means, tenant, Chain::Changes, 20).await;
    world
        .database
        .tamper("create schema keep; create table keep.event as table audit_event; create table keep.head as table audit_head")
        .await
        .unwrap();
    let event = format!("update audit_event set CHANGE where tenant_id = '{tenant}' and chain = 'changes' and sequence = AT");
    let change = |change: &str, at: i64| event.replace("CHANGE", change).replace("AT", &at.to_string());
    let cases: [(String, Expected); 9] = [
        (change("action = 'workspace.deleted'", last + 3), |what| matches!(what, What::Row(_))),
        (change("at = at + interval '1 microsecond'", last + 3), |what| matches!(what, What::Row(_))),
        (change("leaf = sha256(leaf)", last + 3), |what| matches!(what, What::Row(_))),
        // Bytes and leaf agree, but the next event names another predecessor.
        (
            change(
                "bytes = replace(convert_from(bytes, 'utf8'), 'R-', 'r-')::bytea || ' ', leaf = sha256('\\x00'::bytea || bytes || ' ')",
                last + 3,
            ),
            |what| matches!(what, What::Row(_) | What::Previous),
        ),
        (
            format!("delete from audit_event where tenant_id = '{tenant}' and chain = 'changes' and sequence = {}", last + 3),
            |what| matches!(what, What::Gap(_)),
        ),
        (
            format!("delete from audit_event where tenant_id = '{tenant}' and chain = 'changes' and sequence = {}", last + 20),
            |what| matches!(what, What::Missing),
        ),
        (format!("update audit_head set leaf = sha256(leaf) where tenant_id = '{tenant}' and chain = 'changes'"), |what| {
            matches!(what, What::HeadRow)
        }),
        // The last event that was signed: altered, its leaf too.
        (change("leaf = sha256(leaf)", last), |what| matches!(what, What::Row(_))),
        (
            format!(
                "update audit_tree_head set peaks[1] = sha256(peaks[1]) where tenant_id = '{tenant}' and chain = 'changes' and size = {last}"
            ),
            |what| matches!(what, What::Head),
        ),
    ];
    for (number, (tampering, expected)) in cases.iter().enumerate() {
        world.database.tamper("create table keep.tree as table audit_tree_head").await.unwrap();
        world.database.tamper(tampering).await.unwrap();
        append(&world.means, tenant, Chain::Access, 1).await;
        let sweep = sign(&world.means, &log).await.unwrap();
        let [altered] = &sweep.altered[..] else { panic!("{tampering}: {sweep:?}") };
        assert!(altered.chain == Chain::Changes && expected(&altered.what), "{tampering}: {altered:?}");
        assert_eq!(sweep.heads, 1, "case {number}: the other chain is signed");
        assert!(sweep.unsigned_since.is_some(), "and the altered one grows older");
        let columns = world.database.look("select string_agg(column_name, ', ') from information_schema.columns where table_schema = 'public' and table_name = 'audit_event' and is_generated = 'NEVER'").await.remove(0);
        let mend = format!(
            "delete from audit_event where chain = 'changes'; insert into audit_event ({columns}) select {columns} from keep.event where chain = 'changes';
             delete from audit_head where chain = 'changes'; insert into audit_head select * from keep.head where chain = 'changes';
             delete from audit_tree_head where chain = 'changes'; insert into audit_tree_head select * from keep.tree where chain = 'changes'; drop table keep.tree"
        );
        world.database.tamper(&mend).await.unwrap();
    }
    assert_eq!(signed(&world.means, &log).await.heads, 1);
    consistent(&world.means).await;
}

#[tokio::test]
async fn only_the_last_key_of_the_line_signs() {
    let world = TestWorld::new().await;
    let (first, second) = (key(1), key(2));
    signed(&world.means, &first).await;
    let refused = sign(&world.means, &second).await.unwrap_err();
    assert!(matches!(refused, NotSigned::Key(KeyRefused::Unknown(_))), "{refused}");
    rotate(&world.means, &first, second.public()).await.unwrap();
    append(&world.means, world.acme.tenant, Chain::Changes, 1).await;
    let refused = sign(&world.means, &first).await.unwrap_err();
    assert!(matches!(refused, NotSigned::Key(KeyRefused::Replaced(..))), "{refused}");
    signed(&world.means, &second).await;
    let refused = rotate(&world.means, &first, key(3).public()).await.unwrap_err();
    assert!(matches!(refused, NotSigned::Key(KeyRefused::Replaced(..))), "{refused}");
    let report = consistent(&world.means).await;
    assert!(report.signatures >= 4, "heads of both keys and the endorsement: {report:?}");
}
