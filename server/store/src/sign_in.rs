//! Sign-ins: binding an identity to an invited member, once; and the rows by which a sign-in opens a workspace until it is ended.
//! Never here: deciding who may sign in; a session's id; the events (the use cases write them).

use domain::access::{ChangeMember, EndSignIn, NoteUse, SignIn, SignMemberOut, SignOut, ViewSelf, Writes};
use domain::ids::{MemberId, SignInId};
use domain::time::Timestamp;
use domain::wire::SignInRow;

use crate::error::{Result, exactly_one};
use crate::sessions::SessionLimits;
use crate::tx::{ReadTx, WriteTx};

/// A sign-in that begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewSignIn<'a> {
    /// What stands in events for the session.
    pub session: Option<&'a str>,
    /// The source address.
    pub address: Option<&'a str>,
    /// What the browser calls itself, at most 300 characters.
    pub agent: Option<&'a str>,
    /// When the person proved to the provider who they are, if the provider says so.
    pub proven_at: Option<Timestamp>,
    /// The sign-in of the same browser that this one takes the place of.
    pub replaces: Option<SignInId>,
}

/// Binds issuer and subject to a member that is invited and unbound, and makes the member active.
///
/// # Errors
/// [`crate::Error::Stale`] if the member was bound or suspended meanwhile; a conflict on `member_identity_is_unique` if the
/// identity belongs to another member.
pub async fn bind(tx: &mut WriteTx<SignIn>, member: MemberId, issuer: &str, subject: &str, name: Option<&str>) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update member set issuer = $2, subject = $3, name = coalesce($4, name), standing = 'active', bound_at = $5, version = version + 1
          where member_id = $1 and issuer is null and standing = 'invited'",
        member.as_uuid(),
        issuer,
        subject,
        name,
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// Checks within the transaction that the bound member may still sign in.
///
/// # Errors
/// [`crate::Error::Stale`] if the member was suspended meanwhile.
pub async fn check_active(tx: &mut WriteTx<SignIn>, member: MemberId) -> Result<()> {
    let found = sqlx::query_scalar!("select 1 as one from member where member_id = $1 and standing = 'active'", member.as_uuid());
    found.fetch_optional(tx.conn()).await?.map(|_| ()).ok_or(crate::Error::Stale)
}

/// Begins a sign-in.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn begin(tx: &mut WriteTx<SignIn>, member: MemberId, new: NewSignIn<'_>) -> Result<SignInId> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    sqlx::query!(
        "with replaced as (
           update sign_in set ended_at = $4 where sign_in_id = $9 and ended_at is null
         )
         insert into sign_in (tenant_id, sign_in_id, member_id, at, seen_at, session, address, agent, proven_at)
         values ($1, $2, $3, $4, $4, $5, $6, $7, $8)",
        tenant,
        id,
        member.as_uuid(),
        at,
        new.session,
        new.address,
        new.agent,
        new.proven_at,
        new.replaces.map(SignInId::as_uuid)
    )
    .execute(tx.conn())
    .await?;
    Ok(SignInId::from_uuid(id))
}

/// Notes that a sign-in was used now, and from where.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn note_use(tx: &mut WriteTx<NoteUse>, id: SignInId, session: Option<&str>, address: Option<&str>) -> Result<()> {
    let at = tx.at();
    sqlx::query!(
        "update sign_in set seen_at = $2, session = coalesce($3, session), address = coalesce($4, address)
          where sign_in_id = $1 and ended_at is null",
        id.as_uuid(),
        at,
        session,
        address
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The member's sign-ins that still open the workspace, the one used last first.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn list(
    tx: &mut ReadTx<ViewSelf>,
    member: MemberId,
    this: SignInId,
    now: Timestamp,
    limits: SessionLimits,
) -> Result<Vec<SignInRow>> {
    let rows = sqlx::query_as!(
        Row,
        "select sign_in_id, at, seen_at, address, agent from sign_in
          where member_id = $1 and ended_at is null and (at > $2 and seen_at > $3 or sign_in_id = $4) order by seen_at desc, sign_in_id",
        member.as_uuid(),
        now - limits.absolute,
        now - limits.idle,
        this.as_uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let row = |row: Row| SignInRow {
        id: row.sign_in_id.to_string(),
        at: row.at,
        seen_at: row.seen_at,
        address: row.address,
        agent: row.agent,
        is_this: row.sign_in_id == this.as_uuid(),
    };
    Ok(rows.into_iter().map(row).collect())
}

struct Row {
    sign_in_id: uuid::Uuid,
    at: Timestamp,
    seen_at: Timestamp,
    address: Option<String>,
    agent: Option<String>,
}

/// Ends the sign-in that signs out.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn end_this(tx: &mut WriteTx<SignOut>, member: MemberId, this: SignInId) -> Result<()> {
    end(tx, member, Some(this), None).await.map(|_| ())
}

/// Ends one of the member's sign-ins, or with `None` all but `this`. Says how many there were.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn end_own(tx: &mut WriteTx<EndSignIn>, member: MemberId, one: Option<SignInId>, this: SignInId) -> Result<u64> {
    end(tx, member, one, Some(this)).await
}

/// Ends every sign-in of a member. Says how many there were.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn end_all(tx: &mut WriteTx<SignMemberOut>, member: MemberId) -> Result<u64> {
    end(tx, member, None, None).await
}

/// Ends every sign-in of a member whose standing is taken away: giving it back later does not bring them back.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn end_with_standing(tx: &mut WriteTx<ChangeMember>, member: MemberId) -> Result<u64> {
    end(tx, member, None, None).await
}

/// Ends sign-ins of a member: `only` that one if it is given, and never `but`.
async fn end<A: Writes>(tx: &mut WriteTx<A>, member: MemberId, only: Option<SignInId>, but: Option<SignInId>) -> Result<u64> {
    let at = tx.at();
    let done = sqlx::query!(
        "update sign_in set ended_at = greatest($4, at)
          where member_id = $1 and ended_at is null and sign_in_id = coalesce($2, sign_in_id) and sign_in_id is distinct from $3",
        member.as_uuid(),
        only.map(SignInId::as_uuid),
        but.map(SignInId::as_uuid),
        at
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
