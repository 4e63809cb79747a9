//! How much and how long, and the name by which people and logs speak of one request.
//! Never here: limits of one tenant.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::timeout::TimeoutLayer;
use uuid::Uuid;

use crate::site::Site;

/// The most that a body may hold: 256 KiB.
pub const MOST_BODY_BYTES: usize = 256 * 1024;

/// How long a request may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Ends a request that takes longer. 504 and not 408: upon that one browsers send the request again by themselves.
pub fn patience_layer(patience: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, patience)
}

/// The name of a request: a UUID of ours, never what a client sent.
#[derive(Clone, Copy)]
pub struct RequestName(pub Uuid);

/// Names the request, counts the answer, and logs one line if the answer is a failure of ours.
pub async fn name_request(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let name = site.means.uuid();
    request.extensions_mut().insert(RequestName(name));
    // Without the query: a sign-in's code stands there.
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    let status = response.status();
    site.counters.count(status);
    if status.is_server_error() {
        tracing::error!(request = %name, %method, path, status = status.as_u16(), "answered with an error");
    }
    if let Ok(value) = HeaderValue::try_from(name.to_string()) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}
