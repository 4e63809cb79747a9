//! From a request's session to the `control::Visitor` that pages, server functions and our own doors take.
//! Never here: grants (they are read when a workspace is entered).

use std::net::SocketAddr;

use app::api::{Https, Ticket};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use control::Visitor;
use domain::access::Origin;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use tower_sessions::Session;

use crate::security::{PageNonce, RequestName};
use crate::sessions;
use crate::site::Site;

/// Reads the session and leaves the visitor in the request's extensions.
pub async fn recognise(State(site): State<Site>, session: Session, mut request: Request, next: Next) -> Response {
    let signed_in = match sessions::signed_in(&session, site.web.limits, site.means.now()).await {
        Ok(signed_in) => signed_in,
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = peer.map(|peer| site.proxies.source(peer, request.headers()).to_string());
    let mark = if signed_in.is_empty() { None } else { session.id().map(|id| sessions::mark(&id)) };
    let visitor = Visitor::new(site.means.clone(), signed_in, Origin { address, session: mark });
    let refusals = visitor.refusals.clone();
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(Https(site.web.is_https()));
    let answer = next.run(request).await;
    // The answer is no, whether or not that could be written down.
    if let Err(error) = refusals.record(&site.means).await {
        tracing::error!(error = ?error, "a refusal could not be recorded");
    }
    answer
}

/// Hands what our layers left in the request to pages and server functions: the visitor, whether browsers come by https,
/// the request's name, and the nonce of the answer's policy.
pub fn provide() {
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(visitor) = parts.extensions.get::<Visitor>() {
        provide_context(visitor.clone());
    }
    if let Some(https) = parts.extensions.get::<Https>() {
        provide_context(*https);
    }
    if let Some(RequestName(name)) = parts.extensions.get::<RequestName>() {
        provide_context(Ticket(*name));
    }
    if let Some(PageNonce(nonce)) = parts.extensions.get::<PageNonce>() {
        provide_context(Nonce::from_value(nonce.clone()));
    }
}
