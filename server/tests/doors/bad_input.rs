//! What no page of ours sends: forms that are broken, too long, or of another kind; addresses that nobody made. The answer is never a failure
//! of ours, says what to do, and loses nothing.
//! Never here: what a field may hold (the parsers' tests have that).

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use domain::access::{Permission, Role};

use super::access::{Who, table};
use super::browse::{fill, get, post, refusal};
use super::foreign::at_home;
use super::roles::{form, ids_for};
use super::world::World;
use crate::support::PUBLIC_URL;
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
            assert!(shown.status.is_client_error() || says_what_to_do(&shown.body), "{what}: {}", shown.body);
        }
    }
    assert_eq!(other, world.database.fingerprint(world.globex.tenant).await);
    println!("{n_sent} forms sent");
}

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

/// Addresses that nobody made: parts of paths and values of queries.
fn addresses(ids: &super::world::Ids) -> Vec<String> {
    let mut addresses = Vec::new();
    for line in table().into_iter().filter(|line| line.method == Method::GET) {
        let parts: Vec<&str> = line.path.split('/').collect();
        for place in (0..parts.len()).filter(|place| parts[*place].starts_with('{')) {
            for value in values().into_iter().filter(|value| !value.is_empty()) {
                let mut spoiled = parts.clone();
                let value = value.replace('[', "%5B").replace(']', "%5D");
                spoiled[place] = &value;
                let known = at_home(&spoiled.join("/").replace("%zz", "zz"), "acme", ids, "planned");
                addresses.push(if value.ends_with('%') { known.replace("%/", "%25/") } else { known });
            }
        }
    }
    let plan = format!("/t/acme/requests/{}/review?plan=", ids["planned"]);
    let was = format!("/t/acme/requests/{}/review?plan={}&was=", ids["planned"], ids["plan"]);
    let edit = format!("/t/acme/requests/{}/edit?__path=%2Fapi%2Frequests%2Fsave&__err=", ids["draft"]);
    let members = "/t/acme/settings/members?__path=%2Fapi%2Fmembers%2Finvite&__err=";
    let queries = [
        "/enter?workspace=",
        "/sign-in/callback?state=",
        "/sign-in/callback?state=x&code=",
        "/sign-in/callback?iss=",
        "/sign-in/callback?error=",
        "/t/acme/sign-in?return=",
        "/t/acme/audit.csv?from=",
        "/t/acme/audit.csv?before=",
        "/t/acme/audit.csv?object=",
        "/t/acme/audit.csv?actor=",
        "/t/acme?done=",
        "/t/acme/requests?before=",
        "/t/acme/requests?done=",
        &plan,
        &was,
        &edit,
        members,
        "/t/acme/accounts?q=",
        "/t/acme/accounts?unit=",
        "/t/acme/accounts?after=",
        "/t/acme/accounts?after=1:",
        "/t/acme/audit?actor=",
        "/t/acme/audit?action=",
        "/t/acme/audit?object=",
        "/t/acme/audit?object=R-",
        "/t/acme/audit?from=",
        "/t/acme/audit?until=",
        "/t/acme/audit?before=",
        "/t/acme/audit?before=1.changes.",
        "/t/acme/audit?before=9223372036854775807.changes.",
        "/t/acme/settings/members?member=",
        "/t/acme/settings/members?__path=",
        "/t/acme/settings/connection?__err=",
        "/?__err=",
        "/t/acme/requests/new?__path=x&__err=",
    ];
    for query in queries {
        addresses.extend(values().into_iter().map(|value| format!("{query}{value}")));
        // An error that was forged: each is printed by our own words or not at all.
        for error in [
            r#""sign_in""#,
            r#"{"invalid":[{"field":"email","problem":{"character":"<"}}]}"#,
            r#"{"broken":"x"}"#,
            "{",
            "\"<script>alert(1)</script>\"",
        ] {
            use base64::Engine as _;
            addresses.push(format!("{query}{}", base64::engine::general_purpose::URL_SAFE.encode(error)));
        }
    }
    addresses.push(format!("/t/acme/accounts?q={}", "x".repeat(60_000)));
    addresses.push(format!("/{}", "x/".repeat(20_000)));
    addresses.push(format!("/t/acme?{}", "a=b&".repeat(10_000)));
    addresses.push("/t/acme/requests?before=1&before=2&before=".to_owned());
    addresses.extend(
        [
            "/t",
            "/t/",
            "//",
            "/t//requests",
            "/t/acme/",
            "/t/acme/requests/",
            "/api",
            "/api/",
            "/api/%00",
            "/pkg",
            "/t/acme/%2e%2e/globex",
        ]
        .map(str::to_owned),
    );
    addresses
}

