//! The wire door: AWS JSON 1.1 for Organizations, Query/XML for STS and REST-JSON for the account service on one address. Signatures are not verified.
//! Never here: a rule of AWS (see `operations`); a lost answer is a request that stays open until the client hangs up.

mod account;
mod fields;
mod organizations;
mod render;
mod sts;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::organization::AccountId;

use crate::refusal::Trouble;
use crate::simulator::Simulator;

/// The prefix of access key ids that AssumeRole gives out; the management account follows.
const ASSUMED: &str = "ASIA";

/// Serves until the listener fails; runs in the caller's task.
///
/// # Errors
/// What the listener says.
pub async fn serve(listener: tokio::net::TcpListener, simulator: Simulator) -> std::io::Result<()> {
    axum::serve(listener, Router::new().fallback(answer).with_state(simulator)).await
}

async fn answer(State(simulator): State<Simulator>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    if method != Method::POST {
        return (
            StatusCode::OK,
            "A simulated AWS: POST Organizations (JSON 1.1), STS (Query) or account (REST-JSON) calls here.\n",
        )
            .into_response();
    }
    let caller = caller(&headers);
    let answer = match headers.get("x-amz-target").map(|target| target.to_str().unwrap_or_default()) {
        Some(target) => organizations::answer(&simulator, caller.as_ref(), target, &body),
        None if uri.path() != "/" => account::answer(&simulator, caller.as_ref(), uri.path(), &body),
        None => sts::answer(&simulator, caller.as_ref(), &body),
    };
    match answer {
        Some(answer) => answer.into_response(),
        None => std::future::pending().await,
    }
}

/// The account in the credential scope of the signature, if AssumeRole gave the key out.
fn caller(headers: &HeaderMap) -> Option<AccountId> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let key = authorization.split_once("Credential=")?.1.split('/').next()?;
    key.strip_prefix(ASSUMED)?.get(..12)?.parse().ok()
}

/// A rendered answer.
struct Rendered {
    status: StatusCode,
    content_type: &'static str,
    request: String,
    body: String,
}

impl IntoResponse for Rendered {
    fn into_response(self) -> Response {
        const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
        let headers = [(header::CONTENT_TYPE, self.content_type.to_owned()), (REQUEST_ID, self.request)];
        (self.status, headers, self.body).into_response()
    }
}

/// HTTP status of a trouble; `None` if there is no answer at all.
fn status(trouble: &Trouble) -> Option<StatusCode> {
    match trouble {
        Trouble::Refused(refusal) if refusal.code == "AccessDenied" => Some(StatusCode::FORBIDDEN),
        Trouble::Refused(_) => Some(StatusCode::BAD_REQUEST),
        Trouble::Internal => Some(StatusCode::INTERNAL_SERVER_ERROR),
        Trouble::Lost => None,
    }
}
