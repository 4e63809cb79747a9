//! From the code that the browser brought to verified claims.
//! Never here: a claim that was not verified, a token that is kept.

use chrono::TimeDelta;
use control::entrance::IdentityClaims;
use domain::time::Timestamp;
use openidconnect::core::{CoreGenderClaim, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreTokenResponse};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClaimsVerificationError, EmptyAdditionalClaims, Nonce, OAuth2TokenResponse,
    PkceCodeVerifier, RequestTokenError, SignatureVerificationError, TokenResponse, UserInfoClaims,
};
use store::entry::Provider;
use store::lobby::Attempt;

use super::provider::{self, Client, Metadata, ProviderError};
use super::start::callback_url;
use crate::site::Site;

/// The algorithms that an ID token may be signed with. No symmetric one, never `none`.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 3] =
    [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, CoreJwsSigningAlgorithm::EcdsaP256Sha256, CoreJwsSigningAlgorithm::EdDsa];

/// How far the clocks of a provider and ours may be apart.
pub const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// Why there are no verified claims. The words are ours; what the provider sent is not repeated.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The provider does not answer or not as the standard says.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The provider does not accept the code (used, too old, of another client, wrong verifier).
    #[error("the provider does not accept the code")]
    Code,
    /// The answer holds no ID token.
    #[error("the provider sent no ID token")]
    NoToken,
    /// The ID token does not hold.
    #[error("the ID token is not valid: {0}")]
    Token(&'static str),
}

/// Exchanges the code and verifies the ID token: signature, algorithm, issuer, audience, expiry, nonce, and `at_hash` if it is there.
///
/// # Errors
/// [`ExchangeError`].
pub async fn exchange(
    site: &Site,
    provider: &Provider,
    metadata: &Metadata,
    code: String,
    attempt: &Attempt,
) -> Result<IdentityClaims, ExchangeError> {
    let http = site.providers.http();
    let client = provider::client(metadata, &provider.client_id, callback_url(site));
    let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| ProviderError::Malformed)?;
    let request = request.set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()));
    let tokens = request.request_async(&http).await.map_err(|error| match error {
        RequestTokenError::ServerResponse(_) => ExchangeError::Code,
        RequestTokenError::Request(cause) => ProviderError::Outbound(cause).into(),
        _ => ProviderError::Malformed.into(),
    })?;
    let token = tokens.id_token().ok_or(ExchangeError::NoToken)?;
    let now = site.means.now();
    let nonce = Nonce::new(attempt.nonce.clone());
    let claims = match verified(&client, token, &nonce, now) {
        // The provider may have changed its keys since we read them.
        Err(ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
        )) => {
            site.providers.doubt(&provider.issuer, now);
            let metadata = site.providers.describe(&provider.issuer, now).await?;
            let client = provider::client(&metadata, &provider.client_id, callback_url(site));
            verified(&client, token, &nonce, now)
        }
        other => other,
    };
    let claims = claims.map_err(|error| ExchangeError::Token(kind(&error)))?;
    check_access_token(&tokens, token, &client, &claims)?;
    if claims.email().is_some() || metadata.userinfo_endpoint().is_none() {
        return Ok(identity(&provider.issuer, &claims, now));
    }
    // Some providers put the e-mail only there. The subject must be the token's.
    let request = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
    let request = request.map_err(|_| ProviderError::Malformed)?;
    let info: UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim> =
        request.request_async(&http).await.map_err(|_| ExchangeError::Token("user info"))?;
    let mut identity = identity(&provider.issuer, &claims, now);
    identity.email = info.email().map(|email| email.to_string());
    identity.is_email_verified = info.email_verified().unwrap_or(false);
    identity.name = identity.name.or_else(|| info.name().and_then(|name| name.get(None)).map(|name| name.to_string()));
    Ok(identity)
}

fn verified(
    client: &Client,
    token: &CoreIdToken,
    nonce: &Nonce,
    now: Timestamp,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
    token.claims(&verifier, nonce).cloned()
}

fn check_access_token(
    tokens: &CoreTokenResponse,
    token: &CoreIdToken,
    client: &Client,
    claims: &CoreIdTokenClaims,
) -> Result<(), ExchangeError> {
    let Some(expected) = claims.access_token_hash() else { return Ok(()) };
    let bad = || ExchangeError::Token("access token hash");
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let key = token.signing_key(&verifier).map_err(|_| bad())?;
    let algorithm = token.signing_alg().map_err(|_| bad())?;
    let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(|_| bad())?;
    if actual == *expected { Ok(()) } else { Err(bad()) }
}

fn identity(issuer: &str, claims: &CoreIdTokenClaims, now: Timestamp) -> IdentityClaims {
    IdentityClaims {
        issuer: issuer.to_owned(),
        subject: claims.subject().to_string(),
        email: claims.email().map(|email| email.to_string()),
        is_email_verified: claims.email_verified().unwrap_or(false),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
        // A time to come is no proof of anything that happened.
        proven_at: claims.auth_time().filter(|at| *at <= now + LEEWAY).map(|at| at.min(now)),
    }
}

/// Which check failed, without what was checked.
fn kind(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::InvalidSubject(_) => "subject",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "claims",
    }
}
