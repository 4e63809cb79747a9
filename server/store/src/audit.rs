//! Reading audit events for people: names, fields and personal values of those that were found.
//! Never here: which are found (`audit_search`), writing them (`tx`), erasing them (that is another role's).

use std::collections::{BTreeMap, HashMap};

use domain::access::ViewAudit;
use domain::audit::{Chain, Position, read_back};
use domain::ids::MemberId;
use domain::time::Timestamp;
use domain::wire::AuditRow;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::postings::Places;
use crate::tx::ReadTx;

pub use domain::audit::Ends;

/// An event and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// For people.
    pub row: AuditRow,
    /// The canonical bytes, of which `row.leaf` is the hash.
    pub bytes: Vec<u8>,
    /// The personal values that are still there.
    pub personal: Vec<PersonalValue>,
}

/// A personal value beside an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalValue {
    /// Where in the event it belongs.
    pub path: String,
    /// Its salt.
    pub salt: Vec<u8>,
    /// The text.
    pub value: String,
}

/// Where the chains end now.
///
/// # Errors
/// [`Error::Driver`].
pub async fn ends(tx: &mut ReadTx<ViewAudit>) -> Result<Ends> {
    let rows = sqlx::query!("select chain, sequence from audit_head").fetch_all(tx.conn()).await?;
    let end = |chain: Chain| rows.iter().find(|row| row.chain == chain.as_str()).map_or(0, |row| row.sequence);
    Ok(Ends { changes: end(Chain::Changes), access: end(Chain::Access) })
}

/// Whether it was recorded since that instant that the member looked at audit events.
///
/// # Errors
/// [`Error::Driver`].
pub async fn was_read(tx: &mut ReadTx<ViewAudit>, member: MemberId, since: Timestamp) -> Result<bool> {
    // The action stands in the text, as in the condition of the index.
    let read = sqlx::query_scalar!(
        r#"select exists (select from audit_event where tenant_id = $1 and actor_member = $2 and at > $3 and action = 'audit.read') as "read!""#,
        tx.tenant().as_uuid(),
        member.as_uuid(),
        since
    );
    Ok(read.fetch_one(tx.conn()).await?)
}

/// The events in these places, in this order. A place without an event is left out.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn events(tx: &mut ReadTx<ViewAudit>, places: &[Position]) -> Result<Vec<StoredEvent>> {
    let mut found = HashMap::with_capacity(places.len());
    for chain in [Chain::Changes, Chain::Access] {
        let sequences: Vec<i64> = places.iter().filter(|place| place.chain == chain).map(|place| place.sequence).collect();
        found.extend(of_chain(tx, chain, &sequences).await?.into_iter().map(|event| ((chain, event.row.sequence), event)));
    }
    Ok(places.iter().filter_map(|place| found.remove(&(place.chain, place.sequence))).collect())
}

/// The event in that place of a chain; `None` if there is none for this tenant.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn one(tx: &mut ReadTx<ViewAudit>, chain: Chain, sequence: i64) -> Result<Option<StoredEvent>> {
    Ok(of_chain(tx, chain, &[sequence]).await?.pop())
}

struct Row {
    sequence: i64,
    at: Timestamp,
    action: String,
    actor_kind: String,
    actor_member: Option<Uuid>,
    object_kind: String,
    object_id: String,
    request_id: Option<String>,
    plan_hash: Option<String>,
    step_key: Option<String>,
    result: String,
    bytes: Vec<u8>,
    leaf: Vec<u8>,
}

/// Events of one chain. The tenant is named, although row-level security adds it: it leads the key. Sequences that lie close together
/// are read as one stretch, which is the faster way through a whole chain.
async fn of_chain(tx: &mut ReadTx<ViewAudit>, chain: Chain, sequences: &[i64]) -> Result<Vec<StoredEvent>> {
    let (Some(first), Some(last)) = (sequences.iter().min().copied(), sequences.iter().max().copied()) else {
        return Ok(Vec::new());
    };
    let tenant = tx.tenant().as_uuid();
    let n_asked = i64::try_from(sequences.len()).unwrap_or(i64::MAX);
    let is_stretch = last.saturating_sub(first) < n_asked.saturating_mul(2);
    let rows = if is_stretch {
        sqlx::query_as!(
            Row,
            "select sequence, at, action, actor_kind, actor_member, object_kind, object_id, request_id, plan_hash, step_key, result, bytes, leaf
               from audit_event where tenant_id = $1 and chain = $2 and sequence between $3 and $4",
            tenant,
            chain.as_str(),
            first,
            last
        )
        .fetch_all(tx.conn())
        .await?
    } else {
        sqlx::query_as!(
            Row,
            "select sequence, at, action, actor_kind, actor_member, object_kind, object_id, request_id, plan_hash, step_key, result, bytes, leaf
               from audit_event where tenant_id = $1 and chain = $2 and sequence = any ($3::bigint[])",
            tenant,
            chain.as_str(),
            sequences
        )
        .fetch_all(tx.conn())
        .await?
    };
    let mut personal =
        personal(tx, chain, if is_stretch { Places::Stretch(first, last) } else { Places::Each(sequences) }).await?;
    let (names, numbers) = (names(tx, &rows).await?, numbers(tx, &rows).await?);
    let event = |row: Row| into_event(chain, &mut personal, &names, &numbers, row);
    rows.into_iter().map(event).collect()
}

