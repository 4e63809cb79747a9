//! A change as a program would write it that keeps no record: what the record costs is measured against it.
//! Never here: something that a test of the product's behaviour could want.

use domain::ids::TenantId;

use crate::error::Result;
use crate::pool::Store;

/// Adds a team as the use case does, in a transaction of its own with the tenant set, but without an event.
///
/// # Errors
/// [`crate::Error::Conflict`] on `team_name_is_unique`; [`crate::Error::Driver`].
pub async fn team_without_event(store: &Store, tenant: TenantId, name: &str) -> Result<()> {
    let mut tx = store.pool.begin().await?;
    let at = store.clock.now();
    sqlx::query_scalar!("select set_config('app.tenant', $1, true)", tenant.as_uuid().to_string()).fetch_one(&mut *tx).await?;
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
