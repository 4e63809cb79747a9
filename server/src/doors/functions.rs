//! `POST /api/…`: the server functions of the app. Their errors get the status that HTTP has for them; forms are redirected.
//! Never here: a use case.

use app::api::ApiError;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos_axum::handle_server_fns_with_context;

use crate::visitor;

/// The most that an encoded error may hold: it is a closed set, with a few field errors at most.
const MOST_BYTES: usize = 64 * 1024;

/// Runs the function of the path.
pub async fn call(request: Request) -> Response {
    let response = handle_server_fns_with_context(visitor::provide, request).await.into_response();
    // Leptos answers 500 for every error of a caller that takes JSON.
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    parts.status = serde_json::from_slice(&bytes).map_or(StatusCode::INTERNAL_SERVER_ERROR, |error| status(&error));
    Response::from_parts(parts, Body::from(bytes))
}

fn status(error: &ApiError) -> StatusCode {
    match error {
        ApiError::SignIn => StatusCode::UNAUTHORIZED,
        ApiError::NotFound => StatusCode::NOT_FOUND,
        ApiError::Forbidden => StatusCode::FORBIDDEN,
        ApiError::Refused(_) | ApiError::Moved(_) => StatusCode::CONFLICT,
        ApiError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::Malformed => StatusCode::BAD_REQUEST,
        ApiError::Aws(_) => StatusCode::BAD_GATEWAY,
        ApiError::TryLater => StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
