//! Forms with one field left out, emptied, spoiled or sent twice, and bodies that are no form at all.
//! Never here: the headers of a form (`kinds.rs`).

use std::collections::BTreeMap;

use axum::http::StatusCode;

use super::{browser_for, check, says_what_to_do, values};
use crate::doors::access::{Who, table};
use crate::doors::browse::{fill, get, post, refusal};
use crate::doors::roles::{form, ids_for};
use crate::doors::world::World;
use crate::support::PUBLIC_URL;

/// Bodies made from one that is taken: each field left out, emptied, spoiled, twice; then bodies that are no form at all.
fn spoiled(body: &str) -> Vec<String> {
    let pairs: Vec<&str> = body.split('&').filter(|pair| !pair.is_empty()).collect();
    let mut bodies = Vec::new();
    for place in 0..pairs.len() {
        let name = pairs[place].split('=').next().unwrap_or_default();
        let with = |pair: Option<String>| {
            let mut pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
            match pair {
                Some(pair) => pairs[place] = pair,
                None => drop(pairs.remove(place)),
            }
            pairs.join("&")
        };
        bodies.push(with(None));
        bodies.push(with(Some(format!("{name}=1&{name}=2"))));
        bodies.push(with(Some(format!("{name}[a][b]=1"))));
        bodies.push(with(Some(format!("{name}[]=1"))));
        bodies.extend(values().into_iter().map(|value| with(Some(format!("{name}={value}")))));
    }
    bodies.extend(
        [
            "",
            "x",
            "=",
            "&&&",
            "%%%",
            "[",
            "]",
            "[]=",
            "workspace",
            "workspace=acme",
            "workspace=nowhere",
            "workspace=%00",
            "workspace=ACME",
            "{\"workspace\":\"acme\"}",
            "workspace[acme]=1",
        ]
        .map(str::to_owned),
    );
    let more = [
        "form[tags][99999999999999999999][key]=x".to_owned(),
        "form[tags][18446744073709551615][key]=x&form[tags][4294967296][value]=y".to_owned(),
        "form[tags]=x".to_owned(),
        "form=x".to_owned(),
        "form[tags][0]=x".to_owned(),
        "form[tags][0][key][0]=x".to_owned(),
        "roles=x".to_owned(),
        "roles[0][1]=x&teams[x]=y&policies[0][0]=z".to_owned(),
        format!("x{}=1", "[a]".repeat(2_000)),
        format!("form{}=1", "[tags]".repeat(500)),
        (0..4_000).map(|n| format!("form[tags][{n}][key]=k{n}")).collect::<Vec<_>>().join("&"),
        (0..4_000).map(|n| format!("policies[{n}]=p-{n}")).collect::<Vec<_>>().join("&"),
        format!("comment={}", "x".repeat(200_000)),
        format!("comment={}", "%00".repeat(50_000)),
    ];
    bodies.extend(more.into_iter().map(|rest| format!("{body}&{rest}")));
    bodies
}

#[tokio::test]
async fn a_form_that_no_page_sends_is_answered_with_what_to_do() {
    let world = World::new().await;
    let other = world.database.fingerprint(world.globex.tenant).await;
    let ids = ids_for(&world, false);
    let mut n_sent = 0;
    for line in table().into_iter().filter(|line| line.path.starts_with("/api/")) {
        let Who::Members(permission) = line.who else { continue };
        let browser = browser_for(&world, permission).await;
        let (page, body) = form(line.path);
        let (page, body) = (fill(&format!("/t/acme{page}"), &ids, &ids), fill(&format!("workspace=acme&{body}"), &ids, &ids));
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for body in spoiled(&body) {
            let answer = post(&browser, &world.router, line.path, &page, &body).await;
            let what = format!("{} with {body}", line.path);
            check(&what, &answer);
            n_sent += 1;
            if answer.status == StatusCode::FOUND {
                let refusal = refusal(&answer);
                assert!(
                    !refusal.as_deref().is_some_and(|word| word.starts_with("broken") || word == "try_later" || word == "aws"),
                    "{what:.300}: {refusal:?}"
                );
                if let Some(word) = refusal {
                    // The same word on the same page is the same page.
                    seen.insert(word, answer.location().to_owned());
                }
            } else {
                assert!(
                    answer.status.is_client_error() && says_what_to_do(&answer.body),
                    "{what:.300}: {} {}",
                    answer.status,
                    answer.body
                );
            }
        }
        for (word, location) in seen {
            let path = location.trim_start_matches(PUBLIC_URL);
            let shown = get(&browser, &world.router, path).await;
            let what = format!("{} failed with {word} and leads to {path}", line.path);
            check(&what, &shown);
            // A page that went meanwhile (its draft was discarded by a body that was taken after all) says so by its status.
            // So does one whose reader a body signed out after all: it leads to signing in.
            let is_out = shown.location().contains("/sign-in?");
            assert!(shown.status.is_client_error() || is_out || says_what_to_do(&shown.body), "{what}: {}", shown.body);
        }
    }
    assert_eq!(other, world.database.fingerprint(world.globex.tenant).await);
    println!("{n_sent} forms sent");
}
