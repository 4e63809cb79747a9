//! The two transactions. Only a permit opens one; a write commits only with the event of its own action.
//! Never here: a statement about a business table.

use std::marker::PhantomData;

use domain::access::{Actor, Permit, Reads, Recorded, Unrecorded, Writes};
use domain::audit::{Event, EventBody, FIRST_PREVIOUS, Leaf, SealedEvent, Stamp, seal};
use domain::ids::{EventId, TenantId};
use domain::time::Timestamp;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::pool::Store;

/// A read transaction for action `A`, of one tenant. It ends when it is dropped.
pub struct ReadTx<A: Reads> {
    tx: Transaction<'static, Postgres>,
    tenant: TenantId,
    action: PhantomData<A>,
}

impl<A: Reads> ReadTx<A> {
    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// A write transaction for action `A`, of one tenant. Dropping it rolls back.
pub struct WriteTx<A: Writes> {
    tx: Transaction<'static, Postgres>,
    store: Store,
    permit: Permit<A>,
    at: Timestamp,
}

/// What a commit wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The event's sequence in its chain.
    pub sequence: i64,
    /// The event's leaf.
    pub leaf: Leaf,
}

impl Store {
    /// Opens a read transaction: `read only`, the tenant set, in one round trip.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn read<A: Reads>(&self, permit: Permit<A>) -> Result<ReadTx<A>> {
        let tenant = permit.tenant();
        // `begin_with` takes no parameters. A UUID's text has no quote, so the statement is safe; cancellation is cured in `pool_options`.
        let begin = format!(
            "begin isolation level repeatable read read only; select set_config('app.tenant', '{}', true)",
            tenant.as_uuid()
        );
        let tx = self.pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(ReadTx { tx, tenant, action: PhantomData })
    }

    /// Opens a write transaction with the tenant set. Plain `begin` and a bound parameter: safe under cancellation.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn write<A: Writes>(&self, permit: Permit<A>) -> Result<WriteTx<A>> {
        let mut tx = self.pool.begin().await?;
        set_tenant(&mut tx, permit.tenant()).await?;
        Ok(WriteTx { tx, store: self.clone(), permit, at: self.clock.now() })
    }
}

async fn set_tenant(conn: &mut PgConnection, tenant: TenantId) -> Result<()> {
    sqlx::query_scalar!("select set_config('app.tenant', $1, true)", tenant.as_uuid().to_string()).fetch_one(conn).await?;
    Ok(())
}

