//! A second tenant over HTTP: whoever is signed in to one workspace is a stranger to the other, and the other's ids are answered
//! like ids that never were, on every page and server function. A new one is refused here until it is listed.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use control::{Caller, members, organization, requests};
use domain::request::AccountForm;
use domain::wire::{AccountsQuery, AuditFilter};
use leptos::server_fn::axum::server_fn_paths;
use server::router::pages;

use crate::support::browser::Browser;
use crate::support::people::{invite, member, provider_of};
use crate::support::{PUBLIC_URL, TestSite};

/// What belongs to `globex`.
struct Ids {
    number: i64,
    plan: String,
    hash: String,
    member: String,
    sign_in: String,
    team: String,
    account: String,
    policy: String,
}

impl Ids {
    /// Ids of the same shape that never were.
    fn unknown() -> Self {
        let uuid = "01900000-0000-7000-8000-000000000000".to_owned();
        Self {
            number: 999_999,
            plan: uuid.clone(),
            hash: "0".repeat(64),
            member: uuid.clone(),
            sign_in: uuid.clone(),
            team: uuid,
            account: "000000000001".to_owned(),
            policy: "p-00000000".to_owned(),
        }
    }

    fn fill(&self, template: &str) -> String {
        let number = self.number.to_string();
        let pairs = [
            ("{number}", &number),
            ("{plan}", &self.plan),
            ("{hash}", &self.hash),
            ("{member}", &self.member),
            ("{sign-in}", &self.sign_in),
            ("{team}", &self.team),
            ("{account}", &self.account),
            ("{policy}", &self.policy),
        ];
        pairs.iter().fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// Both workspaces, `globex` full of things, and a browser of somebody with every role in `acme`.
async fn two_workspaces() -> (TestSite, Caller, Ids, Browser) {
    let test = TestSite::with_acme().await;
    test.create_workspace("globex", &provider_of(&test, "acme").await).await;
    let acme = member(&test, "acme", "ana").await;
    invite(&acme, "mallory", "").await;
    let mut mallory = Browser::default();
    assert_eq!(mallory.sign_in(&test, "acme", "mallory").await.status, StatusCode::SEE_OTHER);

    let globex = member(&test, "globex", "ana").await;
    members::create_team(&globex, "Research").await.unwrap();
    let team = members::list(&globex).await.unwrap().teams[0].id.clone();
    invite(&globex, "rita", &team).await;
    invite(&globex, "olga", &team).await;
    let (requester, approver) = (member(&test, "globex", "rita").await, member(&test, "globex", "olga").await);
    organization::connect::prepare(&globex).await.unwrap();
    let management = simulator::seed_demo().remove(0).management_account;
    let role = format!("arn:aws:iam::{management}:role/CharterControl");
    organization::connect::connect(&globex, &role, "aws+{name}@globex.example").await.unwrap();

    let number = requests::begin(&requester).await.unwrap();
    let begun = requests::draft(&requester, number).await.unwrap();
    let form = AccountForm {
        account_name: "secret-plans".to_owned(),
        purpose: "A purpose that nobody else may read.".to_owned(),
        environment: "sandbox".to_owned(),
        ..begun.form
    };
    let version = requests::save_draft(&requester, number, begun.version, form).await.unwrap();
    requests::submit(&requester, number, version).await.unwrap();
    let review = requests::review(&approver, number, None, None).await.unwrap();
    let unit = review.units[0].id.clone();
    let plan = requests::draw(&approver, number, &unit, Vec::new()).await.unwrap();
    let hash = requests::review(&approver, number, Some(&plan), None).await.unwrap().plan.unwrap().hash;
    let account = organization::accounts::list(&globex, AccountsQuery::default()).await.unwrap().accounts[0].id.clone();
    let policy = organization::policies::list(&globex).await.unwrap().policies[0].id.clone();
    let (member, sign_in) = (requester.member().to_string(), requester.signed_in.id.to_string());
    let ids = Ids { number, plan, hash, member, sign_in, team, account, policy };
    (test, globex, ids, mallory)
}

/// A page's path with ids of `globex` for its parameters.
fn page_template(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/t/{workspace}")?;
    Some(rest.replace("{chain}", "changes").replace("{sequence}", "999999"))
}

#[tokio::test]
async fn another_workspaces_ids_are_pages_that_do_not_exist() {
    let (test, _, ids, mut mallory) = two_workspaces().await;
    let mut n_with_ids = 0;
    for page in pages() {
        let Some(template) = page_template(page.path()) else { continue };
        let foreign = mallory.get(&test, &format!("/t/globex{}", ids.fill(&template))).await;
        assert_eq!(foreign.status, StatusCode::FOUND, "{}", page.path());
        assert!(foreign.location().starts_with("/t/globex/sign-in"), "{}", page.path());
        if !template.contains('{') && !template.contains("999999") {
            continue;
        }
        n_with_ids += 1;
        let foreign = mallory.get(&test, &format!("/t/acme{}", ids.fill(&template))).await;
        let unknown = mallory.get(&test, &format!("/t/acme{}", Ids::unknown().fill(&template))).await;
        assert_eq!((foreign.status, unknown.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{}", page.path());
        for answer in [foreign, unknown] {
            assert!(!answer.body.contains("secret-plans") && !answer.body.contains("nobody else"), "{}", page.path());
        }
    }
    assert!(n_with_ids >= 7, "{n_with_ids}");
}

/// A body for each server function. Those with an id of an object have it from the workspace that is being tried.
fn bodies() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("/api/members/invite", "email=eve@acme.example&roles[0]=auditor&team={team}"),
        ("/api/members/change", "member={member}&version=1&roles[0]=auditor&teams[0]={team}&standing=suspended"),
        ("/api/members/create-team", "name=Intruders"),
        ("/api/members/sign-out", "member={member}"),
        ("/api/sessions/end", "session={sign-in}"),
        ("/api/organization/prepare", ""),
        ("/api/organization/connect", "role_arn=arn:aws:iam::000000000001:role/X&email_pattern=a%2B{name}@acme.example"),
        ("/api/organization/contact", "contact_name=Eve&contact_title=Spy&contact_email=eve@acme.example&contact_phone=5"),
        ("/api/organization/observe", "from=tree"),
        ("/api/requests/begin", ""),
        ("/api/requests/save", "number={number}&version=1&form[account_name]=taken"),
        ("/api/requests/discard", "number={number}"),
        ("/api/requests/submit", "number={number}&version=1"),
        ("/api/requests/withdraw", "number={number}&version=2"),
        ("/api/requests/draw", "number={number}&unit=ou-0000-00000000"),
        ("/api/requests/approve", "number={number}&version=2&plan={plan}&hash={hash}"),
        ("/api/requests/ask-for-changes", "number={number}&version=2&comment=Why"),
        ("/api/requests/decline", "number={number}&version=2&comment=No"),
        ("/api/runs/retry", "number={number}"),
        ("/api/runs/skip", "number={number}"),
        ("/api/runs/stop", "number={number}&comment=Stop"),
    ])
}

#[tokio::test]
async fn no_server_function_takes_another_workspaces_ids() {
    let (test, globex, ids, mut mallory) = two_workspaces().await;
    let before = events(&globex).await;
    let bodies = bodies();
    for (path, method) in server_fn_paths() {
        assert_eq!(method, Method::POST, "{path} changes something by a GET?");
        let Some(body) = bodies.get(path) else { panic!("{path} is new: add a body for it, with the ids that it takes") };
        let headers = [("origin", PUBLIC_URL), ("accept", "application/json")];
        let mut ask = async |workspace: &str, ids: &Ids| {
            let body = format!("workspace={workspace}&{}", ids.fill(body));
            mallory.send(&test.router, Method::POST, path, &headers, &body).await
        };
        let stranger = ask("globex", &ids).await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{path} in the other workspace: {}", stranger.body);
        if body.contains("{number}") || body.contains("{member}") || body.contains("{team}") {
            let (foreign, unknown) = (ask("acme", &ids).await, ask("acme", &Ids::unknown()).await);
            assert!(foreign.status.is_client_error(), "{path}: {} {}", foreign.status, foreign.body);
            assert_eq!((foreign.status, &foreign.body), (unknown.status, &unknown.body), "{path}");
        }
    }
    assert_eq!(events(&globex).await, before, "something was changed in the other workspace");
}

async fn events(caller: &Caller) -> Vec<String> {
    let view = control::audit::list(caller, AuditFilter::default()).await.unwrap();
    view.events.iter().map(|event| format!("{} {} {}", event.chain, event.sequence, event.action)).collect()
}
