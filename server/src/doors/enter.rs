//! `GET /enter?workspace=SLUG`: from the form on the first page to a workspace.
//! Never here: whether the workspace exists (its page says so).

use axum::extract::Query;
use axum::response::Redirect;
use serde::Deserialize;

/// The form.
#[derive(Deserialize)]
pub struct EnterForm {
    #[serde(default)]
    workspace: String,
}

/// Goes to the workspace's first page.
pub async fn enter(Query(form): Query<EnterForm>) -> Redirect {
    let slug: String = form.workspace.trim().to_ascii_lowercase();
    let is_address = !slug.is_empty() && slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_address { Redirect::to(&format!("/t/{slug}")) } else { Redirect::to("/") }
}
