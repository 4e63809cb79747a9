//! The front end's files: script, module, style, fonts and icons, as `cargo xtask build` made them. A release carries them
//! in the binary, a development build reads them from the target directory. Nothing that belongs to a tenant may ever be
//! served from here: these answers are public and kept for a year.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$CHARTER_ASSETS_DIR"]
#[allow_missing = true]
struct Files;

/// The directory of the current package, `pkg/<16 hex digits>`, for `LeptosOptions::site_pkg_dir`. `None` if the front end
/// was never built, which `charter doctor` and the start of `serve` can tell.
pub fn pkg_dir() -> Option<String> {
    let manifest: serde_json::Value = serde_json::from_slice(&Files::get("manifest.json")?.data).ok()?;
    manifest.get("pkg")?.as_str().map(str::to_owned)
}

/// Serves `/pkg/{hash}/{*file}`. The hash covers all files, so an answer never changes: browsers keep it for a year. The
/// brotli sibling is sent to those who accept it. Anything else is 404.
pub async fn serve(Path((hash, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    answer(&hash, &file, &headers, |path| Files::get(path).map(|file| file.data.into_owned()))
}

/// The answer, for files found by `find`, which is given a path below the assets directory.
fn answer(hash: &str, file: &str, headers: &HeaderMap, find: impl Fn(&str) -> Option<Vec<u8>>) -> Response {
    let (Some(content_type), true) = (content_type(file), plain(hash) && file.split('/').all(plain)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let path = format!("pkg/{hash}/{file}");
    let small = if accepts_brotli(headers) { find(&format!("{path}.br")) } else { None };
    let encoded = small.is_some();
    let Some(bytes) = small.or_else(|| find(&path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = Response::new(Body::from(bytes));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if encoded {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// Whether a part of the path is an ordinary name. Dots at the start are refused, so that no path leaves its directory.
fn plain(part: &str) -> bool {
    let ordinary = |next: char| next.is_ascii_alphanumeric() || matches!(next, '.' | '_' | '-');
    !part.is_empty() && !part.starts_with('.') && part.chars().all(ordinary)
}

/// By the end of the name; `None` for files that are not for browsers, brotli siblings among them.
fn content_type(file: &str) -> Option<&'static str> {
    match file.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "woff2" => Some("font/woff2"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// Whether Accept-Encoding lists `br` with a weight other than 0. A star does not count: old proxies send it blindly.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|number| number.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("br") && weight.is_some_and(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(file: &str, accept: Option<&'static str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
        }
        answer("0123456789abcdef", file, &headers, |path| {
            let known = ["charter.js", "charter.js.br", "fonts/a.woff2", "LICENSE", "../secret.txt"];
            known.iter().any(|name| path == format!("pkg/0123456789abcdef/{name}")).then(|| path.as_bytes().to_vec())
        })
    }

    #[test]
    fn brotli_goes_only_to_those_who_accept_it() {
        for (accept, encoded) in
            [(Some("gzip, br"), true), (Some("BR;q=0.5"), true), (Some("br;q=0"), false), (Some("*"), false), (None, false)]
        {
            let response = ask("charter.js", accept);
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers().contains_key(header::CONTENT_ENCODING), encoded, "{accept:?}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
            assert_eq!(response.headers()[header::VARY], "accept-encoding");
        }
    }

    #[test]
    fn a_file_without_a_sibling_is_sent_as_it_is_and_kept_for_a_year() {
        let response = ask("fonts/a.woff2", Some("br"));
        assert_eq!(response.status(), StatusCode::OK);
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    }

    #[test]
    fn unknown_foreign_and_inner_names_are_not_found() {
        for file in ["gone.js", "charter.js.br", "LICENSE", "../secret.txt", "fonts/../charter.js", "fonts//a.woff2", ""] {
            assert_eq!(ask(file, Some("br")).status(), StatusCode::NOT_FOUND, "{file:?}");
        }
    }
}
