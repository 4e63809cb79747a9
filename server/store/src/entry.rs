//! The opener `entry`: from a workspace's address or a session's sign-in to the provider and the member's grants.
//! Never here: a business table; anything cached.

use std::collections::BTreeSet;

use domain::access::{Grants, Origin, PROOF_LASTS};
use domain::ids::{MemberId, SignInId, TeamId, TenantId};
use domain::text::is_workspace_address;
use domain::time::Timestamp;
use sqlx::{Postgres, Transaction};

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
    /// When the sign-in was last seen to be used, as far as it was written down.
    pub seen_at: Timestamp,
}

/// Where the members of a tenant sign in. The client is public (PKCE), so there is no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The workspace's name.
    pub workspace: String,
    /// The issuer, exactly as the provider writes it.
    pub issuer: String,
    /// The client id that the provider knows us by.
    pub client_id: String,
    /// Whether nobody signed in to the workspace yet.
    pub is_fresh: bool,
}

/// Who a verified identity is in a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The member.
    pub member: MemberId,
    /// Whether issuer and subject are bound to the member already. If not, the e-mail found an open invitation.
    pub is_bound: bool,
    /// Whether an administrator shut the member out.
    pub is_suspended: bool,
}

impl Store {
    /// The tenant behind a workspace's address.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn tenant_of(&self, slug: &str) -> Result<Option<TenantId>> {
        // Asked before the query: a path may hold anything, and Postgres answers U+0000 with an error.
        if !is_workspace_address(slug) {
            return Ok(None);
        }
        let tenant =
            sqlx::query_scalar!("select tenant_id from workspace where slug = $1", slug).fetch_optional(&self.pool).await?;
        Ok(tenant.map(TenantId::from_uuid))
    }

    /// Whether this installation has any workspace.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn has_workspaces(&self) -> Result<bool> {
        Ok(sqlx::query_scalar!(r#"select exists (select from workspace) as "has_any!""#).fetch_one(&self.pool).await?)
    }

    /// The address of a tenant's workspace.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn slug_of(&self, tenant: TenantId) -> Result<Option<String>> {
        let slug = sqlx::query_scalar!("select slug from workspace where tenant_id = $1", tenant.as_uuid());
        Ok(slug.fetch_optional(&self.pool).await?)
    }

    /// Where the tenant's members sign in.
    ///
    /// # Errors
    /// [`Error::Driver`]; [`Error::Missing`] without a provider.
    pub async fn provider_of(&self, tenant: TenantId) -> Result<Provider> {
        let mut tx = self.enter(tenant).await?;
        let row = sqlx::query_as!(
            Provider,
            r#"select tenant.name as workspace, issuer, client_id,
                      not exists (select from member where member.issuer is not null) as "is_fresh!"
                 from identity_provider join tenant using (tenant_id)"#
        );
        Ok(row.fetch_one(&mut *tx).await?)
    }

    /// The member that issuer and subject belong to; without one, the open invitation of `verified_email`. A bound member is
    /// never found by e-mail: an address can change hands.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn find_candidate(
        &self,
        tenant: TenantId,
        issuer: &str,
        subject: &str,
        verified_email: Option<&str>,
    ) -> Result<Option<Candidate>> {
        let mut tx = self.enter(tenant).await?;
        let row = sqlx::query!(
            r#"select member_id, issuer is not null as "is_bound!", standing = 'suspended' as "is_suspended!"
                 from member
                where (issuer = $1 and subject = $2) or (issuer is null and email = $3)
                order by issuer is null limit 1"#,
            issuer,
            subject,
            verified_email
        )
        .fetch_optional(&mut *tx)
        .await?;
        let candidate = row.map(|row| Candidate {
            member: MemberId::from_uuid(row.member_id),
            is_bound: row.is_bound,
            is_suspended: row.is_suspended,
        });
        Ok(candidate)
    }

    /// The active member with roles and teams, read now; `None` if the sign-in was ended, or the member is gone, invited or suspended.
    ///
    /// # Errors
    /// [`Error::Driver`]; [`Error::Inconsistent`] for an unknown role.
    pub async fn identify(
        &self,
        tenant: TenantId,
        member: MemberId,
        sign_in: SignInId,
        origin: Origin,
    ) -> Result<Option<Identity>> {
        let mut tx = self.enter(tenant).await?;
        let row = sqlx::query!(
            r#"select tenant.name as workspace, coalesce(member.name, member.email) as "name!", sign_in.seen_at, sign_in.proven_at,
                      array(select role from member_role where member_id = $1) as "roles!",
                      array(select team_id from member_team where member_id = $1) as "teams!"
                 from member join tenant using (tenant_id) join sign_in using (tenant_id, member_id)
                where member_id = $1 and standing = 'active' and sign_in_id = $2 and ended_at is null"#,
            member.as_uuid(),
            sign_in.as_uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let roles = row.roles.iter().map(|role| role.parse()).collect::<std::result::Result<BTreeSet<_>, _>>();
        let roles = roles.map_err(|error| Error::inconsistent("member_role", error))?;
        let teams = row.teams.into_iter().map(TeamId::from_uuid).collect();
        let is_proven = row.proven_at.is_some_and(|proven_at| self.clock.now() - proven_at < PROOF_LASTS);
        let grants = Grants::loaded(tenant, member, roles, teams, origin).proven(is_proven);
        Ok(Some(Identity { grants, workspace: row.workspace, name: row.name, seen_at: row.seen_at }))
    }

    /// A read transaction of the tenant, in one round trip. It ends when it is dropped.
    async fn enter(&self, tenant: TenantId) -> Result<Transaction<'static, Postgres>> {
        self.begin_in("begin read only", tenant).await
    }
}
