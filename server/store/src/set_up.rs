//! The opener `set_up`: the one-time links by which an installation without a workspace gets its first one.
//! Never here: a code (its hash only), a row deleted, a table of a tenant.

use domain::access::CreateWorkspace;
use domain::ids::TenantId;
use domain::time::Timestamp;

use crate::error::Result;
use crate::pool::Store;
use crate::tx::WriteTx;
use crate::workspaces;

/// A link as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// When it ends.
    pub expires_at: Timestamp,
    /// The workspace that was made by it.
    pub tenant: Option<TenantId>,
    /// Whether a later start of the site ended it.
    pub is_replaced: bool,
    /// Whether the installation has a workspace, however it was made.
    pub has_workspace: bool,
}

impl Store {
    /// Keeps a new link under the hash of its code. Every earlier one is over by that.
    ///
    /// # Errors
    /// [`crate::Error::Driver`]; a conflict if the code was drawn before, or if it ends before it begins.
    pub async fn issue_set_up_link(&self, code_hash: &[u8; 32], issued_at: Timestamp, expires_at: Timestamp) -> Result<()> {
        sqlx::query!(
            "insert into set_up_link (code_hash, issued_at, expires_at) values ($1, $2, $3)",
            &code_hash[..],
            issued_at,
            expires_at
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The link of a code's hash.
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn set_up_link(&self, code_hash: &[u8; 32]) -> Result<Option<Link>> {
        let row = sqlx::query!(
            r#"select expires_at, tenant_id,
                      exists (select from set_up_link newer where newer.number > link.number) as "is_replaced!",
                      exists (select from workspace) as "has_workspace!"
                 from set_up_link link where code_hash = $1"#,
            &code_hash[..]
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Link {
            expires_at: row.expires_at,
            tenant: row.tenant_id.map(TenantId::from_uuid),
            is_replaced: row.is_replaced,
            has_workspace: row.has_workspace,
        }))
    }
}

/// Uses the link up for the workspace that this transaction makes: answers `false`, with nothing changed, unless it is the newest link,
/// unused, in its time, and no workspace is there yet. Workspaces are made one at a time, so what it finds stays so until the commit.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn take(tx: &mut WriteTx<CreateWorkspace>, code_hash: &[u8; 32]) -> Result<bool> {
    let (tenant, at) = (tx.tenant().as_uuid(), tx.at());
    workspaces::one_at_a_time(tx).await?;
    let done = sqlx::query!(
        "update set_up_link set used_at = $2, tenant_id = $3
          where code_hash = $1 and used_at is null and expires_at > $2
            and not exists (select from set_up_link newer where newer.number > set_up_link.number)
            and not exists (select from workspace)",
        &code_hash[..],
        at,
        tenant
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
