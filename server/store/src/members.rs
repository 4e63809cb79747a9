//! Members, their roles and teams.
//! Never here: how a member signs in (`sign_in`), the rule about the last administrator.

use std::collections::BTreeSet;

use domain::access::{ChangeMember, CreateTeam, InviteMember, Role, SignMemberOut, ViewMembers};
use domain::ids::{MemberId, TeamId};
use domain::request::RootEmail;
use domain::wire::{MemberRow, MembersView, TeamRow};
use sqlx::postgres::PgConnection;

use crate::error::{Error, Result, exactly_one};
use crate::tx::{ReadTx, WriteTx};

/// What may be changed of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberState {
    /// `invited`, `active` or `suspended`.
    pub standing: String,
    /// The roles.
    pub roles: BTreeSet<Role>,
    /// The teams.
    pub teams: BTreeSet<TeamId>,
}

/// A member, locked to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedMember {
    /// The e-mail of the invitation.
    pub email: String,
    /// Whether an identity is bound to it.
    pub is_bound: bool,
    /// Counts changes.
    pub version: i32,
    /// What may be changed.
    pub state: MemberState,
}

/// All members by e-mail and all teams by name, in one statement.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for an unknown role.
pub async fn list(tx: &mut ReadTx<ViewMembers>, can_manage: bool) -> Result<MembersView> {
    let rows = sqlx::query!(
        r#"select member_id as "id!", email as "label!", true as "is_member!", name, standing as "standing!", version as "version!",
                  array(select role from member_role where member_role.member_id = member.member_id) as "roles!",
                  array(select team_id from member_team where member_team.member_id = member.member_id) as "teams!"
             from member
           union all
           select team_id, name, false, null, '', 0, '{}', '{}' from team
            order by 3, 2"#
    )
    .fetch_all(tx.conn())
    .await?;
    let mut view = MembersView { members: Vec::new(), teams: Vec::new(), can_manage };
    // Teams come first, so that their names are known when the members come.
    for row in rows {
        if !row.is_member {
            view.teams.push(TeamRow { id: row.id.to_string(), name: row.label });
            continue;
        }
        let ids: BTreeSet<String> = row.teams.iter().map(ToString::to_string).collect();
        view.members.push(MemberRow {
            id: row.id.to_string(),
            email: row.label,
            name: row.name,
            standing: row.standing,
            roles: roles(&row.roles)?.into_iter().collect(),
            teams: view.teams.iter().filter(|team| ids.contains(&team.id)).cloned().collect(),
            version: row.version,
        });
    }
    view.teams.sort_by_key(|team| team.name.to_lowercase());
    Ok(view)
}

/// Adds a member who is invited.
///
/// # Errors
/// [`Error::Conflict`] on `member_email_is_unique` or `member_team_is_of_a_team`.
pub async fn invite(
    tx: &mut WriteTx<InviteMember>,
    email: &RootEmail,
    roles: &BTreeSet<Role>,
    teams: &BTreeSet<TeamId>,
) -> Result<MemberId> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    sqlx::query!(
        "insert into member (tenant_id, member_id, email, standing, created_at) values ($1, $2, $3, 'invited', $4)",
        tenant,
        id,
        email.as_str(),
        at
    )
    .execute(tx.conn())
    .await?;
    let member = MemberId::from_uuid(id);
    put_roles(tx.conn(), tenant, member, roles).await?;
    put_teams(tx.conn(), tenant, member, teams).await?;
    Ok(member)
}

/// The member, locked together with every other change of a member of this tenant, so that two administrators cannot lower each other at once.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Inconsistent`] for an unknown role.
pub async fn lock(tx: &mut WriteTx<ChangeMember>, member: MemberId) -> Result<LockedMember> {
    sqlx::query_scalar!("select tenant_id from tenant for update").fetch_one(tx.conn()).await?;
    let row = sqlx::query!(
        r#"select email, standing, version, issuer is not null as "is_bound!",
                  array(select role from member_role where member_id = $1) as "roles!",
                  array(select team_id from member_team where member_id = $1) as "teams!"
             from member where member_id = $1 for update"#,
        member.as_uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    let state = MemberState {
        standing: row.standing,
        roles: roles(&row.roles)?,
        teams: row.teams.into_iter().map(TeamId::from_uuid).collect(),
    };
    Ok(LockedMember { email: row.email, is_bound: row.is_bound, version: row.version, state })
}

/// Replaces standing, roles and teams of the version that was seen.
///
/// # Errors
/// [`Error::Stale`]; [`Error::Conflict`] on `member_team_is_of_a_team` or `member_is_active_only_when_bound`.
pub async fn change(tx: &mut WriteTx<ChangeMember>, member: MemberId, version: i32, to: &MemberState) -> Result<()> {
    let tenant = tx.tenant().as_uuid();
    let done = sqlx::query!(
        "update member set standing = $3, version = version + 1 where member_id = $1 and version = $2",
        member.as_uuid(),
        version,
        to.standing
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)?;
    sqlx::query!("delete from member_role where member_id = $1", member.as_uuid()).execute(tx.conn()).await?;
    sqlx::query!("delete from member_team where member_id = $1", member.as_uuid()).execute(tx.conn()).await?;
    put_roles(tx.conn(), tenant, member, &to.roles).await?;
    put_teams(tx.conn(), tenant, member, &to.teams).await
}

/// Whether the tenant has such a member.
///
/// # Errors
/// [`Error::Driver`].
pub async fn is_known(tx: &mut WriteTx<SignMemberOut>, member: MemberId) -> Result<bool> {
    let known = sqlx::query_scalar!(r#"select exists (select from member where member_id = $1) as "known!""#, member.as_uuid());
    Ok(known.fetch_one(tx.conn()).await?)
}

/// How many members are active administrators, as this transaction would leave it.
///
/// # Errors
/// [`Error::Driver`].
pub async fn count_active_administrators(tx: &mut WriteTx<ChangeMember>) -> Result<i64> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!" from member join member_role using (member_id) where standing = 'active' and role = 'administrator'"#
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(n)
}

/// Adds a team.
///
/// # Errors
/// [`Error::Conflict`] on `team_name_is_unique` or `team_name_fits_a_tag`.
pub async fn create_team(tx: &mut WriteTx<CreateTeam>, name: &str) -> Result<TeamId> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    sqlx::query!("insert into team (tenant_id, team_id, name, created_at) values ($1, $2, $3, $4)", tenant, id, name, at)
        .execute(tx.conn())
        .await?;
    Ok(TeamId::from_uuid(id))
}

async fn put_roles(conn: &mut PgConnection, tenant: uuid::Uuid, member: MemberId, roles: &BTreeSet<Role>) -> Result<()> {
    let words: Vec<String> = roles.iter().map(ToString::to_string).collect();
    sqlx::query!(
        "insert into member_role (tenant_id, member_id, role) select $1, $2, unnest($3::text[])",
        tenant,
        member.as_uuid(),
        &words
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn put_teams(conn: &mut PgConnection, tenant: uuid::Uuid, member: MemberId, teams: &BTreeSet<TeamId>) -> Result<()> {
    let ids: Vec<uuid::Uuid> = teams.iter().map(|team| team.as_uuid()).collect();
    sqlx::query!(
        "insert into member_team (tenant_id, member_id, team_id) select $1, $2, unnest($3::uuid[])",
        tenant,
        member.as_uuid(),
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn roles(words: &[String]) -> Result<BTreeSet<Role>> {
    let roles = words.iter().map(|word| word.parse()).collect::<std::result::Result<_, _>>();
    roles.map_err(|error| Error::inconsistent("member_role", error))
}
