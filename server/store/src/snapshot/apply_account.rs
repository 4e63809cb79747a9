//! Compares a reading of one account with its current rows and writes the difference, so that a new account is seen at once.
//! Never here: `observed_at` and a snapshot's row, which belong to whole readings.

use domain::access::ObserveAfterRun;
use domain::ids::OrganizationId;
use domain::organization::AccountReading;

use super::{Changes, Scope, attachments, nodes};
use crate::error::Result;
use crate::tx::WriteTx;

/// Writes the difference. Rows that a newer reading wrote stay.
///
/// # Errors
/// [`crate::Error::Missing`] if the organization is not there; [`crate::Error::Driver`].
pub async fn apply_account(
    tx: &mut WriteTx<ObserveAfterRun>,
    organization: OrganizationId,
    reading: &AccountReading,
) -> Result<Changes> {
    let tenant = tx.tenant();
    let conn = tx.conn();
    sqlx::query_scalar!("select organization_id from organization where organization_id = $1 for update", organization.as_uuid())
        .fetch_one(&mut *conn)
        .await?;
    let scope = Scope::new(tenant, organization, reading.taken_at, Some(&reading.account.facts.id));
    let mut changes = nodes::accounts(conn, scope, std::slice::from_ref(&reading.account)).await?;
    changes.add(attachments::attachments(conn, scope, &reading.attachments).await?);
    Ok(changes)
}
