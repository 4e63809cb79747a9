//! Forms as another kind of content, too large, from nowhere, by another method.
//! Never here: what stands in a form (`fields.rs`).

use axum::http::{Method, StatusCode};

use super::{browser_for, check, says_what_to_do};
use crate::doors::access::{Who, table};
use crate::doors::browse::fill;
use crate::doors::roles::{form, ids_for};
use crate::doors::world::World;
use crate::support::PUBLIC_URL;
use crate::support::browser::Answer;

#[tokio::test]
async fn a_form_of_another_kind_or_size_changes_nothing_and_says_what_to_do() {
    let world = World::new().await;
    let before = world.database.fingerprint(world.acme.tenant).await;
    let ids = ids_for(&world, false);
    let own = [("origin", PUBLIC_URL), ("sec-fetch-site", "same-origin")];
    for line in table().into_iter().filter(|line| line.path.starts_with("/api/")) {
        let Who::Members(permission) = line.who else { continue };
        let mut browser = browser_for(&world, permission).await;
        let (page, body) = form(line.path);
        let (page, body) =
            (fill(&format!("{PUBLIC_URL}/t/acme{page}"), &ids, &ids), fill(&format!("workspace=acme&{body}"), &ids, &ids));
        let large = format!("{body}&comment={}", "x".repeat(300_000));
        let length = large.len().to_string();
        let multipart = "multipart/form-data; boundary=b";
        let kinds =
            ["application/json", "text/plain", "application/xml", multipart, "", "application/x-www-form-urlencodedx", "\u{1}"];
        // No way back to a page, as from a program; then from the form's page.
        for accept in ["text/html", "application/json", "*/*"] {
            for referer in [None, Some(page.as_str()), Some("not an address"), Some("/relative")] {
                let mut headers: Vec<(&str, &str)> = own.to_vec();
                headers.push(("accept", accept));
                headers.extend(referer.map(|from| ("referer", from)));
                for kind in kinds.iter().filter(|kind| !kind.contains('\u{1}')) {
                    let mut headers = headers.clone();
                    headers.push(("content-type", *kind));
                    let body = if *kind == "application/json" { r#"{"workspace":"acme","number":1}"# } else { "workspace" };
                    let answer = browser.send(&world.router, Method::POST, line.path, &headers, body).await;
                    told(&format!("{} as {kind:?}, {accept}, {referer:?}", line.path), accept, &answer);
                }
                // Sent piece by piece, its length is not known before.
                let answer = browser.send(&world.router, Method::POST, line.path, &headers, &large).await;
                told(&format!("{} too large, {accept}, {referer:?}", line.path), accept, &answer);
                headers.push(("content-length", &length));
                let answer = browser.send(&world.router, Method::POST, line.path, &headers, &large).await;
                assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", line.path);
                assert!(accept != "text/html" || answer.body.contains("256 KiB"), "{}", answer.body);
            }
        }
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::HEAD, Method::OPTIONS] {
            let answer =
                browser.send(&world.router, method.clone(), line.path, &[own[0], own[1], ("accept", "text/html")], &body).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {}", line.path);
        }
    }
    assert_eq!(before, world.database.fingerprint(world.acme.tenant).await, "something was changed");
}

/// Whoever takes pages is led to one or gets one; a program gets a status of its own mistake.
fn told(what: &str, accept: &str, answer: &Answer) {
    check(what, answer);
    if answer.status == StatusCode::FOUND {
        assert!(accept == "text/html" && answer.location().contains("__err="), "{what} leads to {}", answer.location());
        return;
    }
    assert!(answer.status.is_client_error(), "{what}: {}", answer.status);
    assert!(accept != "text/html" || says_what_to_do(&answer.body), "{what}: {}", answer.body);
}
