//! Reading cookies from a request.
//! Never here: the session's cookie being written (tower-sessions does it).

use axum::http::{HeaderMap, header};

/// The value of a cookie; of several with this name the first, as servers agree.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lists = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "charter-sign-in=a; x=charter=b".parse().unwrap());
        headers.append(header::COOKIE, "charter=c".parse().unwrap());
        assert_eq!(find(&headers, "charter"), Some("c"));
        assert_eq!(find(&headers, "charter-sign-in"), Some("a"));
        assert_eq!(find(&headers, "sign-in"), None);
    }
}
