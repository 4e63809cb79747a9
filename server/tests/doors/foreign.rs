//! A second workspace over HTTP: its ids are answered like ids that do not exist, on every door that takes one, for every role; no byte of
//! it is in any answer, and nothing of it is changed.
//! Never here: what a role may do in its own workspace (`roles.rs`).

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use control::entrance::{SignInRefusal, refuse_sign_in};
use domain::access::Origin;

use super::access::{Who, table};
use super::browse::{difference, fill, get, normal, post};
use super::world::{CANARY, Ids, Party, World};
use crate::support::browser::{Answer, Browser};

/// Every stage of a request.
const STAGES: [&str; 9] = ["draft", "waiting", "planned", "changes", "parked", "running", "ready", "declined", "withdrawn"];

/// Addresses with an id (`{name}`) of the other workspace; `<name>` is the asker's own.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    for stage in STAGES {
        for rest in ["", "/edit", "/edit?checked=yes", "/check", "/review", "/review?plan=<plan>"] {
            pages.push(format!("/t/acme/requests/{{{stage}}}{rest}"));
        }
    }
    let others = [
        "/t/acme/requests?before={waiting}",
        "/t/acme/requests/<mine>/edit",
        "/t/acme/requests/<mine>/check",
        "/t/acme/requests/<mine>",
        "/t/acme/requests/<planned>/review?plan={plan}",
        "/t/acme/requests/<planned>/review?plan=<plan>&was={plan}",
        "/t/acme/requests/<planned>/review?plan={plan}&was=<plan>",
        "/t/acme/accounts/{account}",
        "/t/acme/accounts?q={account}",
        "/t/acme/accounts?unit={unit}",
        "/t/acme/accounts?unit={root}",
        "/t/acme/accounts?after={account}:a",
        "/t/acme/policies/{policy}",
        "/t/acme/accounts/{account}?as_of=2020-01-01",
        "/t/acme/policies/{policy}?as_of=2020-01-01",
        "/t/acme/audit/changes/{sequence}",
        "/t/acme/audit/access/{access}",
        "/t/acme/audit/changes/{sequence}/proof",
        "/t/acme/audit?q=actor:{member}",
        "/t/acme/audit?q=target:{object}",
        "/t/acme/audit?q={object}",
        "/t/acme/audit?q=target:{team}",
        "/t/acme/audit?q=target:R-{waiting}",
        "/t/acme/audit?before=1.changes.{sequence}",
        "/t/acme/audit.csv?q=target:{object}",
        "/t/acme/audit.csv?q=target:R-{waiting}",
        "/t/acme/audit.jsonl?q=target:{object}",
        "/t/acme/settings/members?member={member}",
    ];
    pages.extend(others.map(str::to_owned));
    pages
}

