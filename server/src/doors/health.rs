//! For whoever watches the process.
//! Never here: anything about a tenant.

use axum::extract::State;
use axum::http::StatusCode;

use crate::site::Site;

/// `GET /healthz`: the process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.means.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
