//! The token endpoint: a code and its verifier for an ID token.
//! Never here: a client secret (the client is public), a refresh token.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use domain::canonical::sha256;
use openidconnect::core::{CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, Audience, EmptyAdditionalClaims, EndUserEmail, EndUserName, IssuerUrl, LocalizedClaim, Nonce, StandardClaims,
    SubjectIdentifier,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::codes::Granted;
use super::{Desk, Issuer};

/// The parameters of RFC 6749 §4.1.3 and RFC 7636.
#[derive(Deserialize)]
pub struct Asked {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    code_verifier: String,
}

/// Exchanges a code, once.
pub async fn exchange(State(issuer): State<Issuer>, Form(asked): Form<Asked>) -> Response {
    let desk = &issuer.desk;
    let granted = desk.codes.take(&asked.code, desk.clock.now());
    let is_ours = asked.grant_type == "authorization_code"
        && asked.client_id == desk.client_id
        && asked.redirect_uri == desk.callback.as_str();
    let challenge = URL_SAFE_NO_PAD.encode(sha256(&[asked.code_verifier.as_bytes()]));
    let answer = granted.filter(|granted| is_ours && granted.challenge == challenge).and_then(|granted| tokens(desk, &granted));
    let (status, body) = match answer {
        Some(tokens) => (StatusCode::OK, tokens),
        None => (StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" })),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn tokens(desk: &Desk, granted: &Granted) -> Option<Value> {
    let mut secret = [0; 32];
    desk.chance.fill(&mut secret);
    let access_token = AccessToken::new(hex::encode(secret));
    let now = desk.clock.now();
    let person = granted.person;
    let mut name = LocalizedClaim::new();
    name.insert(None, EndUserName::new(person.name.to_owned()));
    let claims = StandardClaims::new(SubjectIdentifier::new(person.subject.to_owned()))
        .set_name(Some(name))
        .set_email(Some(EndUserEmail::new(person.email.to_owned())))
        .set_email_verified(Some(person.is_email_verified));
    let audience = vec![Audience::new(desk.client_id.to_owned())];
    let issuer = IssuerUrl::new(desk.issuer.clone()).ok()?;
    let claims = CoreIdTokenClaims::new(issuer, audience, now + TimeDelta::minutes(5), now, claims, EmptyAdditionalClaims {});
    // Whoever is pressed proves it by that; nobody is remembered here.
    let claims = claims.set_nonce(granted.nonce.clone().map(Nonce::new)).set_auth_time(Some(granted.at));
    let token = CoreIdToken::new(claims, &desk.key, CoreJwsSigningAlgorithm::EdDsa, Some(&access_token), None).ok()?;
    Some(json!({
        "access_token": access_token.secret(),
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": token,
    }))
}
