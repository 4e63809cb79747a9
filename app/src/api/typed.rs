//! What was typed into a form that could not be taken, on its way back to the page: a cookie of ten minutes, because the page's
//! address must not hold it and a form without a draft has no row. Also the word that a page says after a success.
//! Never here: a secret; trust in what comes back (it only fills a form again, and the form is checked again).

use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::location::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What browsers keep of one cookie at least, less room for name and attributes. What is longer is not kept.
const MOST_BYTES: usize = 3_900;
/// Seconds until the page that follows is there: as long as a sign-in may take, because the session may have ended meanwhile.
const MOST_AGE: u32 = 600;

/// Keeps what was typed into `form` for the page that follows. [`done`] drops it again.
pub fn keep(form: &str, typed: &impl Serialize) {
    let Ok(json) = serde_json::to_string(&(form, typed)) else { return };
    let value = Url::escape(&json);
    if value.len() <= MOST_BYTES {
        set(&value, MOST_AGE);
    }
}

/// What was typed into `form`, if the page follows a try that failed.
pub fn kept<T: DeserializeOwned>(form: &str) -> Option<T> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get_all(COOKIE).into_iter().filter_map(|header| header.to_str().ok());
    let value = read(cookies, name(&parts))?;
    let (kept_for, typed) = serde_json::from_str::<(String, serde_json::Value)>(&Url::unescape(&value)).ok()?;
    if kept_for != form {
        return None;
    }
    serde_json::from_value(typed).ok()
}

/// The address of a page that says `word` after a success; nothing typed is kept any more. Pages know their words: others say nothing.
pub fn done(page: &str, word: &str) -> String {
    set("", 0);
    format!("{page}?done={word}")
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

fn read<'a>(headers: impl Iterator<Item = &'a str>, name: &str) -> Option<String> {
    headers
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Where the session's cookie is bound to https, this one is too.
fn is_https(parts: &Parts) -> bool {
    let mut cookies = parts.headers.get_all(COOKIE).into_iter().filter_map(|header| header.to_str().ok());
    cookies.any(|header| header.split(';').any(|pair| pair.trim().starts_with("__Host-")))
}

fn name(parts: &Parts) -> &'static str {
    if is_https(parts) { "__Host-charter-typed" } else { "charter-typed" }
}

/// Replaces the cookie that this answer sets; an answer sets it once.
fn set(value: &str, max_age: u32) {
    let (Some(parts), Some(answer)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else { return };
    let secure = if is_https(&parts) { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}", name(&parts));
    if let Ok(header) = HeaderValue::from_str(&cookie) {
        answer.insert_header(SET_COOKIE, header);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn on_a_page<T>(cookie: &str, act: impl FnOnce(&ResponseOptions) -> T) -> T {
        Owner::new().with(|| {
            let answer = ResponseOptions::default();
            provide_context(Request::builder().header(COOKIE, cookie).body(()).unwrap().into_parts().0);
            provide_context(answer.clone());
            act(&answer)
        })
    }

    fn cookie_of(answer: &ResponseOptions) -> String {
        let parts = answer.0.read().unwrap();
        let all: Vec<_> = parts.headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(all.len(), 1);
        all[0].to_str().unwrap().to_owned()
    }

    #[test]
    fn what_was_typed_comes_back_to_its_own_form_only() {
        let typed = ("a;b=\"c\"\r\n, é".to_owned(), vec!["x".to_owned()]);
        let set = on_a_page("theme=dark", |answer| {
            keep("invite", &typed);
            cookie_of(answer)
        });
        let pair = set.split(';').next().unwrap().to_owned();
        assert_eq!(on_a_page(&pair, |_| kept::<(String, Vec<String>)>("invite")), Some(typed));
        assert_eq!(on_a_page(&pair, |_| kept::<(String, Vec<String>)>("change")), None);
        assert_eq!(on_a_page(&pair, |_| kept::<i64>("invite")), None);
    }

    #[test]
    fn a_success_leaves_nothing_behind() {
        let set = on_a_page("charter=1", |answer| {
            keep("team", &"Payments");
            assert_eq!(done("/t/a/settings/members", "team_created"), "/t/a/settings/members?done=team_created");
            cookie_of(answer)
        });
        assert!(set.starts_with("charter-typed=; ") && set.contains("Max-Age=0"), "{set}");
    }

    #[test]
    fn the_cookie_is_bound_to_https_where_the_session_is() {
        let set = on_a_page("__Host-charter=1", |answer| {
            keep("team", &"Payments");
            cookie_of(answer)
        });
        assert!(set.starts_with("__Host-charter-typed=") && set.contains("; Path=/;") && set.ends_with("; Secure"), "{set}");
    }

    #[test]
    fn a_text_longer_than_a_cookie_is_not_cut() {
        on_a_page("", |answer| {
            keep("team", &"é".repeat(MOST_BYTES));
            assert!(answer.0.read().unwrap().headers.is_empty());
        });
    }
}
