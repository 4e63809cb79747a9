//! What was typed into a form that could not be taken, on its way back to the page: a cookie of ten minutes, because the page's
//! address must not hold it and a form without a draft has no row. It belongs to one member of one workspace and is shown to nobody
//! else: whoever is signed in, or, where the session has just ended, whoever was shown this workspace's pages last (a cookie of the
//! browser's session says who). Also the word that a page says after a success.
//! Never here: a secret; trust in what comes back (it only fills a form again, and the form is checked again).

use axum::http::header::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use control::Caller;
use domain::ids::MemberId;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ApiError, cookie, door};

/// What browsers keep of one cookie at least (4,096 bytes), less room for name and attributes. What is longer is not kept.
const MOST_BYTES: usize = 3_900;
/// Seconds until the page that follows is there: as long as a sign-in may take, because the session may have ended meanwhile.
const MOST_AGE: u32 = 600;
/// The cookie that holds what was typed.
const TYPED: &str = "typed";

/// What comes back of what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kept<T> {
    /// Nothing was typed here, or it was taken.
    #[default]
    Nothing,
    /// The text.
    Text(T),
    /// It was too long to be kept; the page says so.
    TooLong,
}

impl<T> Kept<T> {
    /// The text, if there is one.
    pub fn text(self) -> Option<T> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Whether a text was lost.
    pub const fn is_too_long(&self) -> bool {
        matches!(self, Self::TooLong)
    }
}

/// To whom a page is being shown.
#[derive(Clone)]
struct Reader {
    workspace: String,
    member: MemberId,
}

/// Remembers to whom this page is shown: only what they typed themselves comes back, and what they type outlives their session.
pub fn greet(caller: &Caller) {
    shown_to(&caller.slug, caller.member());
}

fn shown_to(workspace: &str, member: MemberId) {
    provide_context(Reader { workspace: workspace.to_owned(), member });
    if typist(workspace) != Some(member) {
        cookie::write(&typist_name(workspace), &member.to_string(), None);
    }
}

/// Enters the workspace like [`door::enter`], and keeps what was typed into `form` for the page that follows, whatever comes of it.
/// [`done`] drops it again.
///
/// # Errors
/// As [`door::enter`].
pub async fn enter(workspace: &str, form: &str, typed: &impl Serialize) -> Result<Caller, ApiError> {
    let entered = door::enter(workspace).await;
    match entered.as_ref().map_or_else(|_| typist(workspace), |caller| Some(caller.member())) {
        Some(member) => keep(workspace, member, form, typed),
        // Nobody knows whose text it is.
        None => drop_typed(),
    }
    entered
}

fn keep(workspace: &str, member: MemberId, form: &str, typed: &impl Serialize) {
    let encoded =
        |typed: Option<Value>| URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(workspace, member, form, typed)).unwrap_or_default());
    let whole = encoded(serde_json::to_value(typed).ok());
    let value = if whole.len() <= MOST_BYTES { whole } else { encoded(None) };
    cookie::write(TYPED, &value, Some(MOST_AGE));
}

/// What was typed into `form` by whom the page is shown to, if the page follows a try that failed. Only after [`greet`].
pub fn kept<T: DeserializeOwned>(form: &str) -> Kept<T> {
    let Some(reader) = use_context::<Reader>() else { return Kept::Nothing };
    let Some((workspace, member, kept_for, typed)) = read() else { return Kept::Nothing };
    if (workspace, member, kept_for.as_str()) != (reader.workspace, reader.member, form) {
        return Kept::Nothing;
    }
    match typed {
        Some(typed) => serde_json::from_value(typed).map_or(Kept::Nothing, Kept::Text),
        None => Kept::TooLong,
    }
}

fn read() -> Option<(String, MemberId, String, Option<Value>)> {
    let bytes = URL_SAFE_NO_PAD.decode(cookie::read(TYPED)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The address of a page that says `word` after a success; nothing typed is kept any more. Pages know their words: others say nothing.
pub fn done(page: &str, word: &str) -> String {
    drop_typed();
    format!("{page}?done={word}")
}

fn drop_typed() {
    cookie::write(TYPED, "", Some(0));
}

/// The headers that make a browser forget what was typed and by whom: a sign-out sends them.
pub fn forgotten(workspace: &str, is_https: bool) -> impl Iterator<Item = HeaderValue> {
    [TYPED.to_owned(), typist_name(workspace)].into_iter().filter_map(move |name| cookie::header(&name, "", Some(0), is_https))
}

/// Who was shown this workspace's pages last, as the browser says. It decides nothing but whose text a text is.
fn typist(workspace: &str) -> Option<MemberId> {
    cookie::read(&typist_name(workspace))?.parse().ok()
}

fn typist_name(workspace: &str) -> String {
    format!("typist-{workspace}")
}

/// The name of the form of a draft.
pub fn draft(number: i64) -> String {
    format!("draft-{number}")
}

/// The name of the form of a decision.
pub fn decision(number: i64) -> String {
    format!("decision-{number}")
}

/// The name of the form that stops a run.
pub fn stop(number: i64) -> String {
    format!("stop-{number}")
}

#[cfg(test)]
pub(crate) mod tests;