impl<A: Writes> WriteTx<A> {
    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.permit.tenant()
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        self.permit.actor()
    }

    /// The instant of this transaction, by the clock that was passed in.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// A new UUID version 7.
    pub fn uuid(&self) -> Uuid {
        self.store.chance.uuid(self.at)
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

impl<A: Recorded> WriteTx<A> {
    /// Writes the event as the last act and commits. The head row is locked only here, so chains wait for each other shortly.
    /// An aborted transaction cannot pass: the statements of this function fail in it, and so does the commit.
    ///
    /// # Errors
    /// Any [`Error`]; then nothing of the transaction happened.
    pub async fn commit(self, event: Event<A>) -> Result<Committed> {
        self.commit_all(vec![event]).await.and_then(|mut all| all.pop().ok_or(Error::Missing))
    }

    /// The same for one act on several objects: one event each, under one lock.
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::Missing`] without an event.
    pub async fn commit_all(mut self, events: Vec<Event<A>>) -> Result<Vec<Committed>> {
        if events.is_empty() {
            return Err(Error::Missing);
        }
        let mut written = Vec::with_capacity(events.len());
        let (mut sequence, mut previous) = self.lock_head().await?;
        for event in events {
            sequence += 1;
            let body = event.into_body();
            let id = EventId::from_uuid(self.uuid());
            let stamp = Stamp {
                id,
                tenant: self.permit.tenant(),
                sequence,
                previous,
                at: self.at,
                actor: self.permit.actor(),
                origin: self.permit.origin(),
            };
            let chance = self.store.chance.clone();
            let sealed = seal::<A>(body.clone(), &stamp, || {
                let mut salt = [0; 16];
                chance.fill(&mut salt);
                salt
            });
            let sealed = sealed.map_err(|error| Error::inconsistent("audit_event", error))?;
            self.insert_event(id, sequence, &body, &sealed).await?;
            previous = sealed.leaf;
            written.push(Committed { sequence, leaf: sealed.leaf });
        }
        self.tx.commit().await?;
        Ok(written)
    }

    /// Locks the chain's head and reads where the chain ends.
    async fn lock_head(&mut self) -> Result<(i64, Leaf)> {
        let tenant = self.permit.tenant().as_uuid();
        // Locking an existing row writes no new version of it; only a chain's first event has to make the row.
        let head = sqlx::query_as!(
            Head,
            "select sequence, leaf from audit_head where tenant_id = $1 and chain = $2 for update",
            tenant,
            A::CHAIN.as_str()
        );
        let head = match head.fetch_optional(&mut *self.tx).await? {
            Some(head) => head,
            None => {
                // Of two that make it at once, the second waits here and then finds what the first has written.
                let made = sqlx::query_as!(
                    Head,
                    "insert into audit_head (tenant_id, chain, sequence, leaf) values ($1, $2, 0, $3)
                     on conflict on constraint audit_head_pk do update set sequence = audit_head.sequence
                     returning sequence, leaf",
                    tenant,
                    A::CHAIN.as_str(),
                    &FIRST_PREVIOUS[..]
                );
                made.fetch_one(&mut *self.tx).await?
            }
        };
        let leaf = head.leaf.try_into().map_err(|_| Error::inconsistent("audit_head", "a leaf is not 32 bytes"))?;
        Ok((head.sequence, leaf))
    }

    /// Writes the event, the personal values beside it and the chain's new end, in one round trip.
    async fn insert_event(&mut self, id: EventId, sequence: i64, body: &EventBody, sealed: &SealedEvent) -> Result<()> {
        let tenant = self.permit.tenant().as_uuid();
        let (kind, member) = match self.permit.actor() {
            Actor::Member(member) => ("member", Some(member.as_uuid())),
            Actor::Engine { on_behalf_of } => ("engine", Some(on_behalf_of.as_uuid())),
            Actor::Operator => ("operator", None),
            Actor::Nobody => ("nobody", None),
        };
        let of = &body.correlation;
        let beside = &sealed.personal;
        let paths: Vec<String> = beside.iter().map(|one| one.path.clone()).collect();
        let salts: Vec<Vec<u8>> = beside.iter().map(|one| one.salt.to_vec()).collect();
        let values: Vec<String> = beside.iter().map(|one| one.value.clone()).collect();
        let written = sqlx::query!(
            "with event as (
               insert into audit_event (tenant_id, chain, sequence, event_id, at, action, actor_kind, actor_member, object_kind,
                                        object_id, request_id, plan_hash, run_id, step_key, bytes, leaf)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ), personal as (
               insert into audit_personal (tenant_id, chain, sequence, path, salt, value)
               select $1, $2, $3, path, salt, value from unnest($17::text[], $18::bytea[], $19::text[]) beside (path, salt, value)
             )
             update audit_head set sequence = $3, leaf = $16 where tenant_id = $1 and chain = $2",
            tenant,
            A::CHAIN.as_str(),
            sequence,
            id.as_uuid(),
            self.at,
            A::EVENT,
            kind,
            member,
            body.object.kind,
            body.object.id,
            of.request,
            of.plan,
            of.run,
            of.step,
            sealed.bytes,
            &sealed.leaf[..],
            &paths[..],
            &salts[..],
            &values[..]
        );
        written.execute(&mut *self.tx).await.map_err(Error::from).and_then(crate::error::exactly_one)
    }
}

/// Where a chain ends.
struct Head {
    sequence: i64,
    leaf: Vec<u8>,
}

impl<A: Unrecorded> WriteTx<A> {
    /// Commits a write that is not a change in the sense of the record. A statement first, because a commit of an aborted transaction says `Ok`.
    ///
    /// # Errors
    /// Any [`Error`]; then nothing happened.
    pub async fn commit_unrecorded(mut self) -> Result<()> {
        sqlx::query_scalar!("select 1 as one").fetch_one(&mut *self.tx).await?;
        self.tx.commit().await?;
        Ok(())
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests;
