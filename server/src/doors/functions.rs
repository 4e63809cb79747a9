//! `POST /api/…`: the server functions of the app. Their errors get the status that HTTP has for them; forms are redirected.
//! Never here: a use case.

use app::api::ApiError;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos_axum::handle_server_fns_with_context;

use crate::visitor;

/// The most that an encoded error may hold: it is a closed set, with a few field errors at most.
const MOST_BYTES: usize = 64 * 1024;

/// Runs the function of the path.
pub async fn call(request: Request) -> Response {
    let has_page = has_page(request.headers());
    let response = handle_server_fns_with_context(visitor::provide, request).await.into_response();
    // Leptos answers 500 for every error of a caller that takes JSON, and leads a form from nowhere to the first page without a word.
    let is_for_program = response.status() == StatusCode::INTERNAL_SERVER_ERROR;
    let is_lost = response.status() == StatusCode::FOUND && response.headers().contains_key(FAILED) && !has_page;
    if !is_for_program && !is_lost {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    parts.status = serde_json::from_slice(&bytes).map_or(StatusCode::INTERNAL_SERVER_ERROR, |error: ApiError| error.status());
    if is_lost {
        // A bare status, which becomes a page that says what to do.
        return parts.status.into_response();
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The header that leptos gives every error.
const FAILED: &str = "serverfnerror";

/// Whether the browser said from which page the form comes, so that it can be led back there with the error.
fn has_page(headers: &HeaderMap) -> bool {
    let from = headers.get(header::REFERER).and_then(|from| from.to_str().ok());
    from.is_some_and(|from| url::Url::parse(from).is_ok())
}
