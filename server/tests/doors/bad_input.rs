//! What no page of ours sends: forms that are broken, too long, or of another kind; addresses that nobody made. The answer is never a failure
//! of ours, says what to do, and loses nothing. Here: the values that are tried, and how an answer is judged.
//! Never here: what a field may hold (the parsers' tests have that).

mod addresses;
mod drafts;
mod fields;
mod kinds;

use domain::access::{Permission, Role};

use super::world::World;
use crate::support::browser::{Answer, Browser};

/// Values that are no ids, no numbers, no words.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        "%00",
        "a%00b",
        "%FF%FE",
        "%",
        "%zz",
        "0",
        "-1",
        "1.5",
        "2147483648",
        "9223372036854775808",
        "99999999999999999999999999",
        "..%2F..%2Fetc",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "'%3B+drop+table+member%3B--",
        "%F0%9F%92%A9",
        "%E2%80%AE",
        "%0D%0AX-Y%3A+z",
        "%22%3E%3Cimg+src%3Dx%3E",
        "00000000-0000-0000-0000-000000000000",
        "R-1001",
        "null",
        "%7B%7D",
        "[]",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push("x".repeat(7_000));
    values
}

/// The answer is one of ours, and repeats nothing as markup.
fn check(what: &str, answer: &Answer) {
    let what: String = what.chars().take(300).collect();
    assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.body);
    let is_page = answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    assert!(
        !is_page || !["<script>alert", "<img src=x"].iter().any(|sign| answer.body.contains(sign)),
        "{what}: {}",
        answer.body
    );
    assert!(!answer.headers.contains_key("x-y"), "{what} made a header");
}

/// A page that says what happened and what to do.
fn says_what_to_do(body: &str) -> bool {
    ["role=\"alert\"", "Nothing was changed", "Check the address", "What you typed last was not saved"]
        .iter()
        .any(|sign| body.contains(sign))
}

/// A browser of somebody with that permission.
async fn browser_for(world: &World, permission: Permission) -> Browser {
    let acme = &world.acme;
    let members = [
        (Role::Requester, &acme.requester),
        (Role::Approver, &acme.approver),
        (Role::Administrator, &acme.administrator),
        (Role::Auditor, &acme.auditor),
    ];
    let (_, caller) = members
        .into_iter()
        .find(|(role, _)| permission == Permission::Belong || role.permissions().contains(&permission))
        .unwrap();
    world.browser(caller).await
}
