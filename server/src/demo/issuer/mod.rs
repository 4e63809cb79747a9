//! A demo's identity provider: OpenID Connect with the authorization code and PKCE, where a person signs in by one press.
//! It goes through the very same sign-in code as any other provider.
//! Never here: a way into the site but the protocol; a password.

mod authorize;
mod codes;
mod keys;
mod pages;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AuthUrl, IssuerUrl, JsonWebKeySetUrl, PrivateSigningKey as _, ResponseTypes, TokenUrl};
use store::{Chance, Clock};
use url::Url;

use self::codes::Codes;
use super::DemoError;
use super::people::Workspace;
use crate::sign_in::{Extra, Metadata};

/// An identity provider for one workspace's people, and one client. Cheap to clone.
#[derive(Clone)]
pub struct Issuer {
    desk: Arc<Desk>,
}

/// What its doors share.
struct Desk {
    issuer: String,
    client_id: &'static str,
    callback: Url,
    workspace: Workspace,
    key: CoreEdDsaPrivateSigningKey,
    codes: Codes,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

impl Issuer {
    /// A provider at the address `issuer` that sends browsers back to `callback` only. Its key lives as long as it does.
    ///
    /// # Errors
    /// [`DemoError::Issuer`] if no key can be made.
    pub fn new(
        issuer: String,
        client_id: &'static str,
        callback: Url,
        workspace: &Workspace,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, DemoError> {
        let key = keys::draw(&*chance).ok_or(DemoError::Issuer)?;
        let desk = Desk { issuer, client_id, callback, workspace: *workspace, key, codes: Codes::default(), clock, chance };
        Ok(Self { desk: Arc::new(desk) })
    }

    /// Its doors.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/authorize", get(authorize::ask).post(authorize::answer))
            .route("/token", post(token::exchange))
            .route("/end-session", get(pages::ended))
            .route("/style.css", get(pages::style))
            .with_state(self.clone())
    }
}

async fn describe(State(issuer): State<Issuer>) -> Response {
    match metadata(&issuer.desk.issuer) {
        Some(metadata) => axum::Json(metadata).into_response(),
        None => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn metadata(issuer: &str) -> Option<Metadata> {
    let at = |path: &str| format!("{issuer}{path}");
    let extra = Extra {
        end_session_endpoint: Some(Url::parse(&at("/end-session")).ok()?),
        authorization_response_iss_parameter_supported: true,
    };
    let metadata = Metadata::new(
        IssuerUrl::new(issuer.to_owned()).ok()?,
        AuthUrl::new(at("/authorize")).ok()?,
        JsonWebKeySetUrl::new(at("/jwks")).ok()?,
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        vec![CoreJwsSigningAlgorithm::EdDsa],
        extra,
    );
    Some(metadata.set_token_endpoint(Some(TokenUrl::new(at("/token")).ok()?)))
}

async fn keys(State(issuer): State<Issuer>) -> Response {
    let keys = CoreJsonWebKeySet::new(vec![issuer.desk.key.as_verification_key()]);
    ([(header::CACHE_CONTROL, "no-store")], axum::Json(keys)).into_response()
}
