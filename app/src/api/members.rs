//! The doors to members and teams.
//! Never here: who may be what.

use leptos::prelude::*;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{go, typed};
#[cfg(feature = "ssr")]
use crate::routes;

/// Invites a person; what was typed comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] for e-mail and roles.
#[server(endpoint = "members/invite")]
pub async fn invite_member(
    /// The workspace's address.
    workspace: String,
    /// The address that the identity provider knows.
    email: String,
    /// Words of roles.
    #[server(default)]
    roles: Vec<String>,
    /// The team's id, or empty.
    #[server(default)]
    team: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, "invite", &(&email, &roles, &team)).await?;
    control::members::invite(&caller, &email, roles, &team).await?;
    go(&typed::done(&routes::members(&workspace), "invited"));
    Ok(())
}

/// Changes a member's roles, teams and standing; what was chosen comes back if it could not be.
///
/// # Errors
/// As every door; the last administrator and a stale version are refused.
#[server(endpoint = "members/change")]
pub async fn change_member(
    /// The workspace's address.
    workspace: String,
    /// The member's id.
    member: String,
    /// The version that was seen.
    version: i32,
    /// Words of roles.
    #[server(default)]
    roles: Vec<String>,
    /// Ids of teams.
    #[server(default)]
    teams: Vec<String>,
    /// `active`, `invited` or `suspended`.
    standing: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, "change", &(&member, &roles, &teams, &standing)).await?;
    control::members::change(&caller, &member, version, roles, teams, &standing).await?;
    go(&typed::done(&routes::members(&workspace), "changed"));
    Ok(())
}

/// Creates a team; what was typed comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] for the name.
#[server(endpoint = "members/create-team")]
pub async fn create_team(
    /// The workspace's address.
    workspace: String,
    /// The team's name.
    name: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, "team", &name).await?;
    control::members::create_team(&caller, &name).await?;
    go(&typed::done(&routes::members(&workspace), "team_created"));
    Ok(())
}
