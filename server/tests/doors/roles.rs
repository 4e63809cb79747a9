//! Each role and each kind of stranger at each door: let in or refused exactly as the domain's table of roles says; what is refused
//! changes nothing.
//! Never here: a second opinion about who may do what.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use domain::access::{Permission, Role};

use super::access::{Who, table};
use super::browse::{fill, get, post, refusal};
use super::foreign::at_home;
use super::world::{Ids, World};
use crate::support::browser::Browser;

/// Somebody at the door: what they are called, their roles if they are a member who is signed in, and their browser.
struct Visitor {
    name: &'static str,
    roles: Option<&'static [Role]>,
    browser: Browser,
}

impl Visitor {
    fn may(&self, permission: Permission) -> bool {
        let granted = |roles: &[Role]| roles.iter().any(|role| role.permissions().contains(&permission));
        self.roles.is_some_and(|roles| permission == Permission::Belong || granted(roles))
    }
}

/// One of each. The clock is an hour later after this: a session from before has expired.
async fn visitors(world: &World) -> Vec<Visitor> {
    let acme = &world.acme;
    let expired = world.browser(&acme.administrator).await;
    world.clock.advance(TimeDelta::minutes(61));
    world.prove().await;
    let mut visitors = vec![
        Visitor { name: "anonymous", roles: None, browser: Browser::default() },
        Visitor { name: "expired", roles: None, browser: expired },
        Visitor { name: "suspended", roles: None, browser: world.browser(&acme.suspended).await },
        Visitor { name: "without a role", roles: Some(&[]), browser: world.browser(&acme.bystander).await },
    ];
    let members: [(_, &'static [Role], _); 4] = [
        ("requester", &[Role::Requester], &acme.requester),
        ("approver", &[Role::Approver], &acme.approver),
        ("administrator", &[Role::Administrator], &acme.administrator),
        ("auditor", &[Role::Auditor], &acme.auditor),
    ];
    for (name, roles, caller) in members {
        visitors.push(Visitor { name, roles: Some(roles), browser: world.browser(caller).await });
    }
    visitors
}

/// What a form says that is taken from whoever may send it: the page that it stands on, and the body after the workspace.
pub fn form(door: &str) -> (&'static str, &'static str) {
    match door {
        "/api/requests/begin" => ("/requests/new", ""),
        "/api/requests/save" => (
            "/requests/<draft>/edit",
            "number=<draft>&version=2&form[account_name]=New+name&form[root_email]=&form[owner]=a%40acme.example&form[team]=<team>\
             &form[purpose]=A+better+purpose.&form[environment]=test&form[tags][0][key]=k&form[tags][0][value]=v&then=stay",
        ),
        "/api/requests/discard" => ("/requests/<draft-1>/edit", "number=<draft-1>"),
        "/api/requests/submit" => ("/requests/<draft-2>/check", "number=<draft-2>&version=2"),
        "/api/requests/withdraw" => ("/requests/<waiting>", "number=<waiting>&version=3"),
        "/api/requests/draw" => ("/requests/<planned>/review", "number=<planned>&unit=<unit>&policies[0]=<policy>"),
        "/api/requests/approve" => {
            ("/requests/<planned>/review?plan=<plan>", "number=<planned>&version=3&plan=<plan>&hash=<hash>&comment=Fine.")
        }
        "/api/requests/ask-for-changes" => ("/requests/<waiting-1>/review", "number=<waiting-1>&version=3&comment=Why%3F"),
        "/api/requests/decline" => ("/requests/<waiting-2>/review", "number=<waiting-2>&version=3&comment=No."),
        "/api/runs/retry" => ("/requests/<retried>", "number=<retried>"),
        "/api/runs/skip" => ("/requests/<skipped>", "number=<skipped>"),
        "/api/runs/stop" => ("/requests/<stopped>", "number=<stopped>&comment=Enough."),
        "/api/members/invite" => ("/settings/members", "email=new%40acme.example&roles[0]=auditor&team=<team>"),
        "/api/members/change" => (
            "/settings/members?member=<member>",
            "member=<member>&version=<member-version>&roles[0]=requester&roles[1]=auditor&teams[0]=<team>&standing=active",
        ),
        "/api/members/sign-out" => ("/settings/members?member=<member>", "member=<member>"),
        "/api/sessions/end" => ("/settings/sessions", ""),
        "/api/members/create-team" => ("/settings/members", "name=Search"),
        "/api/organization/prepare" => ("/settings/connection", ""),
        "/api/organization/connect" => {
            ("/settings/connection", "role_arn=<role_arn>&email_pattern=cloud%2B%7Bname%7D%40acme.example")
        }
        "/api/organization/contact" => (
            "/settings/connection",
            "contact_name=On+call&contact_title=Security&contact_email=on-call%40acme.example&contact_phone=%2B1+555+0199",
        ),
        "/api/organization/observe" => ("/tree", "from=tree"),
        other => panic!("say what the form of {other} holds"),
    }
}

/// The ids for a visitor's forms: runs that wait for a person are retried, skipped and stopped once.
pub fn ids_for(world: &World, is_second: bool) -> Ids {
    let mut ids = world.acme.ids.clone();
    let (retried, stopped) = if is_second { ("parked-2", "parked-3") } else { ("parked", "parked-1") };
    let skipped = if is_second { "skippable-1" } else { "skippable" };
    ids.insert("skipped", ids[skipped].clone());
    ids.insert("retried", ids[retried].clone());
    ids.insert("stopped", ids[stopped].clone());
    ids
}

#[tokio::test]
async fn every_page_opens_for_the_roles_of_the_table_and_for_nobody_else() {
    let world = World::new().await;
    let visitors = visitors(&world).await;
    let lines: Vec<_> = table().into_iter().filter(|line| line.method == Method::GET).collect();
    let mut n_tried = 0;
    for line in &lines {
        let Who::Members(permission) = line.who else { continue };
        let is_own = line.path.ends_with("/edit") || line.path.ends_with("/check");
        let path = at_home(line.path, "acme", &world.acme.ids, if is_own { "draft" } else { "planned" });
        for visitor in &visitors {
            let answer = get(&visitor.browser, &world.router, &path).await;
            let what = format!("{} at {path}", visitor.name);
            if visitor.roles.is_none() {
                assert!(answer.status.is_redirection(), "{what}: {}", answer.status);
                let back = url::form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>();
                assert_eq!(answer.location(), format!("/t/acme/sign-in?return={back}"), "{what}");
            } else if !visitor.may(permission) {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                assert!(answer.body.contains("administrator"), "{what} is not told who can help: {}", answer.body);
            } else if is_own && visitor.name != "requester" {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what} sees the draft of somebody else");
            } else {
                assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.body);
            }
            n_tried += 1;
        }
    }
    println!("{n_tried} visits");
    // Doors for anyone answer everybody alike.
    for line in lines.iter().filter(|line| line.who == Who::Anyone && !line.path.ends_with("/start")) {
        let path = at_home(line.path, "acme", &world.acme.ids, "planned");
        let mut statuses = Vec::new();
        for visitor in &visitors {
            statuses.push(get(&visitor.browser, &world.router, &path).await.status);
        }
        assert!(statuses.iter().all(|status| *status == statuses[0]), "{path}: {statuses:?}");
    }
}

