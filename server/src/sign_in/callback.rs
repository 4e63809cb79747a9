//! `GET /sign-in/callback`: back from the provider.
//! Never here: a decision who may come in.

use app::entrance::SignInProblem;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, RequestExt};
use control::entrance::{Arrival, SignInOutcome, SignInRefusal, complete_sign_in, refuse_sign_in, resume_sign_in};
use control::{SignedIn, Visitor};
use domain::access::Origin;
use serde::Deserialize;
use store::lobby::Attempt;
use tower_sessions::Session;

use super::exchange::{ExchangeError, LEEWAY, exchange};
use super::page;
use crate::sessions;
use crate::site::Site;
use crate::{answers, cookies};

/// What a provider sends.
#[derive(Deserialize, Default)]
pub struct Answer {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

impl Answer {
    /// Whether nobody answers: the address was opened by hand.
    fn is_nothing(&self) -> bool {
        [&self.state, &self.code, &self.error].into_iter().flatten().all(String::is_empty)
    }
}

/// Takes up the sign-in, verifies the identity, and starts a new session.
pub async fn callback(
    State(site): State<Site>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
    mut request: Request,
) -> Response {
    let answer = request.extract_parts::<Query<Answer>>().await.map(|Query(answer)| answer).unwrap_or_default();
    if answer.is_nothing() {
        return page::refused(&site, request, String::new(), SignInProblem::NoAnswer).await;
    }
    let browser = cookies::find(request.headers(), site.web.sign_in_cookie()).unwrap_or_default().to_owned();
    let attempt = match resume_sign_in(&site.means, answer.state.as_deref().unwrap_or_default(), &browser).await {
        Ok(Some(attempt)) => attempt,
        Ok(None) => return page::refused(&site, request, String::new(), SignInProblem::NoAttempt).await,
        Err(error) => return answers::failed(&error),
    };
    let slug = match site.means.store.slug_of(attempt.tenant).await {
        Ok(slug) => slug.unwrap_or_default(),
        Err(error) => return answers::failed(&error.into()),
    };
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    match identify(&site, &session, &visitor, &attempt, answer, agent).await {
        Ok(all) => match sessions::keep(&session, &all).await {
            // The cookie of the sign-in stays for its ten minutes: another tab may have one under way. Each is used once.
            Ok(()) => Redirect::to(&attempt.return_path).into_response(),
            Err(error) => session_failed(&error),
        },
        Err(Stopped::Problem(problem)) => page::refused(&site, request, slug, problem).await,
        Err(Stopped::Failed(error)) => answers::failed(&error),
        Err(Stopped::Session(error)) => session_failed(&error),
    }
}

/// Why a sign-in ends here.
enum Stopped {
    Problem(SignInProblem),
    Failed(control::Error),
    Session(tower_sessions::session::Error),
}

impl From<control::Error> for Stopped {
    fn from(error: control::Error) -> Self {
        Self::Failed(error)
    }
}

/// Verifies the identity. Answers with all sign-ins of the session, which has a new id by then.
async fn identify(
    site: &Site,
    session: &Session,
    visitor: &Visitor,
    attempt: &Attempt,
    answer: Answer,
    agent: Option<String>,
) -> Result<Vec<SignedIn>, Stopped> {
    let provider = site.means.store.provider_of(attempt.tenant).await.map_err(control::Error::from)?;
    let described = site.providers.describe(&provider.issuer, site.means.now()).await;
    let metadata = described.map_err(|_| Stopped::Problem(SignInProblem::ProviderUnreachable))?;
    // RFC 9207: the answer must come from the issuer that was asked, or another one could pass its code off as ours.
    let must_name = metadata.additional_metadata().authorization_response_iss_parameter_supported;
    let is_from_it = match &answer.iss {
        Some(iss) => *iss == provider.issuer,
        None => !must_name,
    };
    if !is_from_it {
        return untrusted(site, visitor, attempt, "iss").await;
    }
    if let Some(error) = &answer.error {
        return Err(Stopped::Problem(refusal(error)));
    }
    let Some(code) = answer.code else { return untrusted(site, visitor, attempt, "no code").await };
    let claims = match exchange(site, &provider, &metadata, code, attempt).await {
        Ok(claims) => claims,
        Err(ExchangeError::Provider(error)) => {
            tracing::warn!(%error, "a sign-in could not be completed");
            return Err(Stopped::Problem(SignInProblem::ProviderUnreachable));
        }
        Err(error) => return untrusted(site, visitor, attempt, &error.to_string()).await,
    };
    let is_proven = claims.proven_at.is_some_and(|at| at >= attempt.at - LEEWAY);
    if attempt.must_prove && !is_proven {
        let why = SignInRefusal::NotProven;
        refuse_sign_in(&site.means, attempt.tenant, Some(&claims), why, visitor.origin.clone()).await?;
        return Err(Stopped::Problem(SignInProblem::NotProven));
    }
    // A new id now, so that the event can name the session, and an id planted before is worth nothing.
    let mut standing = sessions::renew(session, site.web.limits, site.means.now()).await.map_err(Stopped::Session)?;
    let origin = Origin { session: session.id().map(|id| sessions::mark(&id)), ..visitor.origin.clone() };
    let replaces = standing.iter().find(|one| one.tenant == attempt.tenant).map(|one| one.id);
    match complete_sign_in(&site.means, attempt.tenant, &claims, Arrival { origin, agent, replaces }).await? {
        SignInOutcome::In(signed_in) => {
            standing.retain(|one| one.tenant != signed_in.tenant);
            standing.push(signed_in);
            Ok(standing)
        }
        SignInOutcome::Refused(why) => {
            if standing.is_empty() {
                session.flush().await.map_err(Stopped::Session)?;
            }
            Err(Stopped::Problem(match why {
                SignInRefusal::NotInvited => SignInProblem::NotInvited,
                SignInRefusal::UnverifiedEmail => SignInProblem::UnverifiedEmail,
                SignInRefusal::Suspended => SignInProblem::Suspended,
                SignInRefusal::Untrusted => SignInProblem::Untrusted,
                SignInRefusal::NotProven => SignInProblem::NotProven,
            }))
        }
    }
}

/// What a provider's error means (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6). Its own text is never shown.
fn refusal(error: &str) -> SignInProblem {
    match error {
        "invalid_request" | "unauthorized_client" | "unsupported_response_type" | "invalid_scope" => {
            tracing::warn!(error, "an identity provider does not take our request");
            SignInProblem::ProviderSetUp
        }
        "server_error" | "temporarily_unavailable" => SignInProblem::ProviderUnreachable,
        _ => SignInProblem::ProviderRefused,
    }
}

async fn untrusted<T>(site: &Site, visitor: &Visitor, attempt: &Attempt, what: &str) -> Result<T, Stopped> {
    tracing::warn!(what, "an answer of an identity provider was refused");
    refuse_sign_in(&site.means, attempt.tenant, None, SignInRefusal::Untrusted, visitor.origin.clone()).await?;
    Err(Stopped::Problem(SignInProblem::Untrusted))
}

fn session_failed(error: &tower_sessions::session::Error) -> Response {
    tracing::error!(%error, "a session could not be written");
    axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response()
}
