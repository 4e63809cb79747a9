//! The only table of addresses: every link to a page or door of ours is built here.
//! Never here: what stands on a page.

use std::fmt::Write as _;

use domain::time::Timestamp;

/// The door that leads from the form of the first page to a workspace.
pub(crate) const ENTER: &str = "/enter";

/// The page behind the set-up link, and the door that takes its form.
pub const SET_UP: &str = "/set-up";

/// The workspace's own path, without a slash at its end: its first page.
#[must_use]
pub fn home(workspace: &str) -> String {
    format!("/t/{}", encoded(workspace))
}

/// The sign-in page; `back` is the path to return to.
#[must_use]
pub fn sign_in(workspace: &str, back: Option<&str>) -> String {
    with_query(below(workspace, "sign-in"), &[("return", back.unwrap_or_default())])
}

/// The door that leads to the provider to prove anew who one is, and back to `back`.
#[must_use]
pub fn confirm(workspace: &str, back: &str) -> String {
    with_query(below(workspace, "sign-in/start"), &[("prove", "yes"), ("return", back)])
}

/// The door that ends the sign-in (a POST).
#[must_use]
pub fn sign_out(workspace: &str) -> String {
    below(workspace, "sign-out")
}

/// The list of requests.
#[must_use]
pub fn requests(workspace: &str) -> String {
    below(workspace, "requests")
}

/// The list of requests, from the one before that number on.
#[must_use]
pub fn requests_before(workspace: &str, before: i64) -> String {
    with_query(requests(workspace), &[("before", &before.to_string())])
}

/// Where a request begins.
#[must_use]
pub fn new_request(workspace: &str) -> String {
    below(workspace, "requests/new")
}

/// One request.
#[must_use]
pub fn request(workspace: &str, number: i64) -> String {
    below(workspace, &format!("requests/{number}"))
}

/// Its form.
#[must_use]
pub fn edit_request(workspace: &str, number: i64) -> String {
    format!("{}/edit", request(workspace, number))
}

/// Its form, with everything that is wrong with it.
#[must_use]
pub fn correct_request(workspace: &str, number: i64) -> String {
    format!("{}?checked=yes", edit_request(workspace, number))
}

/// Its answers, to be checked before it is sent.
#[must_use]
pub fn check_request(workspace: &str, number: i64) -> String {
    format!("{}/check", request(workspace, number))
}

/// Its review.
#[must_use]
pub fn review(workspace: &str, number: i64) -> String {
    format!("{}/review", request(workspace, number))
}

/// Its review with a plan; `was` is the plan that was shown before, if AWS moved since.
#[must_use]
pub fn review_plan(workspace: &str, number: i64, plan: &str, was: Option<&str>) -> String {
    with_query(review(workspace, number), &[("plan", plan), ("was", was.unwrap_or_default())])
}

/// The queue.
#[must_use]
pub fn approvals(workspace: &str) -> String {
    below(workspace, "approvals")
}

/// The queue, beyond the request that was submitted then and has that number.
#[must_use]
pub fn approvals_after(workspace: &str, at: Timestamp, number: i64) -> String {
    with_query(approvals(workspace), &[("after", &format!("{}-{number}", at.timestamp_micros()))])
}

/// The inventory.
#[must_use]
pub fn accounts(workspace: &str) -> String {
    below(workspace, "accounts")
}

/// One account, by its 12 digits.
#[must_use]
pub fn account(workspace: &str, id: &str) -> String {
    below(workspace, &format!("accounts/{}", encoded(id)))
}

/// The tree of OUs.
#[must_use]
pub fn tree(workspace: &str) -> String {
    below(workspace, "tree")
}

/// The policies.
#[must_use]
pub fn policies(workspace: &str) -> String {
    below(workspace, "policies")
}

/// One policy, by AWS's id.
#[must_use]
pub fn policy(workspace: &str, id: &str) -> String {
    below(workspace, &format!("policies/{}", encoded(id)))
}

/// The audit history.
#[must_use]
pub fn audit(workspace: &str) -> String {
    below(workspace, "audit")
}

/// One audit event, by chain and place in it.
#[must_use]
pub fn audit_event(workspace: &str, chain: &str, sequence: i64) -> String {
    below(workspace, &format!("audit/{}/{sequence}", encoded(chain)))
}

/// The door that gives one audit event with its proof.
#[must_use]
pub fn audit_proof(workspace: &str, chain: &str, sequence: i64) -> String {
    format!("{}/proof", audit_event(workspace, chain, sequence))
}

/// The door that gives the audit history as JSON Lines with proofs.
#[must_use]
pub fn audit_lines(workspace: &str) -> String {
    below(workspace, "audit.jsonl")
}

/// The door that gives the audit history as CSV.
#[must_use]
pub fn audit_csv(workspace: &str) -> String {
    below(workspace, "audit.csv")
}

/// Members and teams.
#[must_use]
pub fn members(workspace: &str) -> String {
    below(workspace, "settings/members")
}

/// One's own sessions.
#[must_use]
pub fn sessions(workspace: &str) -> String {
    below(workspace, "settings/sessions")
}

/// The connection to AWS.
#[must_use]
pub fn connection(workspace: &str) -> String {
    below(workspace, "settings/connection")
}

/// An address with query pairs; pairs without a value are left out.
#[must_use]
pub fn with_query(path: String, pairs: &[(&str, &str)]) -> String {
    let mut address = path;
    let mut joint = '?';
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a string cannot fail.
        let _ = write!(address, "{joint}{name}={}", encoded(value));
        joint = '&';
    }
    address
}

fn below(workspace: &str, rest: &str) -> String {
    format!("{}/{rest}", home(workspace))
}

/// Percent-encodes all but what never needs it (RFC 3986 §2.3), so that whatever stands in an address cannot leave its place.
fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_an_address_leaves_its_place() {
        assert_eq!(request("acme", 1042), "/t/acme/requests/1042");
        assert_eq!(home("a/../b\r\nX: y"), "/t/a%2F..%2Fb%0D%0AX%3A%20y");
        assert_eq!(sign_in("acme", Some("/t/acme/requests?a=b&c")), "/t/acme/sign-in?return=%2Ft%2Facme%2Frequests%3Fa%3Db%26c");
    }

    #[test]
    fn an_empty_pair_is_left_out() {
        assert_eq!(review_plan("acme", 7, "p", None), "/t/acme/requests/7/review?plan=p");
        assert_eq!(review_plan("acme", 7, "p", Some("o")), "/t/acme/requests/7/review?plan=p&was=o");
    }
}
