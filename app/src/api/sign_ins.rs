//! The doors to sign-ins: one's own elsewhere, and those of a member.
//! Never here: signing in or out oneself (doors of the server).

use leptos::prelude::*;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{
    door::{enter, go},
    typed,
};
#[cfg(feature = "ssr")]
use crate::routes;

/// Ends one of the member's own sign-ins; without an id all but the one that asks.
///
/// # Errors
/// As every door; not found for a sign-in that has ended or is not one of the member's others.
#[server(endpoint = "sessions/end")]
pub async fn end_session(
    /// The workspace's address.
    workspace: String,
    /// The sign-in's id, or empty for all others.
    #[server(default)]
    session: String,
) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::sign_ins::end(&caller, Some(session.as_str()).filter(|id| !id.is_empty())).await?;
    go(&typed::done(&routes::sessions(&workspace), "ended"));
    Ok(())
}

/// Signs a member out everywhere.
///
/// # Errors
/// As every door; not found for an unknown member.
#[server(endpoint = "members/sign-out")]
pub async fn sign_member_out(
    /// The workspace's address.
    workspace: String,
    /// The member's id.
    member: String,
) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::sign_ins::sign_member_out(&caller, &member).await?;
    go(&typed::done(&routes::members(&workspace), "signed_out"));
    Ok(())
}