#[tokio::test]
async fn every_form_is_taken_from_the_roles_of_the_table_and_from_nobody_else() {
    let world = World::new().await;
    let visitors = visitors(&world).await;
    let print = async || {
        let mut print = world.database.fingerprint(world.acme.tenant).await;
        print.extend(world.database.fingerprint(world.globex.tenant).await.into_iter().map(|(k, v)| (format!("other {k}"), v)));
        print
    };
    let doors: Vec<_> = table().into_iter().filter(|line| line.path.starts_with("/api/")).collect();
    let ids = ids_for(&world, false);
    let (mut n_refused, mut n_forbidden, mut n_taken) = (0, 0, 0);
    // What is refused changes nothing but the record of refusals, which grows by one event for each.
    let business = async || {
        let mut print = print().await;
        // Coming at all notes that a session is used; whether one was ended is looked at.
        print.retain(|table, _| !table.contains("audit_") && table != "sign_in" && table != "other sign_in");
        let ended = "select count(*)::text from sign_in where ended_at is not null";
        print.insert("ended sessions".into(), world.database.ask(world.acme.tenant, ended).await.join(""));
        let changes = "select count(*)::text from audit_event where chain = 'changes'";
        print.insert("events of changes".into(), world.database.ask(world.acme.tenant, changes).await.join(""));
        print
    };
    let refusals = async || {
        let query = "select count(*)::text from audit_event where action = 'access.refused'";
        world.database.ask(world.acme.tenant, query).await.join("").parse::<usize>().unwrap()
    };
    let (before, n_refusals) = (business().await, refusals().await);
    for line in &doors {
        let Who::Members(permission) = line.who else { panic!("{} is open to anyone", line.path) };
        let (page, body) = form(line.path);
        let (page, body) = (fill(page, &ids, &ids), fill(&format!("workspace=acme&{body}"), &ids, &ids));
        for visitor in visitors.iter().filter(|visitor| !visitor.may(permission)) {
            let answer = post(&visitor.browser, &world.router, line.path, &format!("/t/acme{page}"), &body).await;
            let expected = if visitor.roles.is_none() { "sign_in" } else { "forbidden" };
            assert_eq!(refusal(&answer).as_deref(), Some(expected), "{} at {}", visitor.name, line.path);
            n_refused += 1;
            n_forbidden += usize::from(visitor.roles.is_some());
        }
    }
    assert_eq!(before, business().await, "a form that was refused changed something");
    assert_eq!(refusals().await - n_refusals, n_forbidden, "every refusal of a member is one event");
    for line in &doors {
        let Who::Members(permission) = line.who else { continue };
        let (page, body) = form(line.path);
        for (n, visitor) in visitors.iter().filter(|visitor| visitor.may(permission)).enumerate() {
            let ids = ids_for(&world, n > 0);
            let (page, body) = (fill(page, &ids, &ids), fill(&format!("workspace=acme&{body}"), &ids, &ids));
            world.clock.advance(TimeDelta::seconds(1));
            let before = print().await;
            let answer = post(&visitor.browser, &world.router, line.path, &format!("/t/acme{page}"), &body).await;
            assert_eq!(refusal(&answer), None, "{} at {}", visitor.name, line.path);
            // Our external id is drawn once, who has no other session ends none, and nobody is signed out twice: taken, without a change.
            let is_change = match line.path {
                "/api/organization/prepare" | "/api/sessions/end" => false,
                "/api/members/sign-out" => n == 0,
                _ => true,
            };
            assert_eq!(before != print().await, is_change, "{} at {}", visitor.name, line.path);
            n_taken += 1;
        }
    }
    assert!(n_taken >= doors.len(), "every door opens for somebody");
    println!("{n_refused} refused, {n_taken} taken");
}
