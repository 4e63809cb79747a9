//! `GET /t/{slug}/sign-in/start`: to the provider. It only makes a lobby row, so a GET may do it, and it must be one:
//! `form-action 'self'` stops the redirect of a form.
//! Never here: a session.

use axum::extract::{Path, Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use control::entrance::begin_sign_in;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope};
use serde::Deserialize;

use super::{page, provider};
use crate::site::Site;
use crate::{answers, cookies};

/// The path of the callback, as registered at providers.
pub const CALLBACK: &str = "/sign-in/callback";

/// Where to return to.
#[derive(Deserialize)]
pub struct StartQuery {
    #[serde(rename = "return")]
    back: Option<String>,
}

/// Begins a sign-in and redirects to the provider.
pub async fn start(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Query(query): Query<StartQuery>,
    request: Request,
) -> Response {
    let cookie = site.web.sign_in_cookie();
    let browser = cookies::find(request.headers(), cookie);
    let begun = match begin_sign_in(&site.means, &slug, query.back.as_deref(), browser).await {
        Ok(begun) => begun,
        Err(error) => return answers::failed(&error),
    };
    let metadata = match site.providers.describe(&begun.provider.issuer, site.means.now()).await {
        Ok(metadata) => metadata,
        Err(error) => {
            tracing::warn!(workspace = slug, %error, "a sign-in could not start");
            return page::refused(&site, request, slug, app::entrance::SignInProblem::ProviderUnreachable).await;
        }
    };
    let client = provider::client(&metadata, &begun.provider.client_id, callback_url(&site));
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(begun.verifier));
    let (state, nonce) = (begun.state, begun.nonce);
    let (url, _, _) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || CsrfToken::new(state), || Nonce::new(nonce))
        .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    if !site.providers.may_lead_to(&url) {
        return page::refused(&site, request, slug, app::entrance::SignInProblem::ProviderUnreachable).await;
    }
    let cookie = format!("{cookie}={}; Max-Age=600; {}", begun.browser, site.web.cookie_attributes());
    ([(header::SET_COOKIE, cookie)], Redirect::to(url.as_str())).into_response()
}

/// The address that providers send browsers back to.
pub fn callback_url(site: &Site) -> url::Url {
    let mut url = site.web.public_url.clone();
    url.set_path(CALLBACK);
    url
}
