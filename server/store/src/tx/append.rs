//! How a change's event gets to the end of its chain, as the last act before the commit.
//! Never here: what an event says, or its bytes; both are `domain::audit`'s.

use domain::access::{Actor, Recorded};
use domain::audit::{Event, EventBody, SealedEvent, Stamp, seal};
use domain::ids::EventId;

use super::ends::End;
use super::{Committed, WriteTx};
use crate::error::{Error, Result};

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
        let mut written = Vec::with_capacity(events.len());
        let mut end = None;
        for event in events {
            let next = self.append(end, &event.into_body()).await?;
            written.push(Committed { sequence: next.sequence, leaf: next.leaf });
            end = Some(next);
        }
        let end = end.ok_or(Error::Missing)?;
        self.tx.commit().await?;
        self.store.ends.note(self.permit.tenant(), A::CHAIN, end);
        Ok(written)
    }

    /// Appends one event behind `end`, or behind wherever the chain ends: first where this process left it, which saves a
    /// round trip; if that is no longer its end, nothing was written, and the head is locked and read.
    async fn append(&mut self, end: Option<End>, body: &EventBody) -> Result<End> {
        let guess = end.or_else(|| self.store.ends.of(self.permit.tenant(), A::CHAIN));
        if let Some(guess) = guess
            && let Some(next) = self.append_behind(guess, body).await?
        {
            return Ok(next);
        }
        let end = self.lock_head().await?;
        self.append_behind(end, body).await?.ok_or_else(|| Error::inconsistent("audit_head", "a locked head has moved"))
    }

    /// Seals the event behind `end` and writes it, if the chain ends there.
    async fn append_behind(&mut self, end: End, body: &EventBody) -> Result<Option<End>> {
        let id = EventId::from_uuid(self.uuid());
        let stamp = Stamp {
            id,
            tenant: self.permit.tenant(),
            sequence: end.sequence + 1,
            previous: end.leaf,
            at: self.at,
            actor: self.permit.actor(),
            origin: self.permit.origin(),
        };
        let sealed = seal::<A>(body.clone(), &stamp, || {
            let mut salt = [0; 16];
            self.store.chance.fill(&mut salt);
            salt
        });
        let sealed = sealed.map_err(|error| Error::inconsistent("audit_event", error))?;
        let is_written = self.insert_event(id, end, body, &sealed).await?;
        Ok(is_written.then_some(End { sequence: end.sequence + 1, leaf: sealed.leaf }))
    }

    /// Locks the chain's head and reads where the chain ends.
    async fn lock_head(&mut self) -> Result<End> {
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
                    &End::START.leaf[..]
                );
                made.fetch_one(&mut *self.tx).await?
            }
        };
        let leaf = head.leaf.try_into().map_err(|_| Error::inconsistent("audit_head", "a leaf is not 32 bytes"))?;
        Ok(End { sequence: head.sequence, leaf })
    }

    /// Moves the chain's end from `end` to the event, and writes the event and the personal values beside it, in one round trip.
    /// Says whether the chain ended at `end`; if not, nothing was written. A change of the head by another is waited for.
    async fn insert_event(&mut self, id: EventId, end: End, body: &EventBody, sealed: &SealedEvent) -> Result<bool> {
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
        let written = sqlx::query_scalar!(
            "with head as (
               update audit_head set sequence = $3 + 1, leaf = $16
                where tenant_id = $1 and chain = $2 and sequence = $3 and leaf = $20
               returning sequence
             ), personal as (
               insert into audit_personal (tenant_id, chain, sequence, path, salt, value)
               select $1, $2, head.sequence, path, salt, value
                 from head, unnest($17::text[], $18::bytea[], $19::text[]) beside (path, salt, value)
             )
             insert into audit_event (tenant_id, chain, sequence, event_id, at, action, actor_kind, actor_member, object_kind,
                                      object_id, request_id, plan_hash, run_id, step_key, bytes, leaf)
             select $1, $2, head.sequence, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from head
             returning sequence",
            tenant,
            A::CHAIN.as_str(),
            end.sequence,
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
            &values[..],
            &end.leaf[..]
        );
        Ok(written.fetch_optional(&mut *self.tx).await?.is_some())
    }
}

/// Where a chain ends.
struct Head {
    sequence: i64,
    leaf: Vec<u8>,
}
