//! A browser: keeps cookies, follows nothing by itself, posts as a page of the site would.
//! Never here: a header that a browser would not send, unless the test asks for it.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use server::visitor;
use tower::ServiceExt as _;

use super::{PUBLIC_URL, TestSite};

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it redirects to.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The cookies that it sets, whole.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }
}

/// A browser with its cookies.
#[derive(Clone, Default)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Follows a link of the site.
    pub async fn get(&mut self, test: &TestSite, path: &str) -> Answer {
        self.send(&test.router, Method::GET, path, &[(header::ACCEPT.as_str(), "text/html")], "").await
    }

    /// Sends a form of a page of the site.
    pub async fn post(&mut self, test: &TestSite, path: &str, body: &str) -> Answer {
        let own =
            [(header::ACCEPT.as_str(), "text/html"), (header::ORIGIN.as_str(), PUBLIC_URL), ("sec-fetch-site", "same-origin")];
        self.send(&test.router, Method::POST, path, &own, body).await
    }

    /// Sends anything, with exactly these headers beside the cookies.
    pub async fn send(&mut self, router: &Router, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(&method).uri(path).header(header::HOST, "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if method == Method::POST && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, all.join("; "));
        }
        let response = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = String::from_utf8_lossy(&to_bytes(response.into_body(), 1 << 22).await.unwrap()).into_owned();
        let answer = Answer { status, headers, body };
        for cookie in answer.cookies() {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Goes to the workspace's provider, presses the person's button, and gives back the address (path and query) of the callback.
    pub async fn ask_provider(&mut self, test: &TestSite, slug: &str, person: &str) -> String {
        let start = self.get(test, &format!("/t/{slug}/sign-in/start?return=/t/{slug}/requests")).await;
        assert_eq!(start.status, StatusCode::SEE_OTHER, "{}", start.body);
        press(start.location(), person).await
    }

    /// The whole sign-in.
    pub async fn sign_in(&mut self, test: &TestSite, slug: &str, person: &str) -> Answer {
        let callback = self.ask_provider(test, slug, person).await;
        self.get(test, &callback).await
    }

    /// How many workspaces this browser is signed in to, as the site's own layers see it.
    pub async fn count_sign_ins(&mut self, test: &TestSite) -> usize {
        let echo =
            |axum::Extension(visitor): axum::Extension<control::Visitor>| async move { visitor.signed_in.len().to_string() };
        let site = test.site.clone();
        let layer =
            server::sessions::layer(site.means.store.clone(), site.web.limits, site.means.chance.clone(), "charter", false);
        let router = Router::new().route("/who", axum::routing::get(echo));
        let router = router.layer(axum::middleware::from_fn_with_state(site, visitor::recognise)).layer(layer);
        self.send(&router, Method::GET, "/who", &[], "").await.body.parse().unwrap()
    }
}

/// Presses a button at the demo's provider, whose address says what was asked. Gives back path and query of the callback.
pub async fn press(address: &str, person: &str) -> String {
    let url = url::Url::parse(address).unwrap();
    let form = format!("{}&person={person}", url.query().unwrap());
    let mut endpoint = url.clone();
    endpoint.set_query(None);
    let back = post_elsewhere(endpoint.as_str(), form).await;
    let back = url::Url::parse(back.headers().get("location").unwrap().to_str().unwrap()).unwrap();
    format!("{}?{}", back.path(), back.query().unwrap())
}

/// A post to another site.
pub async fn post_elsewhere(address: &str, form: String) -> reqwest::Response {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    client.post(address).header("content-type", "application/x-www-form-urlencoded").body(form).send().await.unwrap()
}
