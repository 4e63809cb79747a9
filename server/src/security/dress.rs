//! Answers of the layers themselves (refused, too large, too slow, broken) as pages that say what to do.
//! Never here: a cause; answers for scripts, which stay bare.

use std::any::Any;

use app::routes;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::text::is_workspace_address;
use uuid::Uuid;

use super::forgery::is_forged;
use super::limits::RequestName;
use crate::site::Site;

/// Gives bare failures a page, for browsers.
pub async fn dress(State(site): State<Site>, request: Request, next: Next) -> Response {
    let wants_page =
        request.headers().get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().windows(9).any(|part| part == b"text/html"));
    let name = request.extensions().get::<RequestName>().copied();
    let onward = onward(request.uri().path());
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_bare = kind.is_none_or(|kind| kind.starts_with(b"text/plain")) && !response.headers().contains_key("serverfnerror");
    let Some((title, remedy)) = words(&response).filter(|_| wants_page && is_bare) else { return response };
    let ticket = name.filter(|_| response.status().is_server_error());
    plain_page(&site, response.status(), (title, remedy), &onward, ticket.map(|name| name.0))
}

/// What a panic answers. The panic itself was logged by the hook.
pub fn on_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// A page from which to go on: an address of ours and the words of the button that leads there.
type Onward = (String, &'static str);

/// The first page of the workspace that the path is in, else the page of all.
fn onward(path: &str) -> Onward {
    let workspace = path.strip_prefix("/t/").and_then(|rest| rest.split('/').next()).filter(|slug| is_workspace_address(slug));
    workspace.map_or_else(|| ("/".to_owned(), "Choose a workspace"), |slug| (routes::home(slug), "Go to the first page"))
}

/// A page without anything that could fail. Title and remedy are our own words, `ticket` is the request's name.
fn plain_page(site: &Site, status: StatusCode, (title, remedy): (&str, &str), onward: &Onward, ticket: Option<Uuid>) -> Response {
    let (href, label) = onward;
    let pkg = &site.options.site_pkg_dir;
    let ticket = ticket.map(|ticket| format!(r#"<p class="state-reference">Reference for support: <code>{ticket}</code></p>"#));
    let html = format!(
        r##"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Charter</title><link rel="stylesheet" href="/{pkg}/charter.css"><link rel="icon" type="image/svg+xml" href="/{pkg}/favicon.svg"></head><body>
<a class="skip" href="#content">Skip to content</a><header class="bar"><a class="bar-brand" href="/">Charter</a></header>
<main class="content plain" id="content" tabindex="-1"><div class="head"><h1>{title}</h1></div><p>{remedy}</p><div class="actions"><a class="button" href="{href}">{label}</a></div>{}</main></body></html>"##,
        ticket.unwrap_or_default()
    );
    let mut response = (status, Body::from(html)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn words(response: &Response) -> Option<(&'static str, &'static str)> {
    let words = match response.status() {
        StatusCode::BAD_REQUEST => {
            ("This request cannot be read", "Nothing was changed. Go back, reload the page and try again.")
        }
        StatusCode::UNAUTHORIZED => {
            ("You are not signed in to this workspace any more", "Nothing was changed. Sign in and send the form again.")
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            ("Some answers cannot be taken", "Nothing was changed. Go back, correct them and send the form again.")
        }
        StatusCode::FORBIDDEN if is_forged(response) => (
            "This request was refused",
            "It did not come from a page of this site. Nothing was changed. Open the page here and send the form again.",
        ),
        StatusCode::FORBIDDEN => {
            ("You may not do this", "Nothing was changed. Ask an administrator of the workspace for the role that it needs.")
        }
        StatusCode::CONFLICT => ("This is not as it was", "Nothing was changed. Go back, reload the page and look again."),
        StatusCode::BAD_GATEWAY => ("Another service did not answer as it should", "Try again in a minute."),
        StatusCode::NOT_FOUND => ("This page does not exist", "Check the address, or start from the first page."),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This address takes no such request", "Nothing was changed. Start from the first page.")
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => (
            "This took too long",
            "If you sent something, it may have happened or not. Open the page again and look before you repeat it.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("This form is too large", "A form may hold 256 KiB. Nothing was changed. Go back and shorten it.")
        }
        StatusCode::SERVICE_UNAVAILABLE => (
            "Charter cannot reach its database",
            "If you sent something, it may have happened or not. Open the page again in a minute and look before you repeat it.",
        ),
        other if other.is_server_error() => (
            "Something broke here",
            "The cause was written to the log. Open the page again and look before you repeat what you did.",
        ),
        _ => return None,
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;
    use crate::security::patience_layer;

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_not_said_to_have_changed_nothing() {
        let slow = Router::new().route("/", post(std::future::pending::<()>)).layer(patience_layer(Duration::ZERO));
        let response = slow.oneshot(Request::post("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
        let (title, remedy) = words(&response).unwrap();
        assert_eq!(title, "This took too long");
        assert!(remedy.contains("look before you repeat it"), "{remedy}");
    }

    #[test]
    fn a_page_that_is_not_there_leads_to_the_first_page_of_its_workspace() {
        assert_eq!(onward("/t/acme/nothing/here").0, "/t/acme");
        for path in ["/", "/nothing", "/t/", "/t/%22%3E", "/t/\"><b>/x", "/tacme"] {
            assert_eq!(onward(path), ("/".to_owned(), "Choose a workspace"), "{path}");
        }
    }

    #[test]
    fn no_failure_of_ours_claims_that_nothing_was_changed() {
        for status in (500..=511).filter_map(|status| StatusCode::from_u16(status).ok()) {
            let (_, remedy) = words(&status.into_response()).unwrap();
            assert!(!remedy.contains("Nothing was changed"), "{status}: {remedy}");
        }
    }
}
