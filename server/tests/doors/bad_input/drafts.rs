//! What was typed is still there when a form could not be read, or the session ended.
//! Never here: other forms than the draft's.

use axum::http::Method;

use crate::doors::browse::{get, post, refusal};
use crate::doors::world::World;
use crate::support::PUBLIC_URL;

#[tokio::test]
async fn a_draft_survives_what_could_not_be_read_and_a_session_that_ends() {
    let world = World::new().await;
    let ids = &world.acme.ids;
    let kept = async || control::requests::draft(&world.acme.requester, ids["draft"].parse().unwrap()).await.unwrap();
    let before = kept().await;
    let browser = world.browser(&world.acme.requester).await;
    let page = format!("/t/acme/requests/{}/edit", ids["draft"]);
    let base = format!("workspace=acme&number={}&version=2", ids["draft"]);
    // A form that lost its fields on the way is no form with empty fields.
    for rest in ["", "&then=check", "&form[tags]=x", "&form=", "&form[account_name]=a&form[account_name]=b"] {
        let answer = post(&browser, &world.router, "/api/requests/save", &page, &format!("{base}{rest}")).await;
        assert_eq!(refusal(&answer).as_deref(), Some("malformed"), "{rest}: {}", answer.location());
    }
    assert_eq!(kept().await.form, before.form);
    // The session ended while the form was filled in: what was typed is there again after signing in.
    let mut stranger = browser.clone();
    stranger.send(&world.router, Method::GET, &page, &[("accept", "text/html")], "").await;
    stranger.cookies.remove("charter").unwrap();
    let from = format!("{PUBLIC_URL}{page}");
    let headers = [("accept", "text/html"), ("origin", PUBLIC_URL), ("referer", from.as_str())];
    let body = format!("{base}&form[account_name]=Typed+for+an+hour&form[purpose]=x%00y&then=stay");
    let answer = stranger.send(&world.router, Method::POST, "/api/requests/save", &headers, &body).await;
    assert_eq!(refusal(&answer).as_deref(), Some("sign_in"));
    let mut back = world.browser(&world.acme.requester).await;
    back.cookies.extend(stranger.cookies);
    let shown = get(&back, &world.router, answer.location().trim_start_matches(PUBLIC_URL)).await;
    assert!(shown.body.contains("Typed for an hour") && shown.body.contains("was not saved"), "{}", shown.body);
    assert_eq!(kept().await.form, before.form);
}
