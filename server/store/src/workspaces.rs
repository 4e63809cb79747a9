//! Making a workspace: tenant, address, provider and the first administrator's invitation.
//! Never here: reading one (that is `entry`).

use domain::access::{CreateWorkspace, Role};
use domain::ids::MemberId;

use crate::error::Result;
use crate::heads::LOCKS;
use crate::tx::WriteTx;

/// The lock under which workspaces are made.
const MAKING: i32 = 3;

/// A workspace to be made, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWorkspace {
    /// The address: `/t/{slug}`.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The issuer, exactly as the provider writes it.
    pub issuer: String,
    /// The client id at the provider.
    pub client_id: String,
    /// The first administrator's e-mail, in lower case.
    pub admin_email: String,
}

/// Waits until no other transaction makes a workspace, and keeps others waiting until this one has ended.
pub(crate) async fn one_at_a_time(tx: &mut WriteTx<CreateWorkspace>) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1, $2)", LOCKS, MAKING).execute(tx.conn()).await?;
    Ok(())
}

/// Inserts the workspace of this transaction's tenant and answers the invited administrator's id.
///
/// # Errors
/// A conflict on `workspace_pk` if the address is taken, on `workspace_slug_is_an_address` if it is none.
pub async fn insert(tx: &mut WriteTx<CreateWorkspace>, new: &NewWorkspace) -> Result<MemberId> {
    let (tenant, at, member) = (tx.tenant().as_uuid(), tx.at(), tx.uuid());
    one_at_a_time(tx).await?;
    sqlx::query!("insert into tenant (tenant_id, name, created_at) values ($1, $2, $3)", tenant, new.name, at)
        .execute(tx.conn())
        .await?;
    sqlx::query!("insert into workspace (slug, tenant_id, created_at) values ($1, $2, $3)", new.slug, tenant, at)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into identity_provider (tenant_id, issuer, client_id, created_at) values ($1, $2, $3, $4)",
        tenant,
        new.issuer,
        new.client_id,
        at
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into member (tenant_id, member_id, email, standing, created_at) values ($1, $2, $3, 'invited', $4)",
        tenant,
        member,
        new.admin_email,
        at
    )
    .execute(tx.conn())
    .await?;
    let role = Role::Administrator.as_str();
    sqlx::query!("insert into member_role (tenant_id, member_id, role) values ($1, $2, $3)", tenant, member, role)
        .execute(tx.conn())
        .await?;
    Ok(MemberId::from_uuid(member))
}
