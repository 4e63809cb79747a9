//! The doors to requests: from the first word of a draft to the decision.
//! Never here: who may do what, what a field may hold.

use domain::request::AccountForm;
use leptos::prelude::*;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{
    door::{enter, go},
    typed,
};
#[cfg(feature = "ssr")]
use crate::routes;

/// Begins a request and opens its form.
///
/// # Errors
/// As every door; refused without an organization.
#[server(endpoint = "requests/begin")]
pub async fn begin_request(workspace: String) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    let number = control::requests::begin(&caller).await?;
    go(&routes::edit_request(&workspace, number));
    Ok(())
}

/// Saves the form as typed, whatever is wrong with it, then goes on to the check (`then` is `check`) or stays. What was typed comes
/// back if it could not be saved: the session may have ended meanwhile.
///
/// # Errors
/// As every door; a stale version is refused.
#[server(endpoint = "requests/save")]
pub async fn save_draft(
    workspace: String,
    number: i64,
    version: i32,
    form: AccountForm,
    #[server(default)] then: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, &typed::draft(number), &form).await?;
    control::requests::save_draft(&caller, number, version, form).await?;
    let next = if then == "check" { routes::check_request(&workspace, number) } else { routes::edit_request(&workspace, number) };
    go(&typed::done(&next, "saved"));
    Ok(())
}

/// Throws a draft away.
///
/// # Errors
/// As every door.
#[server(endpoint = "requests/discard")]
pub async fn discard_draft(workspace: String, number: i64) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::requests::discard(&caller, number).await?;
    go(&typed::done(&routes::requests(&workspace), "discarded"));
    Ok(())
}

/// Sends a request for decision.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] for fields that are wrong or taken; a stale version is refused.
#[server(endpoint = "requests/submit")]
pub async fn submit_request(workspace: String, number: i64, version: i32) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::requests::submit(&caller, number, version).await?;
    go(&typed::done(&routes::request(&workspace, number), "submitted"));
    Ok(())
}

/// Takes a request back.
///
/// # Errors
/// As every door; a stale version is refused.
#[server(endpoint = "requests/withdraw")]
pub async fn withdraw_request(workspace: String, number: i64, version: i32) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::requests::withdraw(&caller, number, version).await?;
    go(&typed::done(&routes::request(&workspace, number), "withdrawn"));
    Ok(())
}

/// Draws a plan from AWS as it is now, and shows it.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] for unit and policies, [`ApiError::Aws`] if AWS cannot be read.
#[server(endpoint = "requests/draw")]
pub async fn draw_plan(
    workspace: String,
    number: i64,
    #[server(default)] unit: String,
    #[server(default)] policies: Vec<String>,
    #[server(default)] comment: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, &typed::decision(number), &comment).await?;
    let plan = control::requests::draw(&caller, number, &unit, policies).await?;
    go(&format!("{}#plan", routes::review_plan(&workspace, number, &plan, None)));
    Ok(())
}

/// Approves the plan that was shown. If AWS moved since, the new plan is shown with the difference instead.
///
/// # Errors
/// As every door; one's own request, a late decision and a stale version are refused.
#[server(endpoint = "requests/approve")]
pub async fn approve_request(
    workspace: String,
    number: i64,
    version: i32,
    plan: String,
    hash: String,
    #[server(default)] unit: String,
    #[server(default)] policies: Vec<String>,
    #[server(default)] comment: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, &typed::decision(number), &comment).await?;
    control::requests::as_chosen(&caller, number, &plan, &unit, &policies).await?;
    match control::requests::approve(&caller, number, version, &plan, &hash, &comment).await {
        Err(control::Error::Moved { new_plan }) => go(&routes::review_plan(&workspace, number, &new_plan, Some(&plan))),
        decided => decided.map(|_| go(&typed::done(&routes::request(&workspace, number), "approved")))?,
    }
    Ok(())
}

/// Sends a request back to its requester; what was written comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] without a comment.
#[server(endpoint = "requests/ask-for-changes")]
pub async fn ask_for_changes(
    workspace: String,
    number: i64,
    version: i32,
    #[server(default)] comment: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, &typed::decision(number), &comment).await?;
    control::requests::ask_for_changes(&caller, number, version, &comment).await?;
    go(&typed::done(&routes::request(&workspace, number), "changes_asked"));
    Ok(())
}

/// Declines a request; what was written comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] without a comment.
#[server(endpoint = "requests/decline")]
pub async fn decline_request(
    workspace: String,
    number: i64,
    version: i32,
    #[server(default)] comment: String,
) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, &typed::decision(number), &comment).await?;
    control::requests::decline(&caller, number, version, &comment).await?;
    go(&typed::done(&routes::request(&workspace, number), "declined"));
    Ok(())
}
