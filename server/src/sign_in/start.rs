//! `GET /t/{slug}/sign-in/start`: to the provider. It only makes a lobby row, so a GET may do it, and it must be one:
//! `form-action 'self'` stops the redirect of a form.
//! Never here: a session.

use std::time::Duration;

use axum::extract::{Path, Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use control::entrance::{SignInWish, begin_sign_in};
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow};
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
    /// `yes` to prove anew who one is.
    prove: Option<String>,
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
    let must_prove = query.prove.as_deref() == Some("yes");
    let wish = SignInWish { return_path: query.back.as_deref(), browser, must_prove };
    let begun = match begin_sign_in(&site.means, &slug, wish).await {
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
    // Asked for a greatest age, a provider must say when the person signed in there (OpenID Connect Core §3.1.2.1).
    let oldest = if must_prove { Duration::ZERO } else { site.web.limits.absolute.to_std().unwrap_or_default() };
    let mut asked = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || CsrfToken::new(state), || Nonce::new(nonce))
        .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .set_max_age(oldest);
    if must_prove {
        asked = asked.add_prompt(CoreAuthPrompt::Login);
    }
    let (url, _, _) = asked.url();
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
