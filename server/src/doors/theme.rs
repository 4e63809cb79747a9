//! `POST /theme`: keeps the theme that a person chose, in a cookie.
//! Never here: anything kept on the server.

use axum::Form;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::site::Site;

/// The form.
#[derive(Deserialize)]
pub struct ThemeForm {
    theme: String,
    #[serde(default, rename = "return")]
    back: String,
}

/// Sets the cookie and goes back to the page.
pub async fn choose(State(site): State<Site>, Form(form): Form<ThemeForm>) -> Response {
    let attributes = site.web.cookie_attributes();
    let cookie = match form.theme.as_str() {
        theme @ ("light" | "dark") => format!("charter_theme={theme}; Max-Age=31536000; {attributes}"),
        _ => format!("charter_theme=; Max-Age=0; {attributes}"),
    };
    ([(header::SET_COOKIE, cookie)], Redirect::to(local(&form.back))).into_response()
}

/// The path if it is one of ours: never another site's address.
fn local(path: &str) -> &str {
    let is_ours =
        path.starts_with('/') && !path.starts_with("//") && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert_eq!(local("/t/acme?x=1"), "/t/acme?x=1");
        for path in ["", "//evil", "https://evil", "/\\evil", "/a\r\nb", "evil"] {
            assert_eq!(local(path), "/", "{path:?}");
        }
    }
}
