//! Requests that another site made the browser send.
//! Never here: a token in forms (Origin and Sec-Fetch-Site say what a token would); a door that is left out.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use crate::site::{Site, WebSettings};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The layer that refuses cross-origin posts. Our own origin is trusted by name too, because a proxy may change `Host`.
///
/// # Errors
/// If the public address has no origin.
pub fn forgery_layer(web: &WebSettings) -> Result<CsrfLayer, ConfigError> {
    CsrfLayer::new().add_trusted_origin(web.origin())
}

/// Marks an answer of these rules, so that its page says what happened.
#[derive(Clone, Copy)]
pub struct Forged;

/// Whether an answer is a refusal of these rules.
pub fn is_forged(response: &Response) -> bool {
    response.extensions().get::<Forged>().is_some() || response.extensions().get::<ProtectionError>().is_some()
}

/// Beyond that layer: a neighbour on the same site is a stranger too, and a request with a session must prove where it comes from.
pub async fn refuse_unproven(State(site): State<Site>, request: Request, next: Next) -> Response {
    if is_refused(request.method(), request.headers(), site.web.session_cookie()) {
        return (StatusCode::FORBIDDEN, Extension(Forged)).into_response();
    }
    next.run(request).await
}

fn is_refused(method: &Method, headers: &HeaderMap, session_cookie: &str) -> bool {
    if method.is_safe() {
        return false;
    }
    let from = headers.get(SEC_FETCH_SITE);
    if from.is_some_and(|from| from != "same-origin" && from != "none") {
        return true;
    }
    let proves = from.is_some() || headers.contains_key(header::ORIGIN);
    !proves && crate::cookies::find(headers, session_cookie).is_some()
}
