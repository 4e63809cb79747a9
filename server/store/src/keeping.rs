//! How long a tenant's record is kept, and what the keeper takes out of it. Erasing and cutting need the role `charter_keeper`.
//! Never here: the choice of what goes.

use domain::access::{EraseMember, HoldRecord, PruneRecord, Reads, ReleaseRecord, RetainRecord, Writes};
use domain::audit::Chain;
use domain::ids::MemberId;
use domain::time::Timestamp;
use serde_json::Value;

use crate::error::{Error, Result, exactly_one};
use crate::heads::{LOCKS, STILL};
use crate::postings;
use crate::tree::Cut;
use crate::tx::{ReadTx, WriteTx};

/// What a tenant says about keeping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retention {
    /// Days; none: for ever.
    pub keep_days: Option<i32>,
    /// The reason of the legal hold, if there is one.
    pub hold: Option<String>,
}

/// A personal value that was taken out: `chain/sequence/path`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erased {
    /// The chain.
    pub chain: Chain,
    /// The event.
    pub sequence: i64,
    /// Where in it.
    pub path: String,
    /// What stood there, for those who must forget it too. Never shown.
    pub value: String,
}

/// Somebody whose personal values are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The member.
    pub member: MemberId,
    /// The e-mail.
    pub email: String,
    /// The name.
    pub name: Option<String>,
}

/// Takes the lock that keeps exports and other keepers away until the end of the transaction; false if somebody has it.
async fn alone<A: Writes>(tx: &mut WriteTx<A>) -> Result<bool> {
    let got = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1, $2) as "got!""#, LOCKS, STILL);
    Ok(got.fetch_one(tx.conn()).await?)
}

/// What the tenant says about keeping. Without a row: for ever, no hold.
///
/// # Errors
/// [`Error::Driver`].
pub async fn retention<A: Reads>(tx: &mut ReadTx<A>) -> Result<Retention> {
    let row = sqlx::query!("select keep_days, hold_reason from audit_retention where tenant_id = $1", tx.tenant().as_uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| Retention { keep_days: row.keep_days, hold: row.hold_reason }).unwrap_or_default())
}

/// Says how long events are kept, and answers what was said before; `None` is for ever.
///
/// # Errors
/// A conflict on `audit_retention_is_at_least_a_day`.
pub async fn retain(tx: &mut WriteTx<RetainRecord>, days: Option<i32>) -> Result<Option<i32>> {
    let tenant = tx.tenant().as_uuid();
    let before = sqlx::query_scalar!("select keep_days from audit_retention where tenant_id = $1", tenant)
        .fetch_optional(tx.conn())
        .await?
        .flatten();
    sqlx::query!(
        "insert into audit_retention (tenant_id, keep_days) values ($1, $2)
         on conflict on constraint audit_retention_pk do update set keep_days = excluded.keep_days",
        tenant,
        days
    )
    .execute(tx.conn())
    .await?;
    Ok(before)
}

