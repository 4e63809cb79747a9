//! The set-up link over HTTP, and as the real program prints it.

use std::process::Stdio;
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use chrono::TimeDelta;
use control::entrance::{SET_UP_LIMIT, WorkspaceForm, create_workspace};
use server::set_up::announce;
use store::testing::TestDatabase;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

use crate::support::browser::{Answer, Browser};
use crate::support::{PUBLIC_URL, TestSite};

const FORM: &str = "slug=acme&name=Acme&issuer=https%3A%2F%2Fid.example.com&client_id=charter&admin_email=ana%40acme.example";

/// The link that the start prints, as a path.
async fn printed(test: &TestSite) -> String {
    let words = announce(&test.site.means, &test.site.web.public_url).await.unwrap().unwrap();
    link_in(&words).strip_prefix(PUBLIC_URL).unwrap().to_owned()
}

fn link_in(words: &str) -> &str {
    words.split_whitespace().find(|word| word.contains("/set-up?code=")).unwrap()
}

fn code_of(link: &str) -> &str {
    link.split_once("code=").unwrap().1
}

/// No answer shows the code but in its cookie.
fn check_silent(answer: &Answer, code: &str) {
    assert!(!answer.body.contains(code), "{}", answer.body);
    for (name, value) in &answer.headers {
        assert!(name == header::SET_COOKIE || !value.to_str().unwrap().contains(code), "{name}: {value:?}");
    }
}

async fn count(test: &TestSite, table: &str) -> String {
    test.database.look(&format!("select count(*)::text from {table}")).await.remove(0)
}

#[tokio::test]
async fn a_printed_link_leads_by_a_form_to_a_workspace_and_its_sign_in() {
    let test = TestSite::new(&[]).await;
    let link = printed(&test).await;
    let code = code_of(&link).to_owned();
    let mut browser = Browser::default();

    test.clock.advance(TimeDelta::minutes(20));
    let opened = browser.get(&test, &link).await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, "/set-up"), "never a page at the link's own address");
    assert_eq!(opened.cookies(), [format!("charter-set-up={code}; Max-Age=2400; Path=/; HttpOnly; SameSite=Lax")]);
    let page = browser.get(&test, "/set-up").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&format!("{PUBLIC_URL}/sign-in/callback")), "the address to register: {}", page.body);
    for name in ["slug", "name", "issuer", "client_id", "admin_email"] {
        assert!(page.body.contains(&format!("name=\"{name}\"")), "{name}: {}", page.body);
    }

    let wrong =
        browser.post(&test, "/set-up", "slug=A+b&name=Acme+%26+Co&issuer=id.example.com&client_id=&admin_email=ana").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["value=\"A b\"", "value=\"Acme &amp; Co\"", "value=\"id.example.com\"", "value=\"ana\""] {
        assert!(wrong.body.contains(kept), "{kept}: {}", wrong.body);
    }
    for field in ["slug", "issuer", "client_id", "admin_email"] {
        assert!(wrong.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", wrong.body);
    }
    assert_eq!(count(&test, "workspace").await, "0");

    let made = browser.post(&test, "/set-up", FORM).await;
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, "/t/acme/sign-in"), "{}", made.body);
    assert!(browser.cookies.is_empty(), "the cookie is gone");
    let sign_in = browser.get(&test, "/t/acme/sign-in").await;
    assert!(sign_in.body.contains("Sign in to Acme") && sign_in.body.contains("Nobody signed in"), "{}", sign_in.body);

    let again = browser.get(&test, &link).await;
    assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, "/set-up"));
    let after = browser.get(&test, "/set-up").await;
    assert_eq!(after.status, StatusCode::GONE);
    assert!(after.body.contains("This set-up link was used"), "{}", after.body);
    let post = browser.post(&test, "/set-up", &FORM.replace("slug=acme", "slug=other")).await;
    assert_eq!(post.status, StatusCode::GONE);
    assert_eq!(count(&test, "workspace").await, "1");
    assert!(announce(&test.site.means, &test.site.web.public_url).await.unwrap().is_none(), "no link where a workspace is");
    for answer in [opened, page, wrong, made, sign_in, again, after, post] {
        check_silent(&answer, &code);
    }
}

#[tokio::test]
async fn whoever_comes_without_a_code_that_opens_is_told_what_to_do_and_nothing_else() {
    let test = TestSite::new(&[]).await;
    let link = printed(&test).await;
    let wrong = "0".repeat(64);
    let mut stranger = Browser::default();
    for address in
        [format!("/set-up?code={wrong}"), "/set-up?code=".into(), "/set-up?other=1".into(), "/set-up?code=%FF%00".into()]
    {
        let answer = stranger.get(&test, &address).await;
        assert_eq!(
            (answer.status, answer.location(), answer.cookies().len()),
            (StatusCode::SEE_OTHER, "/set-up", 0),
            "{address}"
        );
    }
    let mut bodies = Vec::new();
    for cookie in ["", &wrong, "x"] {
        stranger.cookies.insert("charter-set-up".to_owned(), cookie.to_owned());
        let page = stranger.get(&test, "/set-up").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.body.contains("by a set-up link only") && page.body.contains("charter workspace create"), "{}", page.body);
        let post = stranger.post(&test, "/set-up", FORM).await;
        let empty = stranger.post(&test, "/set-up", "").await;
        assert_eq!((post.status, empty.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN), "nothing is said about the form");
        assert!(!empty.body.contains("Enter an address"), "{}", empty.body);
        bodies.push(without_nonce(&page));
    }
    // The same where a workspace is: a stranger learns nothing of that here.
    create_workspace(&test.site.means, acme()).await.unwrap();
    bodies.push(without_nonce(&stranger.get(&test, "/set-up").await));
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    // The link itself says that it came too late.
    let mut late = Browser::default();
    late.get(&test, &link).await;
    let answer = late.get(&test, "/set-up").await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.body.contains("has a workspace by now"), "{}", answer.body);
    assert_eq!(count(&test, "workspace").await, "1");
}