/// The personal values of events of a chain, by sequence.
async fn personal(tx: &mut ReadTx<ViewAudit>, chain: Chain, places: Places<'_>) -> Result<HashMap<i64, Vec<PersonalValue>>> {
    struct Beside {
        sequence: i64,
        path: String,
        salt: Vec<u8>,
        value: String,
    }
    let tenant = tx.tenant().as_uuid();
    let rows = match places {
        Places::Stretch(first, last) => {
            sqlx::query_as!(
                Beside,
                "select sequence, path, salt, value from audit_personal
                  where tenant_id = $1 and chain = $2 and sequence between $3 and $4 order by sequence, path",
                tenant,
                chain.as_str(),
                first,
                last
            )
            .fetch_all(tx.conn())
            .await?
        }
        Places::Each(sequences) => {
            sqlx::query_as!(
                Beside,
                "select sequence, path, salt, value from audit_personal
                  where tenant_id = $1 and chain = $2 and sequence = any ($3::bigint[]) order by sequence, path",
                tenant,
                chain.as_str(),
                sequences
            )
            .fetch_all(tx.conn())
            .await?
        }
    };
    let mut personal: HashMap<i64, Vec<PersonalValue>> = HashMap::new();
    for Beside { sequence, path, salt, value } in rows {
        personal.entry(sequence).or_default().push(PersonalValue { path, salt, value });
    }
    Ok(personal)
}

async fn names(tx: &mut ReadTx<ViewAudit>, rows: &[Row]) -> Result<HashMap<Uuid, String>> {
    let members: std::collections::BTreeSet<Uuid> = rows.iter().filter_map(|row| row.actor_member).collect();
    let names = actor_names(tx, &members.into_iter().collect::<Vec<_>>()).await?;
    Ok(names.into_iter().map(|(member, (name, _))| (member, name)).collect())
}

/// Name (else e-mail) and e-mail of members.
///
/// # Errors
/// [`Error::Driver`].
pub async fn actor_names(tx: &mut ReadTx<ViewAudit>, members: &[Uuid]) -> Result<HashMap<Uuid, (String, String)>> {
    let tenant = tx.tenant().as_uuid();
    let rows = sqlx::query!(
        r#"select member_id, coalesce(name, email) as "name!", email from member where tenant_id = $1 and member_id = any ($2::uuid[])"#,
        tenant,
        members
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.member_id, (row.name, row.email))).collect())
}

/// The request that an event belongs to or is about.
fn request_of(row: &Row) -> Option<&str> {
    row.request_id.as_deref().or_else(|| (row.object_kind == "request").then_some(row.object_id.as_str()))
}

async fn numbers(tx: &mut ReadTx<ViewAudit>, rows: &[Row]) -> Result<HashMap<String, i64>> {
    let ids: std::collections::BTreeSet<Uuid> = rows.iter().filter_map(|row| request_of(row)?.parse().ok()).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let tenant = tx.tenant().as_uuid();
    let rows = sqlx::query!(
        "select request_id, number from account_request where tenant_id = $1 and request_id = any ($2::uuid[])",
        tenant,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.request_id.to_string(), row.number)).collect())
}

fn into_event(
    chain: Chain,
    personal: &mut HashMap<i64, Vec<PersonalValue>>,
    names: &HashMap<Uuid, String>,
    numbers: &HashMap<String, i64>,
    row: Row,
) -> Result<StoredEvent> {
    let personal = personal.remove(&row.sequence).unwrap_or_default();
    let values: BTreeMap<String, String> = personal.iter().map(|one| (one.path.clone(), one.value.clone())).collect();
    let event = read_back(&row.bytes, &values).map_err(|error| Error::inconsistent("audit_event", error))?;
    let name = row.actor_member.and_then(|member| names.get(&member).cloned());
    let request = request_of(&row).and_then(|id| numbers.get(id).copied());
    let shown = AuditRow {
        chain: chain.as_str().to_owned(),
        sequence: row.sequence,
        at: row.at,
        actor: actor(&row.actor_kind, name),
        action: row.action,
        result: row.result,
        object_kind: row.object_kind,
        object_id: row.object_id,
        request,
        plan: row.plan_hash,
        step: row.step_key,
        aws_request: event.aws_request,
        fields: event.fields,
        reason: event.reason,
        address: event.address,
        leaf: hex::encode(row.leaf),
    };
    Ok(StoredEvent { row: shown, bytes: row.bytes, personal })
}

/// Who acted, in words.
pub fn actor(kind: &str, name: Option<String>) -> String {
    match (kind, name) {
        ("engine", Some(name)) => format!("engine, on behalf of {name}"),
        (_, Some(name)) => name,
        (kind, None) => kind.to_owned(),
    }
}
