//! The opener `entry`: from a workspace's address or a session's sign-in to the member's grants.
//! Never here: a business table; anything cached.

use std::collections::BTreeSet;

use domain::access::{Grants, Origin};
use domain::ids::{MemberId, TeamId, TenantId};
use sqlx::AssertSqlSafe;

use crate::error::{Error, Result};
use crate::pool::Store;

/// A member as entered.
#[derive(Debug, Clone)]
pub struct Identity {
    /// What the member has.
    pub grants: Grants,
    /// The workspace's name.
    pub workspace: String,
    /// The member's name, or the e-mail as long as there is none.
    pub name: String,
}

impl Store {
    /// The tenant behind a workspace's address.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn tenant_of(&self, slug: &str) -> Result<Option<TenantId>> {
        let tenant = sqlx::query_scalar!("select tenant_id from workspace where slug = $1", slug).fetch_optional(&self.pool).await?;
        Ok(tenant.map(TenantId::from_uuid))
    }

    /// The active member with roles and teams, read now; `None` if the member is gone, invited or suspended.
    ///
    /// # Errors
    /// [`Error::Driver`]; [`Error::Inconsistent`] for an unknown role.
    pub async fn identify(&self, tenant: TenantId, member: MemberId, origin: Origin) -> Result<Option<Identity>> {
        let begin = format!("begin read only; select set_config('app.tenant', '{}', true)", tenant.as_uuid());
        let mut tx = self.pool.begin_with(AssertSqlSafe(begin)).await?;
        let row = sqlx::query!(
            r#"select tenant.name as workspace, coalesce(member.name, member.email) as "name!",
                      array(select role from member_role where member_id = $1) as "roles!",
                      array(select team_id from member_team where member_id = $1) as "teams!"
                 from member join tenant using (tenant_id)
                where member_id = $1 and standing = 'active'"#,
            member.as_uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let roles = row.roles.iter().map(|role| role.parse()).collect::<std::result::Result<BTreeSet<_>, _>>();
        let roles = roles.map_err(|error| Error::inconsistent("member_role", error))?;
        let teams = row.teams.into_iter().map(TeamId::from_uuid).collect();
        let grants = Grants::loaded(tenant, member, roles, teams, origin);
        Ok(Some(Identity { grants, workspace: row.workspace, name: row.name }))
    }
}
