//! The three ways to the events that a sieve lets through: newest first over both chains, by their sequences, along one chain.
//! Never here: words; names and values of an event (that is `audit`).

use domain::access::ViewAudit;
use domain::audit::{Chain, Position};
use domain::time::Timestamp;
use uuid::Uuid;

use crate::audit_sieve::Sieve;
use crate::error::{Error, Result};
use crate::tx::ReadTx;

/// An event that was found, by what facets count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its place.
    pub position: Position,
    /// What was done.
    pub action: String,
    /// The kind of the actor.
    pub actor_kind: String,
    /// The member who acted or on whose behalf it was done.
    pub actor_member: Option<Uuid>,
    /// The kind of the object.
    pub object_kind: String,
    /// How it ended.
    pub result: String,
}

struct Row {
    at: Timestamp,
    chain: String,
    sequence: i64,
    action: String,
    actor_kind: String,
    actor_member: Option<Uuid>,
    object_kind: String,
    result: String,
}

impl Row {
    fn into_hit(self) -> Result<Hit> {
        let chain: Chain = self.chain.parse().map_err(|error| Error::inconsistent("audit_event", error))?;
        Ok(Hit {
            position: Position { at: self.at, chain, sequence: self.sequence },
            action: self.action,
            actor_kind: self.actor_kind,
            actor_member: self.actor_member,
            object_kind: self.object_kind,
            result: self.result,
        })
    }
}

/// One statement: the columns, what the sieve asks (parameters 1 to 17, the tenant first), then what is special to it.
macro_rules! sieved {
    ($tx:expr, $sieve:expr, $special:literal, $($parameter:expr),*) => {{
        let (tenant, sieve): (Uuid, &Sieve) = ($tx.tenant().as_uuid(), $sieve);
        let rows = sqlx::query_as!(
            Row,
            r#"select event.at, event.chain, event.sequence, event.action, event.actor_kind, event.actor_member, event.object_kind, event.result
                 from audit_event event
                where event.tenant_id = $1
                  and event.sequence <= case event.chain when 'changes' then $2::bigint else $3::bigint end
                  and event.at >= coalesce($4::timestamptz, '-infinity') and event.at < coalesce($5::timestamptz, 'infinity')
                  and not event.at <@ $6::text::tstzmultirange
                  and event.action like all ($7::text[]) and not event.action like any ($8::text[])
                  and ($9::text[] is null or event.actor_kind = any ($9) or event.actor_kind || '/' || event.actor_member::text = any ($10::text[]))
                  and not event.actor_kind = any ($11::text[]) and not coalesce(event.actor_member = any ($12::uuid[]), false)
                  and array[event.object_kind, event.object_id, event.request_id, event.run_id, event.plan_hash] @> $13::text[]
                  and not array[event.object_kind, event.object_id, event.request_id, event.run_id, event.plan_hash] && $14::text[]
                  and event.result = any ($15::text[])
                  and ($16::text[] is null or exists (select from audit_personal personal
                        where personal.tenant_id = $1 and personal.chain = event.chain and personal.sequence = event.sequence
                          and personal.path = 'origin/address' and personal.value = any ($16)))
                  and (cardinality($17::text[]) = 0 or not exists (select from audit_personal personal
                        where personal.tenant_id = $1 and personal.chain = event.chain and personal.sequence = event.sequence
                          and personal.path = 'origin/address' and personal.value = any ($17)))"# + $special,
            tenant,
            sieve.ends.changes,
            sieve.ends.access,
            sieve.from,
            sieve.until,
            sieve.not_at,
            &sieve.actions,
            &sieve.not_actions,
            sieve.kinds.as_deref(),
            &sieve.pairs,
            &sieve.not_kinds,
            &sieve.not_members,
            &sieve.targets,
            &sieve.not_targets,
            &sieve.results,
            sieve.addresses.as_deref(),
            &sieve.not_addresses,
            $($parameter),*
        )
        .fetch_all($tx.conn())
        .await?;
        rows.into_iter().map(Row::into_hit).collect::<Result<Vec<Hit>>>()
    }};
}

/// Later than every event.
const LATEST: &str = "~";

/// Newest first over both chains, older than `before`. The bounds are always there, so that every plan begins in the index at them.
pub(crate) async fn newest(tx: &mut ReadTx<ViewAudit>, sieve: &Sieve, before: Option<Position>, most: i64) -> Result<Vec<Hit>> {
    sieved!(
        tx,
        sieve,
        " and event.at <= coalesce($18::timestamptz, 'infinity')
          and (event.at, event.chain, event.sequence) < (coalesce($18::timestamptz, 'infinity'), $19::text, $20::bigint)
        order by event.at desc, event.chain desc, event.sequence desc limit $21",
        before.map(|before| before.at),
        before.map_or(LATEST, |before| before.chain.as_str()),
        before.map_or(i64::MAX, |before| before.sequence),
        most
    )
}

/// Those among `sequences` of a chain, newest first, older than `before`. Written so that the index of time does not serve it: it would be
/// read from `before` to its end.
pub(crate) async fn among(
    tx: &mut ReadTx<ViewAudit>,
    sieve: &Sieve,
    chain: Chain,
    sequences: &[i64],
    before: Option<Position>,
    most: i64,
) -> Result<Vec<Hit>> {
    sieved!(
        tx,
        sieve,
        " and event.chain = $18 and event.sequence = any ($19::bigint[])
          and not (event.at, event.chain, event.sequence) >= (coalesce($20::timestamptz, 'infinity'), $21::text, $22::bigint)
        order by event.at at time zone 'UTC' desc, event.sequence desc limit $23",
        chain.as_str(),
        sequences,
        before.map(|before| before.at),
        before.map_or(LATEST, |before| before.chain.as_str()),
        before.map_or(i64::MAX, |before| before.sequence),
        most
    )
}

/// Along a chain, oldest first, after `after` and up to `until`.
pub(crate) async fn along(
    tx: &mut ReadTx<ViewAudit>,
    sieve: &Sieve,
    chain: Chain,
    after: i64,
    until: i64,
    most: i64,
) -> Result<Vec<Hit>> {
    sieved!(
        tx,
        sieve,
        " and event.chain = $18 and event.sequence > $19 and event.sequence <= $20 order by event.sequence limit $21",
        chain.as_str(),
        after,
        until,
        most
    )
}
