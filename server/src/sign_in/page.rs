//! The pages around signing in.
//! Never here: how a page looks (`app::entrance`).

use app::entrance::{SignInPage, SignInProblem, SignInRefusedPage, SignedOutPage};
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::TenantId;
use leptos::prelude::*;
use serde::Deserialize;

use crate::answers;
use crate::site::Site;
use crate::visitor;

/// Where to return to.
#[derive(Deserialize)]
pub struct PageQuery {
    #[serde(rename = "return")]
    back: Option<String>,
}

/// `GET /t/{slug}/sign-in`: who is asked, and the way there.
pub async fn page(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Query(query): Query<PageQuery>,
    request: Request,
) -> Response {
    let tenant = match site.means.store.tenant_of(&slug).await {
        Ok(Some(tenant)) => tenant,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return answers::failed(&error.into()),
    };
    let provider = match site.means.store.provider_of(tenant).await {
        Ok(provider) => provider,
        Err(error) => return answers::failed(&error.into()),
    };
    let host = url::Url::parse(&provider.issuer).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let mut start = format!("/t/{slug}/sign-in/start");
    if let Some(back) = query.back {
        let pair: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("return", &back).finish();
        start = format!("{start}?{pair}");
    }
    let (workspace, is_fresh) = (provider.workspace, provider.is_fresh);
    show(&site, request, StatusCode::OK, move || {
        view! { <SignInPage workspace=workspace.clone() provider=host.clone() start=start.clone() is_fresh/> }
    })
    .await
}

/// The page of a sign-in that did not work. Without a slug it leads to the first page.
pub async fn refused(site: &Site, request: Request, slug: String, problem: SignInProblem) -> Response {
    let status = match problem {
        SignInProblem::NoAnswer | SignInProblem::NoAttempt => StatusCode::BAD_REQUEST,
        SignInProblem::ProviderUnreachable | SignInProblem::ProviderSetUp => StatusCode::BAD_GATEWAY,
        _ => StatusCode::FORBIDDEN,
    };
    let again = if slug.is_empty() { "/".to_owned() } else { format!("/t/{slug}/sign-in") };
    let request = as_if_at(&again, request);
    show(site, request, status, move || view! { <SignInRefusedPage problem again=again.clone()/> }).await
}

/// The page after signing out.
pub async fn signed_out(site: &Site, request: Request, slug: String, tenant: TenantId) -> Response {
    let provider = match site.means.store.provider_of(tenant).await {
        Ok(provider) => provider,
        Err(error) => return answers::failed(&error.into()),
    };
    // A provider that does not answer now has no link here; our own session has ended all the same.
    let metadata = site.providers.describe(&provider.issuer, site.means.now()).await.ok();
    let end = metadata.and_then(|metadata| metadata.additional_metadata().end_session_endpoint.clone());
    let end = end.filter(|url| site.providers.may_lead_to(url)).map(|mut url| {
        url.query_pairs_mut().append_pair("client_id", &provider.client_id);
        url.to_string()
    });
    let again = format!("/t/{slug}/sign-in");
    let request = as_if_at(&again, request);
    let workspace = provider.workspace;
    show(site, request, StatusCode::OK, move || {
        view! { <SignedOutPage workspace=workspace.clone() again=again.clone() end=end.clone()/> }
    })
    .await
}

/// What the page says about its own address (for the theme's way back) is the one to start again from: a callback's holds a
/// code, and a sign-out's takes no GET.
fn as_if_at(path: &str, mut request: Request) -> Request {
    if let Ok(path) = path.parse() {
        *request.uri_mut() = path;
    }
    request
}

/// Renders a page of the app that has no route of its own.
pub async fn show<V>(
    site: &Site,
    request: Request,
    status: StatusCode,
    view: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response
where
    V: IntoView + 'static,
{
    let options = site.options.clone();
    let page = move || app::shell::document(options.clone(), view.clone());
    let mut response: Response<Body> = leptos_axum::render_app_async_with_context(visitor::provide, page)(request).await;
    *response.status_mut() = status;
    response
}
