//! The headers of every answer. A page's policy names a nonce drawn for this answer.
//! Never here: an exception for one page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::site::Site;

/// The nonce of this answer, in the request's extensions.
#[derive(Clone)]
pub struct PageNonce(pub Arc<str>);

/// What any answer that is no page may do: nothing.
const BARE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Draws the nonce, runs the request, and sets the headers.
pub async fn headers(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let nonce: Arc<str> = URL_SAFE_NO_PAD.encode(site.means.random()).into();
    request.extensions_mut().insert(PageNonce(nonce.clone()));
    let mut response = next.run(request).await;
    set(response.headers_mut(), &nonce, site.web.is_https());
    response
}

fn set(headers: &mut HeaderMap, nonce: &str, is_https: bool) {
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = if is_page { HeaderValue::try_from(page_policy(nonce)) } else { Ok(HeaderValue::from_static(BARE_POLICY)) };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.unwrap_or(HeaderValue::from_static(BARE_POLICY)));
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // `no-referrer` would make form posts send `Origin: null`, and server functions lose the way back.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    // Whatever does not say otherwise (our public files do) may belong to one member.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; \
         font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
