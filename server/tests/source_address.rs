//! From whose address an act came: the peer's, or what proxies that the operator trusts say.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use server::proxies::TrustedProxies;
use server::visitor;
use tower::ServiceExt as _;

use crate::support::TestSite;

/// The address that the site's own layers see.
async fn seen(test: &TestSite, trusted: &[&str], peer: &str, forwarded: &str) -> String {
    let site = test.site.clone().behind(TrustedProxies::new(trusted.iter().map(|network| network.parse().unwrap()).collect()));
    let echo = |axum::Extension(visitor): axum::Extension<control::Visitor>| async move { visitor.origin.address.unwrap() };
    let layer = server::sessions::layer(site.means.store.clone(), site.web.limits, site.means.chance.clone(), "charter", false);
    let router = Router::new().route("/who", axum::routing::get(echo));
    let router = router.layer(axum::middleware::from_fn_with_state(site, visitor::recognise)).layer(layer);
    let mut request = Request::get("/who").header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    let body = router.oneshot(request).await.unwrap().into_body();
    String::from_utf8(to_bytes(body, 1 << 10).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn an_event_names_the_browser_behind_a_trusted_proxy_and_no_address_that_a_stranger_wrote() {
    let test = TestSite::new(&[]).await;
    let forwarded = "198.51.100.1, 203.0.113.9";
    assert_eq!(seen(&test, &[], "10.0.0.1:4711", forwarded).await, "10.0.0.1");
    assert_eq!(seen(&test, &["10.0.0.0/8"], "10.0.0.1:4711", forwarded).await, "203.0.113.9");
    assert_eq!(seen(&test, &["10.0.0.0/8"], "192.0.2.7:4711", forwarded).await, "192.0.2.7");
}
