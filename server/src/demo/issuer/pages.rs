//! The few pages of a demo's identity provider.
//! Never here: the site's look; this is another site.

use std::fmt::Write as _;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::authorize::Asked;
use crate::demo::people::Workspace;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
button{display:block;width:100%;text-align:left;font:inherit;padding:.6rem .8rem;margin:.4rem 0;border:1px solid #767676;border-radius:6px;\
background:#f6f6f6;color:#1b1b1b}button:hover{background:#e9e9e9}button:focus-visible{outline:3px solid #1a5fb4}small{color:#4d4d4d}";

/// The style sheet.
pub async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// The people, as buttons.
pub fn people(workspace: &Workspace, asked: &Asked) -> Response {
    let mut form = String::from("<form method=\"post\" action=\"/authorize\">");
    let nonce = asked.nonce.as_deref();
    let fields = [
        ("response_type", Some(asked.response_type.as_str())),
        ("client_id", Some(&asked.client_id)),
        ("redirect_uri", Some(&asked.redirect_uri)),
        ("state", Some(&asked.state)),
        ("nonce", nonce),
        ("code_challenge", Some(&asked.code_challenge)),
        ("code_challenge_method", Some(&asked.code_challenge_method)),
    ];
    for (name, value) in fields {
        let Some(value) = value else { continue };
        // Writing to a string cannot fail.
        let _ = write!(form, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value));
    }
    for person in workspace.people {
        let roles: Vec<String> = person.roles.iter().map(ToString::to_string).collect();
        let roles = if roles.is_empty() { "not invited".to_owned() } else { roles.join(", ") };
        let _ = write!(
            form,
            "<button name=\"person\" value=\"{}\"><strong>{}</strong><br><small>{} &middot; {roles}</small></button>",
            escape(person.subject),
            escape(person.name),
            escape(person.email)
        );
    }
    form.push_str("</form>");
    let title = format!("{} demo identity", escape(workspace.name));
    page(
        StatusCode::OK,
        &title,
        &format!("<p>Who are you? This identity provider exists only in the demo and asks for no password.</p>{form}"),
    )
}

/// What is wrong.
pub fn wrong(status: StatusCode, sentence: &str) -> Response {
    page(status, "This did not work", &format!("<p>{}</p>", escape(sentence)))
}

/// After the end of a session (there is none to end: each sign-in asks).
pub async fn ended() -> Response {
    page(StatusCode::OK, "Signed out", "<p>You are signed out of the demo's identity provider. You can close this page.</p>")
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/style.css\"></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
