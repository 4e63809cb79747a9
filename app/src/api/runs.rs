//! The doors to a run that waits for a person.
//! Never here: whether it may go on.

use leptos::prelude::*;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{
    door::{enter, go},
    typed,
};
#[cfg(feature = "ssr")]
use crate::routes;

/// Lets a parked run try again.
///
/// # Errors
/// As every door; refused if it is not parked, or cannot be tried again.
#[server(endpoint = "runs/retry")]
pub async fn retry_run(workspace: String, number: i64) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::runs::retry(&caller, number).await?;
    go(&routes::request(&workspace, number));
    Ok(())
}

/// Leaves out the optional step at which a run is parked.
///
/// # Errors
/// As every door; refused if it is not parked, or the plan does not call the step optional.
#[server(endpoint = "runs/skip")]
pub async fn skip_step(workspace: String, number: i64) -> Result<(), ApiError> {
    let caller = enter(&workspace).await?;
    control::runs::skip(&caller, number).await?;
    go(&routes::request(&workspace, number));
    Ok(())
}

/// Ends a parked run; what was written comes back if it could not be.
///
/// # Errors
/// As every door; [`ApiError::Invalid`] without a comment, refused if it is not parked.
#[server(endpoint = "runs/stop")]
pub async fn stop_run(workspace: String, number: i64, #[server(default)] comment: String) -> Result<(), ApiError> {
    let caller = typed::enter(&workspace, &typed::stop(number), &comment).await?;
    control::runs::stop(&caller, number, &comment).await?;
    go(&typed::done(&routes::request(&workspace, number), "stopped"));
    Ok(())
}
