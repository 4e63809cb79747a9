//! What the address of the page says: parts of its path, pairs of its query, and the address itself.
//! Never here: what a part means.

use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The workspace of the address.
pub(crate) fn workspace() -> String {
    part("workspace")
}

/// A part of the path by its name in the route table; empty if the route has none.
pub(crate) fn part(name: &str) -> String {
    use_params_map().with_untracked(|parts| parts.get(name).unwrap_or_default())
}

/// The number of the request in the path; `None` if it is none.
pub(crate) fn number() -> Option<i64> {
    part("number").parse().ok().filter(|number| *number > 0)
}

/// A value of the query; empty if it is not there.
pub(crate) fn query(name: &str) -> String {
    use_query_map().with_untracked(|pairs| pairs.get(name).unwrap_or_default())
}

/// A value of the query; `None` if it is not there or empty.
pub(crate) fn asked(name: &str) -> Option<String> {
    Some(query(name)).filter(|value| !value.is_empty())
}

/// Path and query of this page, to come back to; what a failed form left in the query is dropped.
pub(crate) fn here() -> String {
    let Some(parts) = use_context::<Parts>() else { return "/".to_owned() };
    let pairs = parts.uri.query().unwrap_or_default().split('&');
    let kept: Vec<&str> = pairs.filter(|pair| !pair.is_empty() && !pair.starts_with("__")).collect();
    let path = parts.uri.path();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_does_not_repeat_an_old_error() {
        Owner::new().with(|| {
            let uri = "/t/acme/requests/5/edit?checked=yes&__path=%2Fapi%2Fx&__err=eA";
            let (parts, ()) = axum::http::Request::builder().uri(uri).body(()).unwrap().into_parts();
            provide_context(parts);
            assert_eq!(here(), "/t/acme/requests/5/edit?checked=yes");
        });
    }
}