fn without_nonce(answer: &Answer) -> String {
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    answer.body.replace(nonce, "")
}

fn acme() -> WorkspaceForm {
    WorkspaceForm {
        slug: "acme".into(),
        name: String::new(),
        issuer: "https://id.example.com".into(),
        client_id: "charter".into(),
        admin_email: "ana@acme.example".into(),
    }
}

#[tokio::test]
async fn a_link_is_over_after_an_hour_and_when_the_site_starts_again() {
    let test = TestSite::new(&[]).await;
    let (old, new) = (printed(&test).await, printed(&test).await);
    let mut browser = Browser::default();
    browser.get(&test, &old).await;
    assert_eq!(browser.get(&test, "/set-up").await.status, StatusCode::GONE, "a later start ended it");
    browser.get(&test, &new).await;
    assert_eq!(browser.get(&test, "/set-up").await.status, StatusCode::OK);
    test.clock.advance(SET_UP_LIMIT);
    // A browser would have dropped the cookie by now.
    for answer in [browser.get(&test, "/set-up").await, browser.post(&test, "/set-up", FORM).await] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(
            answer.body.contains("This set-up link is over") && answer.body.contains("Start charter serve again"),
            "{}",
            answer.body
        );
    }
    assert_eq!(count(&test, "workspace").await, "0");
}

#[tokio::test]
async fn opening_a_link_changes_nothing_but_the_cookie() {
    let test = TestSite::new(&[]).await;
    let link = printed(&test).await;
    let rows = "select (select string_agg(set_up_link::text, ';') from set_up_link) || (select count(*) from workspace) || (select count(*) from session)";
    let before = test.database.look(rows).await;
    let mut browser = Browser::default();
    for path in [&link, "/set-up", &link, "/set-up"] {
        browser.get(&test, path).await;
        browser.send(&test.router, Method::HEAD, path, &[], "").await;
    }
    assert_eq!(test.database.look(rows).await, before);
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_the_host() {
    let test = TestSite::at("https://charter.example.com", &[]).await;
    let words = announce(&test.site.means, &test.site.web.public_url).await.unwrap().unwrap();
    let link = link_in(&words).strip_prefix("https://charter.example.com").unwrap().to_owned();
    let cookie = Browser::default().get(&test, &link).await.cookies().remove(0);
    assert!(
        cookie.starts_with("__Host-charter-set-up=") && cookie.ends_with("Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn another_site_cannot_send_the_form() {
    let test = TestSite::new(&[]).await;
    let mut browser = Browser::default();
    browser.get(&test, &printed(&test).await).await;
    for headers in [[("origin", "https://evil.example")], [("sec-fetch-site", "cross-site")], [("sec-fetch-site", "same-site")]] {
        let answer = browser.send(&test.router, Method::POST, "/set-up", &headers, FORM).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_eq!(count(&test, "workspace").await, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_prints_a_link_that_works_and_logs_no_code() {
    let database = TestDatabase::create().await;
    let binary = std::env::var_os("CHARTER_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_charter").into());
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child = tokio::process::Command::new(binary)
        .args(["serve", "--no-worker", "--listen", &listen.to_string()])
        .env("CHARTER_DATABASE_URL", &database.url)
        .env("CHARTER_LOG", "trace,hyper=trace,sqlx=trace,tower_http=trace")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let logs = async {
        let mut text = String::new();
        stderr.read_to_string(&mut text).await.unwrap();
        text
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let visit = async {
        let link = loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if line.contains("/set-up?code=") {
                break link_in(&line).to_owned();
            }
        };
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let opened = client.get(&link).send().await.unwrap();
        assert_eq!(opened.status(), 303);
        let cookie = opened.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let base = format!("http://{listen}");
        let send = async |request: reqwest::RequestBuilder| request.header("cookie", &cookie).send().await.unwrap();
        assert_eq!(send(client.get(format!("{base}/set-up"))).await.status(), 200);
        let form = client.post(format!("{base}/set-up")).header("content-type", "application/x-www-form-urlencoded");
        let made = send(form.header("origin", &base).body(FORM)).await;
        assert_eq!((made.status().as_u16(), made.headers()["location"].to_str().unwrap()), (303, "/t/acme/sign-in"));
        assert_eq!(client.get(format!("{base}/t/acme/sign-in")).send().await.unwrap().status(), 200);
        child.kill().await.unwrap();
        link
    };
    let (link, logs) = tokio::time::timeout(Duration::from_secs(60), async { tokio::join!(visit, logs) }).await.unwrap();
    assert!(logs.contains("made by the set-up link"), "the log is not what was read: {logs}");
    assert!(!logs.contains(code_of(&link)), "the code is in the log");
}