/// What forms can be made to say: the door, and the body after the workspace.
fn forms() -> Vec<(&'static str, String)> {
    let mut forms: Vec<(&'static str, String)> = Vec::new();
    for stage in STAGES {
        for (door, rest) in [
            ("/api/requests/save", "version=2&form[account_name]=Mine&then=check"),
            ("/api/requests/discard", ""),
            ("/api/requests/submit", "version=2"),
            ("/api/requests/withdraw", "version=3"),
            ("/api/requests/draw", "unit=<unit>&policies[0]=<policy>"),
            ("/api/requests/approve", "version=3&plan={plan}&hash={hash}&comment=Fine"),
            ("/api/requests/ask-for-changes", "version=3&comment=Why"),
            ("/api/requests/decline", "version=3&comment=No"),
            ("/api/runs/retry", ""),
            ("/api/runs/skip", ""),
            ("/api/runs/stop", "comment=Enough"),
        ] {
            forms.push((door, format!("number={{{stage}}}&{rest}")));
        }
    }
    let others = [
        ("/api/requests/save", "number=<mine>&version=2&form[account_name]=Mine&form[team]={team}&then=check"),
        ("/api/requests/draw", "number=<waiting>&unit={unit}"),
        ("/api/requests/draw", "number=<waiting>&unit=<unit>&policies[0]={policy}"),
        ("/api/requests/approve", "number=<planned>&version=3&plan={plan}&hash={hash}"),
        ("/api/requests/approve", "number=<planned>&version=3&plan={plan}&hash=<hash>"),
        ("/api/requests/approve", "number=<planned>&version=3&plan=<plan>&hash={hash}"),
        ("/api/members/sign-out", "member={member}"),
        ("/api/sessions/end", "session={sign-in}"),
        ("/api/members/change", "member={member}&version=<member-version>&roles[0]=auditor&standing=suspended"),
        ("/api/members/change", "member=<member>&version=<member-version>&roles[0]=auditor&teams[0]={team}&standing=active"),
        ("/api/members/invite", "email=new%40acme.example&roles[0]=auditor&team={team}"),
    ];
    forms.extend(others.map(|(door, body)| (door, body.to_owned())));
    forms
}

/// Ids of the same shape that nothing has.
fn unknown(foreign: &Ids) -> Ids {
    let other = |name: &str, id: &str| match name {
        "plan" | "team" | "member" | "object" | "sign-in" if id.len() == 36 => {
            format!("{}-0000-7000-8000-00000000beef", &id[..8])
        }
        "hash" => "0".repeat(id.len()),
        "account" => "999999999999".to_owned(),
        "unit" => format!("{}zzzzzzzz", &id[..id.len() - 8]),
        "root" => "r-zzzz".to_owned(),
        "policy" => "p-zzzzzzzz".to_owned(),
        _ if id.bytes().all(|byte| byte.is_ascii_digit()) => format!("9{}", &id[1..]),
        _ => id.chars().rev().collect(),
    };
    foreign.iter().map(|(name, id)| (*name, other(name, id))).collect()
}

/// Members of a workspace with each role and with none.
fn members(party: &Party) -> [(&'static str, &control::Caller); 5] {
    [
        ("requester", &party.requester),
        ("approver", &party.approver),
        ("administrator", &party.administrator),
        ("auditor", &party.auditor),
        ("nobody", &party.bystander),
    ]
}

/// No text of the other workspace, and none of its ids but those that were asked for.
fn assert_silent(what: &str, answer: &Answer, foreign: &Ids, asked: &str) {
    let all = normal(answer, &Ids::new());
    assert!(!all.to_ascii_lowercase().contains(CANARY), "{what} tells of the other workspace: {all}");
    for (name, id) in foreign {
        // Numbers of a few digits mean nothing alone.
        if id.len() > 8 && !asked.contains(&format!("{{{name}}}")) && *name != "role_arn" {
            assert!(!all.contains(id.as_str()), "{what} has the other workspace's {name}: {all}");
        }
    }
}

/// The ids that a template asks for.
fn used(template: &str, ids: &Ids) -> Ids {
    ids.iter().filter(|(name, _)| template.contains(&format!("{{{name}}}"))).map(|(name, id)| (*name, id.clone())).collect()
}

#[tokio::test]
async fn an_id_of_another_workspace_is_answered_like_one_that_nothing_has() {
    let world = World::new().await;
    let mut foreign = world.globex.ids.clone();
    // Refusals make the asker's own access chain longer: the place that is asked for lies far beyond its end.
    let (means, tenant) = (&world.site.means, world.globex.tenant);
    for _ in 0..3000 {
        refuse_sign_in(means, tenant, None, SignInRefusal::Untrusted, Origin::default()).await.unwrap();
    }
    let last = world.database.ask(tenant, "select sequence::text from audit_head where chain = 'access'").await;
    foreign.insert("access", last.concat());
    let unknown = unknown(&foreign);
    for (name, id) in &foreign {
        assert_ne!(*id, unknown[name], "{name}");
        assert!(*name == "member-version" || *id != world.acme.ids[name], "{name} is not foreign: {id}");
    }
    // Two drafts of the asker's own, one for each question, because a form with a foreign team is kept.
    let own = |key: &str| {
        let mut own = world.acme.ids.clone();
        own.insert("mine", own[key].clone());
        own
    };
    let (own_1, own_2) = (own("draft-1"), own("draft-2"));
    let before = world.database.fingerprint(world.globex.tenant).await;
    let mut n_compared = 0;
    for (role, caller) in members(&world.acme) {
        let browser = world.browser(caller).await;
        let mut compare = |what: String, template: &str, one: Answer, other: Answer| {
            assert_silent(&what, &one, &foreign, template);
            let names = |ids: &Ids, own: &Ids| {
                let mut ids = used(template, ids);
                if template.contains("<mine>") {
                    ids.insert("mine", own["mine"].clone());
                }
                ids
            };
            let (one, other) = (normal(&one, &names(&foreign, &own_1)), normal(&other, &names(&unknown, &own_2)));
            assert!(one == other, "{what} differs: {}", difference(&one, &other));
            n_compared += 1;
        };
        for (door, template) in forms() {
            let template = format!("workspace=acme&{template}");
            let from = "/t/acme/requests";
            let one = post(&browser, &world.router, door, from, &fill(&template, &foreign, &own_1)).await;
            let other = post(&browser, &world.router, door, from, &fill(&template, &unknown, &own_2)).await;
            compare(format!("{role}: {door} with {template}"), &template, one, other);
        }
        for template in pages() {
            let one = get(&browser, &world.router, &fill(&template, &foreign, &own_1)).await;
            let other = get(&browser, &world.router, &fill(&template, &unknown, &own_2)).await;
            assert!(!one.status.is_server_error(), "{role}: {template}: {}", one.status);
            compare(format!("{role}: {template}"), &template, one, other);
        }
    }
    let after = world.database.fingerprint(world.globex.tenant).await;
    assert_eq!(before, after, "something of the other workspace was changed");
    assert!(before.len() >= 20 && before["account_request"] != before["run"], "{before:?}");
    println!("{n_compared} answers compared");
}

#[tokio::test]
async fn no_page_and_no_list_tells_of_another_workspace() {
    let world = World::new().await;
    let before = world.database.fingerprint(world.globex.tenant).await;
    let mut n_read = 0;
    for (role, caller) in members(&world.acme) {
        let browser = world.browser(caller).await;
        for line in table().into_iter().filter(|line| line.method == Method::GET) {
            for stage in ["planned", "parked", "draft"] {
                let path = at_home(line.path, "acme", &world.acme.ids, stage);
                if path.contains("/sign-in") {
                    continue;
                }
                let answer = get(&browser, &world.router, &path).await;
                assert_silent(&format!("{role}: {path}"), &answer, &world.globex.ids, "");
                n_read += usize::from(answer.status == StatusCode::OK);
            }
        }
        let searches =
            ["/t/acme/accounts?q=kestrel", "/t/acme/audit?q=actor:kestrel", "/t/acme/audit?q=kestrel", "/t/acme/audit?q=kestr*"];
        for path in searches {
            let answer = get(&browser, &world.router, path).await;
            // The word that was searched for stands in the form; nothing was found by it.
            let body =
                answer.body.replace("value=\"kestrel\"", "").replace("q=kestrel", "").replace("\u{201c}kestrel\u{201d}", "");
            assert!(!body.contains("kestrel ") && !body.contains("@kestrel"), "{role}: {path}: {body}");
        }
    }
    assert_eq!(before, world.database.fingerprint(world.globex.tenant).await);
    assert!(n_read > 100, "{n_read}");
    // The same things are there for those whose they are, canary and all: or nothing was proven.
    for line in table().into_iter().filter(|line| line.method == Method::GET) {
        let Who::Members(permission) = line.who else { continue };
        let stage = if line.path.ends_with("/edit") || line.path.ends_with("/check") { "draft" } else { "planned" };
        let path = at_home(line.path, "globex", &world.globex.ids, stage);
        let may = |(_, caller): &(_, &control::Caller)| caller.grants.has(permission);
        let (_, caller) = members(&world.globex).into_iter().find(may).unwrap();
        let answer = get(&world.browser(caller).await, &world.router, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.to_ascii_lowercase().contains(CANARY), "{path}: {}", answer.body);
    }
}

/// A path of the table, filled with a workspace's own ids.
pub fn at_home(path: &str, slug: &str, ids: &Ids, request: &str) -> String {
    let pairs = [
        ("{workspace}", slug),
        ("{slug}", slug),
        ("{number}", &ids[request]),
        ("{account}", &ids["account"]),
        ("{policy}", &ids["policy"]),
        ("{chain}", "changes"),
        ("{sequence}", &ids["sequence"]),
        ("{hash}", "none"),
        ("{*file}", "none.css"),
    ];
    let filled = pairs.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!filled.contains('{'), "say what stands in {path} for a parameter");
    filled
}

#[tokio::test]
async fn whoever_is_signed_in_elsewhere_is_answered_like_a_stranger() {
    let world = World::new().await;
    let stranger = Browser::default();
    let before = world.database.fingerprint(world.globex.tenant).await;
    let ids = &world.globex.ids;
    let nothing = Ids::new();
    for (role, caller) in members(&world.acme) {
        let browser = world.browser(caller).await;
        for line in table().into_iter().filter(|line| matches!(line.who, Who::Members(_))) {
            let what = format!("{role}: {}", line.path);
            if line.method == Method::GET {
                let path = at_home(line.path, "globex", ids, "planned");
                let (one, other) = (get(&browser, &world.router, &path).await, get(&stranger, &world.router, &path).await);
                assert!(one.status.is_redirection() && one.location().starts_with("/t/globex/sign-in?return="), "{what}");
                assert_eq!(normal(&one, &nothing), normal(&other, &nothing), "{what}");
                assert_silent(&what, &one, &Ids::new(), "");
            }
        }
        let own_forms = forms().into_iter().map(|(door, body)| (door, format!("workspace=globex&{body}")));
        let bare = table().into_iter().filter(|line| line.method == Method::POST && line.path.starts_with("/api/"));
        let bare = bare.map(|line| (line.path, "workspace=globex&from=tree&name=x&email=a%40b.example&roles[0]=auditor&role_arn=x&email_pattern=x&member=x&version=1&standing=active&number=1&plan=x&hash=x&form[account_name]=x".to_owned()));
        for (door, template) in own_forms.chain(bare) {
            let mut ids = ids.clone();
            ids.insert("mine", ids["draft"].clone());
            let body = fill(&template, &ids, &ids);
            let from = "/t/globex/requests";
            let one = post(&browser, &world.router, door, from, &body).await;
            let other = post(&stranger, &world.router, door, from, &body).await;
            let what = format!("{role}: {door} with {body}");
            assert_eq!(normal(&one, &nothing), normal(&other, &nothing), "{what}");
            assert_eq!(super::browse::refusal(&one), Some("sign_in".to_owned()), "{what}: {}", one.location());
        }
    }
    assert_eq!(before, world.database.fingerprint(world.globex.tenant).await, "something was changed by a stranger");
}

#[tokio::test]
async fn what_another_workspace_reserved_is_free_here() {
    let world = World::new().await;
    let browser = world.browser(&world.acme.requester).await;
    let number = &world.acme.ids["draft"];
    // The root e-mail and the name of a request that waits in the other workspace.
    let body = format!(
        "workspace=acme&number={number}&version=2&form[account_name]=kestrel+waiting&form[root_email]=aws%2Bkestrel-waiting%40kestrel.example\
         &form[owner]=a%40acme.example&form[team]={}&form[purpose]=A+place+for+something.&form[environment]=test&then=check",
        world.acme.ids["team"]
    );
    let saved = post(&browser, &world.router, "/api/requests/save", &format!("/t/acme/requests/{number}/edit"), &body).await;
    assert_eq!(super::browse::refusal(&saved), None, "{}", saved.location());
    let body = format!("workspace=acme&number={number}&version=3");
    let sent = post(&browser, &world.router, "/api/requests/submit", &format!("/t/acme/requests/{number}/check"), &body).await;
    assert_eq!(super::browse::refusal(&sent), None, "{}", sent.location());
    let browser = world.browser(&world.acme.administrator).await;
    let body = "workspace=acme&email=requester%40kestrel.example&roles[0]=auditor";
    let invited = post(&browser, &world.router, "/api/members/invite", "/t/acme/settings/members", body).await;
    assert_eq!(super::browse::refusal(&invited), None, "{}", invited.location());
    let body = "workspace=acme&name=kestrel+payments";
    let made = post(&browser, &world.router, "/api/members/create-team", "/t/acme/settings/members", body).await;
    assert_eq!(super::browse::refusal(&made), None, "{}", made.location());
}

#[test]
fn every_door_that_takes_an_id_is_tried_with_a_foreign_one() {
    let (pages, forms) = (pages(), forms());
    let asked: BTreeSet<&str> = forms.iter().map(|(door, _)| *door).collect();
    // These take no id at all.
    let without = [
        "/api/requests/begin",
        "/api/members/create-team",
        "/api/organization/prepare",
        "/api/organization/connect",
        "/api/organization/contact",
        "/api/organization/observe",
    ];
    for line in table().into_iter().filter(|line| matches!(line.who, Who::Members(_))) {
        if line.method == Method::POST {
            assert!(asked.contains(line.path) || without.contains(&line.path), "say what ids {} takes", line.path);
            continue;
        }
        let rest = line.path.replace("{slug}", "{workspace}").replacen("/t/{workspace}", "", 1);
        if !rest.contains('{') {
            continue;
        }
        let parts: Vec<&str> = rest.split('/').collect();
        let fits = |page: &String| {
            let page = page.split('?').next().unwrap_or_default().replacen("/t/acme", "", 1);
            let given: Vec<&str> = page.split('/').collect();
            given.len() == parts.len()
                && given.iter().zip(&parts).all(|(given, part)| given == part || part.starts_with('{'))
                && given.iter().any(|given| given.starts_with('{'))
        };
        assert!(pages.iter().any(fits), "say what foreign ids {} can be asked for", line.path);
    }
}
