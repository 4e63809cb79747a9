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
    let rows = sqlx::query!(
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
    rows.into_iter()
        .map(|row| {
            let personal: BTreeMap<String, String> = row.paths.into_iter().zip(row.values).collect();
            let event = read_back(&row.bytes, &personal).map_err(|error| Error::inconsistent("audit_event", error))?;
            let at: Timestamp = row.at;
            let row_for_people = AuditRow {
                chain: row.chain,
                sequence: row.sequence,
                at,
                actor: actor(&row.actor_kind, row.actor_name),
                action: row.action,
                object_kind: row.object_kind,
                object_id: row.object_id,
                request: row.request,
                plan: row.plan_hash,
                step: row.step_key,
                aws_request: event.aws_request,
                fields: event.fields,
                reason: event.reason,
                address: event.address,
                leaf: hex::encode(row.leaf),
            };
            Ok(StoredEvent { row: row_for_people, bytes: row.bytes })
        })
        .collect()
}

fn actor(kind: &str, name: Option<String>) -> String {
    match (kind, name) {
        ("engine", Some(name)) => format!("engine, on behalf of {name}"),
        (_, Some(name)) => name,
        (kind, None) => kind.to_owned(),
    }
}
