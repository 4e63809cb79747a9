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

/// Where the asked page of a list begins: behind what `read` makes of a value of the query. Without one it is the first page.
///
/// # Errors
/// [`control::Error::NoSuchPlace`] if the value is no place.
pub(crate) fn place<T>(name: &str, read: impl Fn(&str) -> Option<T>) -> control::Result<Option<T>> {
    asked(name).map(|text| read(&text).ok_or(control::Error::NoSuchPlace)).transpose()
}

/// Path and query of this page, to come back to; what a failed form left in the query is dropped.
pub(crate) fn here() -> String {
    without(|name| name.starts_with("__"))
}

/// The first page of the list that this page is one of, with all that is asked for but the place.
pub(crate) fn first_page() -> String {
    without(|name| name.starts_with("__") || PLACES.contains(&name))
}

/// The pairs of queries that say where a page of a list begins.
const PLACES: [&str; 2] = ["after", "before"];

/// Path and query of this page without some pairs.
fn without(is_dropped: impl Fn(&str) -> bool) -> String {
    let Some(parts) = use_context::<Parts>() else { return "/".to_owned() };
    let pairs = parts.uri.query().unwrap_or_default().split('&');
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let kept: Vec<&str> = pairs.filter(|pair| !pair.is_empty() && !is_dropped(&name(pair))).collect();
    let path = parts.uri.path();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(uri: &str, address: fn() -> String) -> String {
        Owner::new().with(|| {
            let (parts, ()) = axum::http::Request::builder().uri(uri).body(()).unwrap().into_parts();
            provide_context(parts);
            address()
        })
    }

    #[test]
    fn the_way_back_does_not_repeat_an_old_error() {
        let uri = "/t/acme/requests/5/edit?checked=yes&__path=%2Fapi%2Fx&__err=eA";
        assert_eq!(at(uri, here), "/t/acme/requests/5/edit?checked=yes");
    }

    #[test]
    fn the_first_page_of_a_list_asks_for_the_same() {
        assert_eq!(at("/t/acme/accounts?q=after%3D1&after=%00&unit=r-1", first_page), "/t/acme/accounts?q=after%3D1&unit=r-1");
        assert_eq!(at("/t/acme/requests?before", first_page), "/t/acme/requests");
    }
}
