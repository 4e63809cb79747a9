//! Binding an identity to an invited member, once (opener `entry`).
//! Never here: deciding who may sign in; the event (the use case writes it).

use domain::access::SignIn;
use domain::ids::MemberId;

use crate::error::{Result, exactly_one};
use crate::tx::WriteTx;

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
