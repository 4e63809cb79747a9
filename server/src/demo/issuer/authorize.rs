//! The authorization endpoint: shows the people, and sends the browser back with a code for the one who was pressed.
//! Never here: a redirect to anywhere but the registered callback.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::codes::Granted;
use super::{Issuer, pages};

/// The parameters of RFC 6749 and OpenID Connect that a demo needs, and the person who was pressed.
#[derive(Deserialize)]
pub struct Asked {
    /// `code`.
    pub response_type: String,
    /// The client.
    pub client_id: String,
    /// Must be the registered one.
    pub redirect_uri: String,
    /// Given back as it came.
    pub state: String,
    /// For the ID token.
    pub nonce: Option<String>,
    /// PKCE.
    pub code_challenge: String,
    /// `S256`.
    pub code_challenge_method: String,
    /// The subject of the person who was pressed.
    #[serde(default)]
    pub person: String,
}

/// Shows the people.
pub async fn ask(State(issuer): State<Issuer>, Query(asked): Query<Asked>) -> Response {
    match refuse(&issuer, &asked) {
        Some(refusal) => refusal,
        None => pages::people(&issuer.desk.workspace, &asked),
    }
}

/// Sends the browser back with a code.
pub async fn answer(State(issuer): State<Issuer>, Form(asked): Form<Asked>) -> Response {
    if let Some(refusal) = refuse(&issuer, &asked) {
        return refusal;
    }
    let desk = &issuer.desk;
    let Some(person) = desk.workspace.people.iter().find(|person| person.subject == asked.person) else {
        return pages::wrong(StatusCode::BAD_REQUEST, "Nobody here is called that.");
    };
    let mut code = [0; 32];
    desk.chance.fill(&mut code);
    let code = hex::encode(code);
    let granted = Granted { person: *person, nonce: asked.nonce, challenge: asked.code_challenge, at: desk.clock.now() };
    desk.codes.keep(code.clone(), granted);
    let mut back = desk.callback.clone();
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked.state).append_pair("iss", &desk.issuer);
    Redirect::to(back.as_str()).into_response()
}

/// What is wrong with the parameters: said here, never by a redirect.
fn refuse(issuer: &Issuer, asked: &Asked) -> Option<Response> {
    let desk = &issuer.desk;
    let is_known = asked.client_id == desk.client_id && asked.redirect_uri == desk.callback.as_str();
    let is_code = asked.response_type == "code" && asked.code_challenge_method == "S256" && asked.code_challenge.len() == 43;
    let sentence = match (is_known, is_code) {
        (false, _) => "This site is not registered here.",
        (_, false) => "Only the authorization code with PKCE (S256) is offered here.",
        _ => return None,
    };
    Some(pages::wrong(StatusCode::BAD_REQUEST, sentence))
}
