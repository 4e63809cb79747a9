//! Texts from addresses and filters: what a workspace's address may be, and what Postgres cannot take.
//! Never here: a rule about a field of a form.

use std::borrow::Cow;

/// Whether the text may be the address of a workspace: 3 to 40 of a-z, 0-9 and `-`, starting with a letter, not ending with `-`.
pub fn is_workspace_address(text: &str) -> bool {
    let ends_well = text.starts_with(|first: char| first.is_ascii_lowercase()) && !text.ends_with('-');
    let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (3..=40).contains(&text.len()) && ends_well && is_plain
}

/// The text with U+FFFD for U+0000. Postgres has no text with U+0000, so nothing that is kept can be found by one.
pub fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_workspace_has_only_what_a_path_can_show() {
        for good in ["acme", "a-1", "northwind-traders", "a".repeat(40).as_str()] {
            assert!(is_workspace_address(good), "{good:?}");
        }
        for bad in ["ac", "Acme", "1acme", "acme-", "ac me", "a".repeat(41).as_str(), "ac/me", "", "\0", "ac\0me", "acmé"] {
            assert!(!is_workspace_address(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_text_without_nul_stays_as_it_is() {
        assert!(matches!(without_nul("a\u{1}b"), Cow::Borrowed("a\u{1}b")));
        assert_eq!(without_nul("\0a\0"), "\u{fffd}a\u{fffd}");
    }
}
