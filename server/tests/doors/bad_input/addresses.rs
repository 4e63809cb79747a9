//! Addresses that nobody made: parts of paths, values of queries, places of lists.
//! Never here: forms.

use axum::http::{Method, StatusCode};

use super::{check, values};
use crate::doors::access::table;
use crate::doors::browse::get;
use crate::doors::foreign::at_home;
use crate::doors::world::{Ids, World};
use crate::support::browser::Browser;

/// Addresses that nobody made: parts of paths and values of queries.
fn addresses(ids: &Ids) -> Vec<String> {
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
        "/t/acme/audit.csv?q=",
        "/t/acme/audit.csv?seen=",
        "/t/acme/audit.csv?q=target:",
        "/t/acme/audit.jsonl?q=",
        "/t/acme/audit.jsonl?q=actor:",
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
        "/t/acme/accounts?as_of=",
        "/t/acme/tree?as_of=",
        "/t/acme/policies?as_of=2020-01-01&as_of_time=",
        "/t/acme/audit?q=",
        "/t/acme/audit?q=actor:",
        "/t/acme/audit?q=action:",
        "/t/acme/audit?q=target:",
        "/t/acme/audit?q=target:R-",
        "/t/acme/audit?q=at:",
        "/t/acme/audit?q=at:-",
        "/t/acme/audit?q=ip:",
        "/t/acme/audit?q=%22",
        "/t/acme/audit?seen=",
        "/t/acme/audit?seen=1.",
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
async fn a_place_of_a_list_that_cannot_be_read_is_no_first_page() {
    let world = World::new().await;
    let lists = [
        ("/t/acme/accounts?q=a&after=", "/t/acme/accounts?q=a"),
        ("/t/acme/requests?before=", "/t/acme/requests"),
        ("/t/acme/approvals?after=", "/t/acme/approvals"),
    ];
    let browser = world.browser(&world.acme.approver).await;
    for (list, first) in lists {
        let values = values().into_iter().filter(|value| !value.is_empty() && !is_number(value));
        for address in values.map(|value| format!("{list}{value}")).filter(|address| address.parse::<axum::http::Uri>().is_ok()) {
            let answer = get(&browser, &world.router, &address).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address:.200}: {}", answer.body);
            assert!(answer.body.contains("This page of the list cannot be found"), "{address:.200}: {}", answer.body);
            assert!(answer.body.contains(&format!("href=\"{first}\"")), "{address:.200}: {}", answer.body);
        }
        let answer = get(&browser, &world.router, first).await;
        assert_eq!(answer.status, StatusCode::OK, "{first}: {}", answer.body);
    }
}

/// Whether the text is the number that a request could have.
fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number > 0)
}
