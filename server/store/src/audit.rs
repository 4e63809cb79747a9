//! Reading the audit history, newest first.
//! Never here: writing it (`tx`), erasing it (that is another role's).

use std::collections::BTreeMap;

use domain::access::ViewAudit;
use domain::audit::{Chain, Criteria, Position, read_back};
use domain::time::Timestamp;
use domain::wire::AuditRow;

use crate::error::{Error, Result};
use crate::tx::ReadTx;

/// Where both chains end at one moment. What lies before it never changes, so an export over many transactions is one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The last sequence of the chain `changes`.
    pub changes: i64,
    /// The last sequence of the chain `access`.
    pub access: i64,
}

impl Ends {
    /// No end.
    pub const OPEN: Ends = Ends { changes: i64::MAX, access: i64::MAX };
}

/// An event and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// For people.
    pub row: AuditRow,
    /// The canonical bytes, of which `row.leaf` is the hash.
    pub bytes: Vec<u8>,
}

impl StoredEvent {
    /// Its place.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for an unknown chain.
    pub fn position(&self) -> Result<Position> {
        let chain: Chain = self.row.chain.parse().map_err(|error| Error::inconsistent("audit_event", error))?;
        Ok(Position { at: self.row.at, chain, sequence: self.row.sequence })
    }
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

/// Up to `most` events that the criteria find, newest first, within the ends.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn page(tx: &mut ReadTx<ViewAudit>, criteria: &Criteria, ends: Ends, most: i64) -> Result<Vec<StoredEvent>> {
    let before = criteria.before;
    // Names and personal values are looked up for the events of this page only, after the limit.
    let rows = sqlx::query_as!(
        Row,
        r#"with listed as (
             select event.*, coalesce(event.request_id, case event.object_kind when 'request' then event.object_id end) as of_request
               from audit_event event
              where ($1 = '' or event.actor_kind = lower($1)
                     or event.actor_member in (select member_id from member
                                                where strpos(lower(coalesce(name, '')), lower($1)) > 0 or strpos(email, lower($1)) > 0))
                and starts_with(event.action, $2)
                and ($3 = '' or event.object_kind = $3 or event.object_id = $3)
                and ($4::bigint is null
                     or event.request_id = (select request_id::text from account_request where number = $4)
                     or (event.object_kind = 'request' and event.object_id = (select request_id::text from account_request where number = $4)))
                and ($5::timestamptz is null or event.at >= $5)
                and ($6::timestamptz is null or event.at < $6)
                and ($7::timestamptz is null or (event.at <= $7 and (event.at, event.chain, event.sequence) < ($7, $8, $9)))
                and event.sequence <= case event.chain when 'changes' then $10::bigint else $11::bigint end
              order by event.at desc, event.chain desc, event.sequence desc
              limit $12
           )
           select listed.chain, listed.sequence, listed.at, listed.action, listed.actor_kind, listed.object_kind, listed.object_id,
                  listed.plan_hash, listed.step_key, listed.bytes, listed.leaf,
                  (select coalesce(member.name, member.email) from member where member.member_id = listed.actor_member) as actor_name,
                  (select request.number from account_request request
                    where request.request_id = case when listed.of_request ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                                    then listed.of_request::uuid end) as request,
                  array(select path from audit_personal personal
                         where personal.chain = listed.chain and personal.sequence = listed.sequence order by path) as "paths!",
                  array(select value from audit_personal personal
                         where personal.chain = listed.chain and personal.sequence = listed.sequence order by path) as "values!"
             from listed
            order by listed.at desc, listed.chain desc, listed.sequence desc"#,
        criteria.actor,
        criteria.action,
        criteria.object,
        criteria.request,
        criteria.from,
        criteria.until,
        before.map(|before| before.at),
        before.map_or("", |before| before.chain.as_str()),
        before.map_or(0, |before| before.sequence),
        ends.changes,
        ends.access,
        most
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::into_event).collect()
}

/// The event in that place of a chain, found by its key; `None` if there is none for this tenant.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn one(tx: &mut ReadTx<ViewAudit>, chain: Chain, sequence: i64) -> Result<Option<StoredEvent>> {
    // The tenant is named, although row-level security adds it: it leads the key.
    let row = sqlx::query_as!(
        Row,
        r#"select event.chain, event.sequence, event.at, event.action, event.actor_kind, event.object_kind, event.object_id,
                  event.plan_hash, event.step_key, event.bytes, event.leaf,
                  (select coalesce(member.name, member.email) from member where member.member_id = event.actor_member) as actor_name,
                  (select request.number from account_request request
                    where request.request_id = case when found.of_request ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                                    then found.of_request::uuid end) as request,
                  array(select path from audit_personal personal
                         where personal.chain = event.chain and personal.sequence = event.sequence order by path) as "paths!",
                  array(select value from audit_personal personal
                         where personal.chain = event.chain and personal.sequence = event.sequence order by path) as "values!"
             from audit_event event
             cross join lateral (select coalesce(event.request_id, case event.object_kind when 'request' then event.object_id end) as of_request) found
            where event.tenant_id = $1 and event.chain = $2 and event.sequence = $3"#,
        tx.tenant().as_uuid(),
        chain.as_str(),
        sequence
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(Row::into_event).transpose()
}

/// What both queries select of an event.
struct Row {
    chain: String,
    sequence: i64,
    at: Timestamp,
    action: String,
    actor_kind: String,
    object_kind: String,
    object_id: String,
    plan_hash: Option<String>,
    step_key: Option<String>,
    bytes: Vec<u8>,
    leaf: Vec<u8>,
    actor_name: Option<String>,
    request: Option<i64>,
    paths: Vec<String>,
    values: Vec<String>,
}

impl Row {
    fn into_event(self) -> Result<StoredEvent> {
        let personal: BTreeMap<String, String> = self.paths.into_iter().zip(self.values).collect();
        let event = read_back(&self.bytes, &personal).map_err(|error| Error::inconsistent("audit_event", error))?;
        let row = AuditRow {
            chain: self.chain,
            sequence: self.sequence,
            at: self.at,
            actor: actor(&self.actor_kind, self.actor_name),
            action: self.action,
            object_kind: self.object_kind,
            object_id: self.object_id,
            request: self.request,
            plan: self.plan_hash,
            step: self.step_key,
            aws_request: event.aws_request,
            fields: event.fields,
            reason: event.reason,
            address: event.address,
            leaf: hex::encode(self.leaf),
        };
        Ok(StoredEvent { row, bytes: self.bytes })
    }
}

fn actor(kind: &str, name: Option<String>) -> String {
    match (kind, name) {
        ("engine", Some(name)) => format!("engine, on behalf of {name}"),
        (_, Some(name)) => name,
        (kind, None) => kind.to_owned(),
    }
}
