//! A change as a program would write it that keeps no record: what the record costs is measured against it.
//! Never here: something that a test of the product's behaviour could want.

use domain::ids::TenantId;

use crate::error::Result;
use crate::pool::Store;

/// How the transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// As a program with sqlx does by itself: `begin`, then the tenant as a parameter.
    Ordinary,
    /// As [`Store::write`] does: both in one round trip.
    InOne,
}

/// Adds a team as the use case does, in a transaction of its own with the tenant set, but without an event.
///
/// # Errors
/// [`crate::Error::Conflict`] on `team_name_is_unique`; [`crate::Error::Driver`].
pub async fn team_without_event(store: &Store, tenant: TenantId, name: &str, opening: Opening) -> Result<()> {
    let mut tx = match opening {
        Opening::InOne => store.begin_in("begin", tenant).await?,
        Opening::Ordinary => {
            let mut tx = store.pool.begin().await?;
            let set = sqlx::query_scalar!("select set_config('app.tenant', $1, true)", tenant.as_uuid().to_string());
            set.fetch_one(&mut *tx).await?;
            tx
        }
    };
    let at = store.clock.now();
    sqlx::query!(
        "insert into team (tenant_id, team_id, name, created_at) values ($1, $2, $3, $4)",
        tenant.as_uuid(),
        store.chance.uuid(at),
        name,
        at
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
