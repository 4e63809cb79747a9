//! S5 on the database: about a thousand events, altered in every way that a superuser can. Everything is found, and nothing when untouched.
//! Never here: an alteration of a file (`domain`).

use control::evidence::{rotate, sign};
use domain::audit::evidence::{Anchors, SecretKey};
use domain::audit::{Chain, FIRST_PREVIOUS, leaf_of};
use domain::canonical;
use domain::ids::TenantId;
use serde_json::{Value, json};

use super::{MemorySink, append, exported, key, signed, verified};
use crate::support::{TestWorld, Workspace};

/// The tables that are evidence, each with the columns that name a row.
const TABLES: [(&str, &str); 6] = [
    ("audit_event", "tenant_id, chain, sequence"),
    ("audit_personal", "tenant_id, chain, sequence, path"),
    ("audit_head", "tenant_id, chain"),
    ("audit_tree_head", "tenant_id, chain, size"),
    ("audit_tree_node", "tenant_id, chain, level, index"),
    ("audit_key", "fingerprint"),
];

struct Victim {
    world: TestWorld,
    globex: Workspace,
    log: SecretKey,
    sink: MemorySink,
    /// Statements that give back the kept state.
    mend: String,
}

impl Victim {
    /// Two workspaces, about a thousand events, two log keys, every head delivered.
    async fn new() -> Self {
        let (world, first, log, sink) = (TestWorld::new().await, key(1), key(2), MemorySink::default());
        let globex = world.open("globex").await;
        for count in [300, 7, 400] {
            append(&world.means, world.acme.tenant, Chain::Changes, count).await;
            append(&world.means, globex.tenant, Chain::Changes, 60).await;
            append(&world.means, globex.tenant, Chain::Access, 40).await;
            signed(&world.means, if count == 300 { &first } else { &log }).await;
            if count == 300 {
                rotate(&world.means, &first, log.public()).await.unwrap();
            }
        }
        sink.deliver(&world.means).await;
        let mut victim = Self { world, globex, log, sink, mend: String::new() };
        victim.keep().await;
        victim
    }

    /// Keeps the state of this moment.
    async fn keep(&mut self) {
        let mut keeping = "drop schema if exists keep cascade; create schema keep".to_owned();
        self.mend = String::new();
        for (table, _) in TABLES {
            let columns = self.columns(table).await.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
            keeping += &format!("; create table keep.{table} as select {columns} from {table}");
            self.mend += &format!("delete from {table}; insert into {table} ({columns}) select {columns} from keep.{table}; ");
        }
        self.world.database.tamper(&keeping).await.unwrap();
    }

    async fn mend(&self) {
        self.world.database.tamper(&self.mend).await.unwrap();
    }

    /// Names and types of the columns that are written.
    async fn columns(&self, table: &str) -> Vec<(String, String)> {
        let query = format!(
            "select column_name || ' ' || udt_name from information_schema.columns
              where table_schema = 'public' and table_name = '{table}' and is_generated = 'NEVER' order by ordinal_position"
        );
        let rows = self.world.database.look(&query).await;
        rows.iter().map(|row| row.split_once(' ').unwrap()).map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect()
    }

    fn pinned(&self) -> Anchors {
        let mut anchors = Anchors::default();
        // The first key of the line: a chain without events since has no head of the second.
        anchors.pin(key(1).public().fingerprint());
        anchors
    }

    /// Whether an auditor with these anchors would know: the export is refused, the verifier finds a fault, or it says that events which were
    /// signed are not: nothing shows that the last head of a chain is gone but what it signed (the sinks have it).
    async fn is_found(&self, anchors: Anchors) -> bool {
        match exported(&self.world.means).await {
            Ok(file) => verified(&file, anchors).map_or(true, |report| report.unsigned_events > 0),
            Err(_) => true,
        }
    }

    /// Tampers, asks, mends. What Postgres refuses even to its superuser (a check) cannot happen.
    async fn finds(&self, tampering: &str) -> bool {
        let found = match self.world.database.tamper(tampering).await {
            Ok(()) => self.is_found(self.pinned()).await,
            Err(refused) => {
                assert!(refused.contains("constraint"), "{tampering}: {refused}");
                return true;
            }
        };
        self.mend().await;
        found
    }
}