/// Puts the record under a legal hold; the reason of an earlier one is replaced.
///
/// # Errors
/// A conflict on `audit_retention_hold_has_a_reason`.
pub async fn hold(tx: &mut WriteTx<HoldRecord>, reason: &str) -> Result<()> {
    let (tenant, at) = (tx.tenant().as_uuid(), tx.at());
    sqlx::query!(
        "insert into audit_retention (tenant_id, hold_reason, hold_since) values ($1, $2, $3)
         on conflict on constraint audit_retention_pk do update set hold_reason = excluded.hold_reason, hold_since = excluded.hold_since",
        tenant,
        reason,
        at
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the hold.
///
/// # Errors
/// [`Error::Stale`] if there is none.
pub async fn release(tx: &mut WriteTx<ReleaseRecord>) -> Result<()> {
    let tenant = tx.tenant().as_uuid();
    sqlx::query!(
        "update audit_retention set hold_reason = null, hold_since = null where tenant_id = $1 and hold_reason is not null",
        tenant
    )
    .execute(tx.conn())
    .await
    .map_err(Error::from)
    .and_then(exactly_one)
}

/// Whether the record is held, asked once nobody else exports, erases or cuts.
///
/// # Errors
/// [`Error::Stale`] if somebody does.
pub async fn begin_keeping<A: Writes>(tx: &mut WriteTx<A>) -> Result<Option<String>> {
    if !alone(tx).await? {
        return Err(Error::Stale);
    }
    let tenant = tx.tenant().as_uuid();
    let hold = sqlx::query_scalar!("select hold_reason from audit_retention where tenant_id = $1", tenant);
    Ok(hold.fetch_optional(tx.conn()).await?.flatten())
}

/// The member with that e-mail.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub async fn person(tx: &mut WriteTx<EraseMember>, email: &str) -> Result<Person> {
    let tenant = tx.tenant().as_uuid();
    let row = sqlx::query!("select member_id, email, name from member where tenant_id = $1 and email = $2", tenant, email)
        .fetch_one(tx.conn())
        .await?;
    Ok(Person { member: MemberId::from_uuid(row.member_id), email: row.email, name: row.name })
}

/// Takes out every personal value that is the person's e-mail or name, whatever its case, and the source addresses of their acts and of
/// sign-ins with that e-mail that were refused. Answers the places, in order.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for an unknown chain.
pub async fn erase_personal(tx: &mut WriteTx<EraseMember>, person: &Person) -> Result<Vec<Erased>> {
    let tenant = tx.tenant().as_uuid();
    let rows = sqlx::query!(
        r#"select chain, sequence, path, value from audit_personal gone
            where gone.tenant_id = $1
              and (lower(gone.value) = lower($2) or ($3::text is not null and lower(gone.value) = lower($3))
                   or (gone.path = 'origin/address'
                       and exists (select from audit_event event
                                    where event.tenant_id = gone.tenant_id and event.chain = gone.chain and event.sequence = gone.sequence
                                      and (event.actor_member = $4
                                           or (event.actor_kind = 'nobody'
                                               and exists (select from audit_personal named
                                                            where named.tenant_id = gone.tenant_id and named.chain = gone.chain
                                                              and named.sequence = gone.sequence and lower(named.value) = lower($2)))))))"#,
        tenant,
        person.email,
        person.name,
        person.member.as_uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let chains: Vec<String> = rows.iter().map(|row| row.chain.clone()).collect();
    let sequences: Vec<i64> = rows.iter().map(|row| row.sequence).collect();
    let paths: Vec<String> = rows.iter().map(|row| row.path.clone()).collect();
    let gone = sqlx::query!(
        "delete from audit_personal using unnest($2::text[], $3::bigint[], $4::text[]) as gone(chain, sequence, path)
          where audit_personal.tenant_id = $1 and audit_personal.chain = gone.chain and audit_personal.sequence = gone.sequence
            and audit_personal.path = gone.path",
        tenant,
        &chains,
        &sequences,
        &paths
    )
    .execute(tx.conn())
    .await?;
    if gone.rows_affected() != rows.len() as u64 {
        return Err(Error::Stale);
    }
    let places = rows.into_iter().map(|row| {
        let chain = row.chain.parse().map_err(|error| Error::inconsistent("audit_personal", error))?;
        Ok(Erased { chain, sequence: row.sequence, path: row.path, value: row.value })
    });
    let mut places = places.collect::<Result<Vec<_>>>()?;
    places.sort();
    for chain in [Chain::Access, Chain::Changes] {
        let values: Vec<(i64, String)> =
            places.iter().filter(|place| place.chain == chain).map(|place| (place.sequence, place.value.clone())).collect();
        postings::forget(tx, chain, &values).await?;
    }
    Ok(places)
}

/// Blanks the member: neither name nor e-mail nor identity is left, no sign-in with its address and browser, and nobody can sign in as
/// them.
///
/// # Errors
/// [`Error::Stale`] if the member is gone.
pub async fn blank_member(tx: &mut WriteTx<EraseMember>, member: MemberId) -> Result<()> {
    let tenant = tx.tenant().as_uuid();
    sqlx::query!("delete from sign_in where tenant_id = $1 and member_id = $2", tenant, member.as_uuid())
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "update member set email = 'erased-' || member_id || '@erased.invalid', name = null, issuer = null, subject = null, bound_at = null,
                standing = 'suspended', version = version + 1
          where tenant_id = $1 and member_id = $2",
        tenant,
        member.as_uuid()
    )
    .execute(tx.conn())
    .await
    .map_err(Error::from)
    .and_then(exactly_one)
}

/// The last sequence of a chain before its first event at or after `before`; what was cut earlier counts.
///
/// # Errors
/// [`Error::Driver`].
pub async fn last_older<A: Reads>(tx: &mut ReadTx<A>, chain: Chain, before: Timestamp) -> Result<i64> {
    let last = sqlx::query_scalar!(
        r#"select coalesce((select min(sequence) - 1 from audit_event where tenant_id = $1 and chain = $2 and at >= $3),
                           (select sequence from audit_head where tenant_id = $1 and chain = $2), 0) as "last!""#,
        tx.tenant().as_uuid(),
        chain.as_str(),
        before
    );
    Ok(last.fetch_one(tx.conn()).await?)
}