#[tokio::test]
async fn an_address_that_nobody_made_is_answered_with_what_to_do() {
    let world = World::new().await;
    let acme = &world.acme;
    let mut n_asked = 0;
    let addresses = addresses(&acme.ids);
    let members = [&acme.requester, &acme.approver, &acme.administrator, &acme.auditor];
    let mut browsers = Vec::new();
    for member in members {
        browsers.push(world.browser(member).await);
    }
    // Whoever gets furthest behind the address: whoever may open it if it is one of ours.
    let furthest = |address: &str| match address {
        _ if address.starts_with("/t/acme/audit") => &browsers[3],
        _ if address.starts_with("/t/acme/settings") => &browsers[2],
        _ if address.contains("/review") => &browsers[1],
        _ => &browsers[0],
    };
    let stranger = Browser::default();
    // What no program could send at all is left out.
    for address in addresses.iter().filter(|address| address.parse::<axum::http::Uri>().is_ok()) {
        for (name, browser) in [("a member", furthest(address)), ("a stranger", &stranger)] {
            let answer = get(browser, &world.router, address).await;
            check(&format!("{name}: {address}"), &answer);
            let is_page = answer.status.is_success() || answer.status.is_redirection();
            assert!(is_page || answer.body.contains("<h1"), "{name}: {address:.200}: {} {}", answer.status, answer.body);
            n_asked += 1;
        }
    }
    assert!(n_asked > 1_000, "{n_asked}");
    println!("{n_asked} addresses asked");
}

#[tokio::test]
async fn a_draft_survives_what_could_not_be_read_and_a_session_that_ends() {
    let world = World::new().await;
    let ids = &world.acme.ids;
    let kept = async || control::requests::draft(&world.acme.requester, ids["draft"].parse().unwrap()).await.unwrap();
    let before = kept().await;
    let browser = world.browser(&world.acme.requester).await;
    let page = format!("/t/acme/requests/{}/edit", ids["draft"]);
    let base = format!("workspace=acme&number={}&version=2", ids["draft"]);
    // A form that lost its fields on the way is no form with empty fields.
    for rest in ["", "&then=check", "&form[tags]=x", "&form=", "&form[account_name]=a&form[account_name]=b"] {
        let answer = post(&browser, &world.router, "/api/requests/save", &page, &format!("{base}{rest}")).await;
        assert_eq!(refusal(&answer).as_deref(), Some("malformed"), "{rest}: {}", answer.location());
    }
    assert_eq!(kept().await.form, before.form);
    // The session ended while the form was filled in: what was typed is there again after signing in.
    let mut stranger = browser.clone();
    stranger.send(&world.router, Method::GET, &page, &[("accept", "text/html")], "").await;
    stranger.cookies.remove("charter").unwrap();
    let from = format!("{PUBLIC_URL}{page}");
    let headers = [("accept", "text/html"), ("origin", PUBLIC_URL), ("referer", from.as_str())];
    let body = format!("{base}&form[account_name]=Typed+for+an+hour&form[purpose]=x%00y&then=stay");
    let answer = stranger.send(&world.router, Method::POST, "/api/requests/save", &headers, &body).await;
    assert_eq!(refusal(&answer).as_deref(), Some("sign_in"));
    let mut back = world.browser(&world.acme.requester).await;
    back.cookies.extend(stranger.cookies);
    let shown = get(&back, &world.router, answer.location().trim_start_matches(PUBLIC_URL)).await;
    assert!(shown.body.contains("Typed for an hour") && shown.body.contains("was not saved"), "{}", shown.body);
    assert_eq!(kept().await.form, before.form);
}