/// Another value of the same type, as SQL.
fn other(column: &str, kind: &str) -> String {
    match (column, kind) {
        ("chain", _) => "case chain when 'changes' then 'access' else 'changes' end".to_owned(),
        ("fingerprint" | "key" | "previous", "text") => {
            format!("translate(coalesce({column}, repeat('a', 64)), '0123456789abcdef', '123456789abcdef0')")
        }
        (_, "text") => format!("coalesce({column}, '') || 'x'"),
        (_, "uuid") => {
            format!("coalesce(overlay({column}::text placing '99' from 35)::uuid, '00000000-0000-0000-0000-000000000001')")
        }
        (_, "bytea") => format!(
            "coalesce(set_byte({column}, octet_length({column}) / 2, get_byte({column}, octet_length({column}) / 2) # 1), '\\x00')"
        ),
        (_, "_bytea") => format!("array_append({column}[2:], sha256(coalesce({column}[1], '\\x00')))"),
        (_, "int8" | "int2") => format!("{column} + 1"),
        (_, "timestamptz") => format!("coalesce({column}, now()) + interval '1 microsecond'"),
        other => panic!("how is a column of this type altered? {other:?}"),
    }
}

#[tokio::test]
async fn every_altered_column_of_every_row_that_is_tried_is_found() {
    let victim = Victim::new().await;
    for anchors in [victim.pinned(), victim.sink.anchors()] {
        assert!(!victim.is_found(anchors).await, "nothing when untouched");
        victim.mend().await;
    }
    let mut tried = 0;
    for (table, name) in TABLES {
        let rows = format!(
            "select ctid::text from (select ctid, row_number() over (order by {name}) as at, count(*) over () as n from {table}) row
              where at in (1, 2 + n / 3, n)"
        );
        let places = victim.world.database.look(&rows).await.len();
        assert!(places >= 2, "{table}");
        for (column, kind) in victim.columns(table).await {
            for place in 0..places {
                let row = format!("(select ctid from (select ctid, row_number() over (order by {name}) as at, count(*) over () as n from {table}) row
                                     where at in (1, 2 + n / 3, n) order by at offset {place} limit 1)");
                let tampering = format!("update {table} set {column} = {} where ctid = {row}", other(&column, &kind));
                assert!(victim.finds(&tampering).await, "{tampering}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(!victim.is_found(victim.sink.anchors()).await, "nothing when mended");
}

#[tokio::test]
async fn rows_that_were_deleted_swapped_forged_or_moved_are_found() {
    let victim = Victim::new().await;
    let (acme, globex) = (victim.world.acme.tenant, victim.globex.tenant);
    let of = |tenant: TenantId, sequence: i64| format!("tenant_id = '{tenant}' and chain = 'changes' and sequence = {sequence}");
    let mut tamperings = Vec::new();
    for sequence in [1, 2, 300, 707, 708] {
        tamperings.push(format!("delete from audit_event where {}", of(acme, sequence)));
        tamperings.push(format!("delete from audit_event where {0}; delete from audit_personal where {0}", of(acme, sequence)));
        tamperings.push(format!("update audit_event set tenant_id = '{globex}', sequence = 5000 where {}", of(acme, sequence)));
    }
    for (a, b) in [(2, 3), (10, 700), (1, 2)] {
        tamperings.push(format!(
            "update audit_event set sequence = -sequence + 1000000 where {0} or {1}; update audit_event set sequence = case sequence when {2} then {b} else {a} end
              where tenant_id = '{acme}' and sequence in ({2}, {3})",
            of(acme, a), of(acme, b), 1_000_000 - a, 1_000_000 - b
        ));
        tamperings.push(format!(
            "create temp table two on commit drop as select sequence, bytes, leaf from audit_event where {0} or {1};
             update audit_event e set bytes = two.bytes, leaf = two.leaf from two
              where e.tenant_id = '{acme}' and e.chain = 'changes' and e.sequence in ({a}, {b}) and two.sequence <> e.sequence",
            of(acme, a),
            of(acme, b)
        ));
    }
    // Everything about one event is new and agrees: bytes, leaf, columns. What follows does not.
    for sequence in [2, 400, 708] {
        tamperings.push(format!(
            "update audit_event set object_id = 'forged', bytes = convert_to(regexp_replace(convert_from(bytes, 'utf8'), '\"id\":\"[0-9]+\",\"kind\"', '\"id\":\"forged\",\"kind\"'), 'utf8') where {0};
             update audit_event set leaf = sha256('\\x00'::bytea || bytes) where {0}",
            of(acme, sequence)
        ));
    }
    for (table, rows) in [
        ("audit_personal", format!("{} and path = 'reason'", of(acme, 5))),
        ("audit_head", format!("tenant_id = '{acme}' and chain = 'changes'")),
        ("audit_tree_head", format!("tenant_id = '{acme}' and chain = 'changes' and size = 308")),
        ("audit_tree_node", format!("tenant_id = '{acme}' and level = 1 and index = 1")),
        ("audit_key", "previous is null".to_owned()),
        ("audit_key", "previous is not null".to_owned()),
    ] {
        tamperings.push(format!("delete from {table} where {rows}"));
    }
    for tampering in tamperings {
        assert!(victim.finds(&tampering).await, "{tampering}");
    }
    assert!(!victim.is_found(victim.sink.anchors()).await, "nothing when mended");
}

/// Cuts the last events off so that everything that is left agrees.
fn tail_cut(tenant: TenantId, count: i64) -> String {
    let chain = format!("tenant_id = '{tenant}' and chain = 'changes'");
    format!(
        "create temp table last on commit drop as select max(sequence) - {count} as kept from audit_event where {chain};
         delete from audit_personal using last where {chain} and sequence > kept; delete from audit_event using last where {chain} and sequence > kept;
         delete from audit_tree_head using last where {chain} and size > kept;
         delete from audit_tree_node using last where {chain} and (index + 1) * 256 > coalesce((select max(size) from audit_tree_head where {chain}), 0);
         update audit_head set sequence = kept, leaf = (select leaf from audit_event, last where {chain} and sequence = kept) from last where {chain}"
    )
}

#[tokio::test]
async fn a_tail_that_was_cut_off_is_found_by_an_earlier_head() {
    let victim = Victim::new().await;
    for count in [1, 2, 7, 100, 400, 407, 500, 707] {
        victim.world.database.tamper(&tail_cut(victim.world.acme.tenant, count)).await.unwrap();
        let file = exported(&victim.world.means).await.unwrap_or_else(|error| panic!("{count}: {error}"));
        verified(&file, Anchors::default()).unwrap_or_else(|fault| panic!("{count}: not even an expert's cut: {fault}"));
        assert!(verified(&file, victim.sink.anchors()).is_err(), "{count}");
        victim.mend().await;
    }
}

/// Changes the second event, and everything after it so that it agrees: bytes, leaves, head row.
async fn rewrite(victim: &Victim) {
    let tenant = victim.world.acme.tenant;
    let chain = format!("tenant_id = '{tenant}' and chain = 'changes'");
    let query = format!("select convert_from(bytes, 'utf8') from audit_event where {chain} order by sequence");
    let (mut previous, mut statements) = (FIRST_PREVIOUS, String::new());
    let events = victim.world.database.look(&query).await;
    for (sequence, text) in (1..).zip(&events) {
        let mut event: Value = serde_json::from_str(text).unwrap();
        event["previous"] = json!(hex::encode(previous));
        if sequence == 2 {
            event["object"]["id"] = json!("never-happened");
        }
        let bytes = canonical::bytes(&event).unwrap();
        previous = leaf_of(&bytes);
        let object = event["object"]["id"].as_str().unwrap();
        statements += &format!(
            "update audit_event set bytes = '\\x{}', leaf = '\\x{}', object_id = '{object}' where {chain} and sequence = {sequence};",
            hex::encode(&bytes),
            hex::encode(previous)
        );
    }
    statements += &format!("update audit_head set leaf = '\\x{}' where {chain};", hex::encode(previous));
    statements += "delete from audit_tree_head; delete from audit_tree_node";
    victim.world.database.tamper(&statements).await.unwrap();
}

#[tokio::test]
async fn a_log_that_was_hashed_and_signed_anew_with_the_stolen_key_is_found_by_an_earlier_head() {
    let victim = Victim::new().await;
    rewrite(&victim).await;
    signed(&victim.world.means, &victim.log).await;
    let file = exported(&victim.world.means).await.unwrap();
    verified(&file, victim.pinned()).unwrap_or_else(|fault| panic!("the thief did not even make it agree: {fault}"));
    assert!(verified(&file, victim.sink.anchors()).is_err());
}

#[tokio::test]
async fn a_database_that_was_rolled_back_is_found_by_an_earlier_head_and_by_the_sink() {
    let victim = Victim::new().await;
    let (means, acme) = (&victim.world.means, victim.world.acme.tenant);
    append(means, acme, Chain::Changes, 50).await;
    signed(means, &victim.log).await;
    victim.sink.deliver(means).await;
    victim.mend().await;
    let file = exported(means).await.unwrap();
    verified(&file, victim.pinned()).unwrap_or_else(|fault| panic!("an older dump is consistent: {fault}"));
    assert!(verified(&file, victim.sink.anchors()).is_err(), "shorter than a head that was seen");
    // Life goes on as if nothing had happened: other events get the sequences that were seen before.
    victim.world.database.tamper("update audit_head_delivery set size = (select max(size) from audit_tree_head head where head.tenant_id = audit_head_delivery.tenant_id and head.chain = audit_head_delivery.chain)").await.unwrap();
    append(means, acme, Chain::Changes, 50).await;
    assert!(sign(means, &victim.log).await.unwrap().altered.is_empty());
    let delivery = victim.sink.deliver(means).await;
    assert!(delivery.differs.iter().any(|(tenant, chain, _)| (*tenant, *chain) == (acme, Chain::Changes)), "{delivery:?}");
    let file = exported(means).await.unwrap();
    verified(&file, victim.pinned()).unwrap();
    assert!(verified(&file, victim.sink.anchors()).is_err(), "another history");
}