/// The first `audit.erased` event of the chain `changes`, up to a sequence, that erased something in the chain `access` after `cut`: while
/// that is kept, so must be the event that explains what is missing.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for bytes that are no event.
pub async fn first_needed_erasure<A: Reads>(tx: &mut ReadTx<A>, until: i64, cut: i64) -> Result<Option<i64>> {
    let rows = sqlx::query!(
        "select sequence, bytes from audit_event where tenant_id = $1 and chain = 'changes' and action = 'audit.erased' and sequence <= $2 order by sequence",
        tx.tenant().as_uuid(),
        until
    )
    .fetch_all(tx.conn())
    .await?;
    for row in rows {
        let event: Value = serde_json::from_slice(&row.bytes).map_err(|error| Error::inconsistent("audit_event", error))?;
        let places = event.pointer("/after/places").and_then(Value::as_array);
        let is_needed = places.into_iter().flatten().filter_map(Value::as_str).any(|place| {
            let mut parts = place.splitn(3, '/');
            parts.next() == Some(Chain::Access.as_str())
                && parts.next().and_then(|text| text.parse().ok()).is_some_and(|at: i64| at > cut)
        });
        if is_needed {
            return Ok(Some(row.sequence));
        }
    }
    Ok(None)
}

/// Keeps the cut and takes away every event up to it with its personal values; answers how many events went. The blocks of the tree stay.
///
/// # Errors
/// A conflict on `audit_cut_pk` or `audit_cut_is_at_a_signed_head`.
pub async fn cut_prefix(tx: &mut WriteTx<PruneRecord>, chain: Chain, cut: &Cut) -> Result<u64> {
    let tenant = tx.tenant().as_uuid();
    let path: Vec<Vec<u8>> = cut.path.iter().map(|hash| hash.to_vec()).collect();
    let size = i64::try_from(cut.size).unwrap_or(i64::MAX);
    let tail: Vec<Vec<u8>> = cut.tail.iter().map(|hash| hash.to_vec()).collect();
    sqlx::query!(
        "insert into audit_cut (tenant_id, chain, size, leaf, path, tail) values ($1, $2, $3, $4, $5, $6)",
        tenant,
        chain.as_str(),
        size,
        &cut.leaf[..],
        &path,
        &tail
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from audit_personal where tenant_id = $1 and chain = $2 and sequence <= $3",
        tenant,
        chain.as_str(),
        size
    )
    .execute(tx.conn())
    .await?;
    let gone = sqlx::query!(
        "delete from audit_event where tenant_id = $1 and chain = $2 and sequence <= $3",
        tenant,
        chain.as_str(),
        size
    )
    .execute(tx.conn())
    .await?;
    postings::forget_prefix(tx, chain, size).await?;
    Ok(gone.rows_affected())
}
