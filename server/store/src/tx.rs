//! The two transactions. Only a permit opens one; a write commits only with the event of its own action.
//! Never here: a statement about a business table.

use std::marker::PhantomData;

use domain::access::{Actor, Permit, Reads, Unrecorded, Writes};
use domain::audit::Leaf;
use domain::ids::TenantId;
use domain::time::Timestamp;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;

use crate::error::Result;
use crate::pool::Store;

pub(crate) use ends::Ends;

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
        let tx = self.begin_in("begin isolation level repeatable read read only", tenant).await?;
        Ok(ReadTx { tx, tenant, action: PhantomData })
    }

    /// Opens a write transaction, the tenant set, in one round trip.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn write<A: Writes>(&self, permit: Permit<A>) -> Result<WriteTx<A>> {
        let tx = self.begin_in("begin", permit.tenant()).await?;
        Ok(WriteTx { tx, store: self.clone(), permit, at: self.clock.now() })
    }

    /// Begins a transaction with the tenant set, in one round trip. `begin_with` takes no parameters; a UUID's text has no quote, so the
    /// statement is safe. What a cancellation leaves is cured in `pool_options`.
    pub(crate) async fn begin_in(&self, begin: &'static str, tenant: TenantId) -> Result<Transaction<'static, Postgres>> {
        let begin = format!("{begin}; select set_config('app.tenant', '{}', true)", tenant.as_uuid());
        Ok(self.pool.begin_with(AssertSqlSafe(begin)).await?)
    }
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

mod append;
mod ends;
#[cfg(all(test, feature = "testing"))]
mod tests;
