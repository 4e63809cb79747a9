//! `POST /t/{slug}/sign-out`: ends our session for that workspace, and shows the way to end the provider's own.
//! Never here: a redirect to the provider (`form-action 'self'` would stop it).

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use control::Visitor;
use domain::ids::TenantId;
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
    if let Err(error) = end(&site, &session, tenant).await {
        tracing::error!(%error, "a session could not be ended");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let forgotten: Vec<_> = app::api::forgotten(&slug, site.web.is_https()).collect();
    let recorded = match caller {
        Ok(caller) => control::entrance::sign_out(&caller).await,
        Err(_) => Ok(()),
    };
    let mut response = match recorded {
        Ok(()) => page::signed_out(&site, request, slug, tenant).await,
        Err(error) => answers::failed(&error),
    };
    // On a shared machine the next person finds nothing of what was typed.
    for cookie in forgotten {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Takes one workspace's sign-in away; the session ends with its last one.
async fn end(site: &Site, session: &Session, tenant: TenantId) -> Result<(), tower_sessions::session::Error> {
    let mut rest = sessions::standing(session, site.web.limits, site.means.now()).await?;
    rest.retain(|one| one.tenant != tenant);
    if rest.is_empty() { session.flush().await } else { sessions::keep(session, &rest).await }
}
