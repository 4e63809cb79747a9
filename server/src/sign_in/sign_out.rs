//! `POST /t/{slug}/sign-out`: ends our session for that workspace, and shows the way to end the provider's own.
//! Never here: a redirect to the provider (`form-action 'self'` would stop it).

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use control::{SignedIn, Visitor};
use tower_sessions::Session;

use super::page;
use crate::site::Site;
use crate::{answers, sessions};

/// Signs out.
pub async fn sign_out(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
    request: Request,
) -> Response {
    let tenant = match site.means.store.tenant_of(&slug).await {
        Ok(Some(tenant)) => tenant,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return answers::failed(&error.into()),
    };
    // Entered before the session ends; the session ends whatever comes of it.
    let caller = visitor.enter(&slug).await;
    let rest: Vec<SignedIn> = visitor.signed_in.iter().filter(|one| one.tenant != tenant).cloned().collect();
    let ended = if rest.is_empty() { session.flush().await } else { sessions::keep(&session, &rest).await };
    if let Err(error) = ended {
        tracing::error!(%error, "a session could not be ended");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if let Ok(caller) = caller
        && let Err(error) = control::entrance::sign_out(&caller).await
    {
        return answers::failed(&error);
    }
    page::signed_out(&site, request, slug, tenant).await
}
