//! Cookies of ours beside the session's: read from what the browser sent, written to the answer.
//! Never here: what a cookie holds; a guess whether browsers come by https.

use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Whether browsers come by https. The server provides it for every page and door; without it cookies are as strict as if they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Https(pub bool);

/// The value of one of our cookies, if the browser sent it.
pub(super) fn read(name: &str) -> Option<String> {
    let name = whole_name(name, is_https());
    let parts = use_context::<Parts>()?;
    let lists = parts.headers.get_all(COOKIE).into_iter().filter_map(|list| list.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// Sets the cookie for `seconds`, or until the browser is closed. An answer of ours sets one cookie: the last one counts.
pub(super) fn write(name: &str, value: &str, seconds: Option<u32>) {
    let Some(answer) = use_context::<ResponseOptions>() else { return };
    if let Some(header) = header(name, value, seconds, is_https()) {
        answer.insert_header(SET_COOKIE, header);
    }
}

/// The header that sets a cookie; `None` for a name or value that no header can hold.
pub(super) fn header(name: &str, value: &str, seconds: Option<u32>, is_https: bool) -> Option<HeaderValue> {
    let name = whole_name(name, is_https);
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if is_https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}")).ok()
}

fn is_https() -> bool {
    use_context::<Https>().is_none_or(|https| https.0)
}

/// Over http on loopback browsers would refuse the prefix.
fn whole_name(name: &str, is_https: bool) -> String {
    if is_https { format!("__Host-charter-{name}") } else { format!("charter-{name}") }
}
