//! What the tests of doors ask with, and how two answers are compared.
//! Never here: a list of doors.

use axum::http::{Method, header};
use axum::{Router, routing};
use base64::Engine as _;
use control::SignedIn;
use server::{sessions, site::Site};
use tower_sessions::Session;

use super::world::Ids;
use crate::support::PUBLIC_URL;
use crate::support::browser::{Answer, Browser};

/// A browser with a session of the site's own making that holds these sign-ins.
pub async fn let_in(site: &Site, signed_in: Vec<SignedIn>) -> Browser {
    let keep = async move |session: Session| sessions::keep(&session, &signed_in).await.unwrap();
    let keep = move |session: Session| {
        let keep = keep.clone();
        async move { keep(session).await }
    };
    let means = &site.means;
    let layer = sessions::layer(means.store.clone(), site.web.limits, means.chance.clone(), site.web.session_cookie(), false);
    let router = Router::new().route("/let-in", routing::get(keep)).layer(layer);
    let mut browser = Browser::default();
    browser.send(&router, Method::GET, "/let-in", &[], "").await;
    assert!(browser.cookies.contains_key(site.web.session_cookie()), "no session was made");
    browser
}

/// Goes to an address, as by a link.
pub async fn get(browser: &Browser, router: &Router, path: &str) -> Answer {
    browser.clone().send(router, Method::GET, path, &[(header::ACCEPT.as_str(), "text/html")], "").await
}

/// Sends a form that stands on the page `from`.
pub async fn post(browser: &Browser, router: &Router, path: &str, from: &str, body: &str) -> Answer {
    let from = format!("{PUBLIC_URL}{from}");
    let headers = [("accept", "text/html"), ("origin", PUBLIC_URL), ("sec-fetch-site", "same-origin"), ("referer", &from)];
    browser.clone().send(router, Method::POST, path, &headers, body).await
}

/// A template with ids: `{name}` is one of those that are asked for, `<name>` one of the asker's own.
pub fn fill(template: &str, asked: &Ids, own: &Ids) -> String {
    let fill = |text: String, ids: &Ids, open: char, close: char| {
        ids.iter().fold(text, |text, (name, id)| text.replace(&format!("{open}{name}{close}"), id))
    };
    let filled = fill(fill(template.to_owned(), asked, '{', '}'), own, '<', '>');
    assert!(!filled.contains(['{', '<']), "an id is missing: {filled}");
    filled
}

/// Everything of an answer that may differ between two requests for the same thing is taken out, and so are the ids of `asked`.
pub fn normal(answer: &Answer, asked: &Ids) -> String {
    let nonce = answer.headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let nonce = nonce.and_then(|policy| policy.split("'nonce-").nth(1)?.split('\'').next()).unwrap_or("no nonce").to_owned();
    let mut headers: Vec<String> = Vec::new();
    for (name, value) in &answer.headers {
        if name != "x-request-id" && name != header::CONTENT_LENGTH {
            headers.push(format!("{name}: {}", readable(&String::from_utf8_lossy(value.as_bytes()))));
        }
    }
    headers.sort();
    let all = format!("{}\n{}\n\n{}", answer.status, headers.join("\n"), answer.body).replace(&nonce, "NONCE");
    // A term of a query in an address, `actor%3A…`: the id begins after the colon.
    let all = all.replace("%3A", ":");
    asked.values().fold(all, |text, id| without(&text, id))
}

/// A header's value; in the cookie of what was typed, ids are encoded with the rest.
fn readable(value: &str) -> String {
    let typed = value.strip_prefix("charter-typed=").and_then(|cookie| cookie.split_once(';'));
    let Some((typed, attributes)) = typed else { return value.to_owned() };
    let typed = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(typed).unwrap();
    format!("charter-typed={};{attributes}", String::from_utf8(typed).unwrap())
}

/// Takes an id out wherever it stands as a word of its own.
fn without(text: &str, id: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(id) {
        let (before, after) = (&rest[..at], &rest[at + id.len()..]);
        let is_word = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
        left.push_str(before);
        left.push_str(if is_word(left.chars().last()) && is_word(after.chars().next()) { "ID" } else { id });
        rest = after;
    }
    left + rest
}

/// Where an answer differs from another, in a few lines.
pub fn difference(one: &str, other: &str) -> String {
    let at = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
    let part = |text: &str| {
        let from = (0..=at.saturating_sub(80)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text[from..].chars().take(240).collect::<String>()
    };
    format!("\n--- one\n{}\n--- other\n{}", part(one), part(other))
}

/// Why a form was not taken, as a word; `None` if it was. What a form failed with stands in the address of its page.
pub fn refusal(answer: &Answer) -> Option<String> {
    assert_eq!(answer.status.as_u16(), 302, "a form leads to a page: {}", answer.body);
    let address = url::Url::parse(PUBLIC_URL).unwrap().join(answer.location()).unwrap();
    let error = address.query_pairs().find(|(name, _)| name == "__err")?.1.into_owned();
    let error = base64::engine::general_purpose::URL_SAFE.decode(error).unwrap();
    Some(match serde_json::from_slice(&error).unwrap() {
        serde_json::Value::String(word) => word,
        serde_json::Value::Object(members) => members.into_iter().map(|(word, why)| format!("{word} {why}")).collect(),
        other => panic!("no error: {other}"),
    })
}
