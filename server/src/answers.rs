//! What a use case that did not do what was asked answers at our own doors: a bare status, which `security::dress` makes a page of.
//! Never here: the answers of pages and server functions (`app::api`).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use control::Error;
use domain::access::Denied;

/// The status; failures of ours are logged here, once.
pub fn failed(error: &Error) -> Response {
    let status = match error {
        Error::Denied(Denied::Hidden) => StatusCode::NOT_FOUND,
        Error::Denied(_) | Error::SignIn => StatusCode::FORBIDDEN,
        Error::Refused(_) | Error::Moved { .. } => StatusCode::CONFLICT,
        Error::Invalid(_) | Error::NoSuchPlace => StatusCode::BAD_REQUEST,
        Error::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Cloud(_) => StatusCode::BAD_GATEWAY,
        Error::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if status.is_server_error() {
        tracing::error!(error = ?error, "a door could not do what was asked");
    }
    status.into_response()
}
