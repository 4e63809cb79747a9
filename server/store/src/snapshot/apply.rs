//! Compares a whole reading with the current rows and writes the difference.
//! Never here: a loop over rows; a reading that replaces a newer one.

use domain::ids::OrganizationId;
use domain::organization::Reading;
use sqlx::postgres::PgConnection;

use super::{Changes, Observes, Scope, attachments, nodes, policies};
use crate::error::{Error, Result, exactly_one};
use crate::tx::WriteTx;

/// Writes the difference, the snapshot's row and the organization's `observed_at`. `None` if a newer reading is there already: then nothing is written.
///
/// # Errors
/// [`Error::Missing`] if the organization is not there; [`Error::Driver`].
pub async fn apply<A: Observes>(tx: &mut WriteTx<A>, organization: OrganizationId, reading: &Reading) -> Result<Option<Changes>> {
    let (tenant, snapshot) = (tx.tenant(), tx.uuid());
    let conn = tx.conn();
    let observed_at =
        sqlx::query_scalar!("select observed_at from organization where organization_id = $1 for update", organization.as_uuid())
            .fetch_one(&mut *conn)
            .await?;
    if observed_at.is_some_and(|before| before >= reading.taken_at) {
        return Ok(None);
    }
    let scope = Scope::new(tenant, organization, reading.taken_at, None);
    let mut changes = Changes::default();
    changes.add(nodes::units(conn, scope, reading).await?);
    changes.add(nodes::accounts(conn, scope, &reading.accounts).await?);
    changes.add(policies::policies(conn, scope, &reading.policies).await?);
    changes.add(attachments::attachments(conn, scope, &reading.attachments).await?);
    sqlx::query!(
        "insert into snapshot (tenant_id, organization_id, snapshot_id, taken_at, n_units, n_accounts, n_policies)
         values ($1, $2, $3, $4, $5, $6, $7)",
        scope.tenant,
        scope.organization,
        snapshot,
        reading.taken_at,
        count(reading.units.len())?,
        count(reading.accounts.len())?,
        count(reading.policies.len())?
    )
    .execute(&mut *conn)
    .await?;
    observed(conn, scope).await?;
    Ok(Some(changes))
}

async fn observed(conn: &mut PgConnection, scope: Scope<'_>) -> Result<()> {
    let done =
        sqlx::query!("update organization set observed_at = $2 where organization_id = $1", scope.organization, scope.taken_at)
            .execute(conn)
            .await?;
    exactly_one(done)
}

fn count(n: usize) -> Result<i32> {
    i32::try_from(n).map_err(|error| Error::inconsistent("snapshot", error))
}
