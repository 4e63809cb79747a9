//! What the settings pages say, from views as the use cases give them, and what is left of a form that was not taken.
//! Never here: reading them.

use axum::http::Request;
use axum::http::header::COOKIE;
use domain::access::Role;
use domain::organization::ContactFacts;
use domain::request::{FieldError, FieldName, Problem, Refusal};
use domain::wire::{ConnectionView, MemberRow, MembersView, TeamRow};
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;

use super::{connection, members};
use crate::api::members::{ChangeMember, InviteMember};
use crate::api::organization::{ChangeSecurityContact, ConnectOrganization};
use crate::api::{ApiError, Https, typed};
use crate::pages::tests::{frame, rendered};

/// A page at an address, after a form that failed at the door `path` and what was typed into it.
fn after_failure<V: IntoView + 'static>(
    failed: Option<(&'static str, ApiError)>,
    typed: &str,
    uri: &'static str,
    view: impl FnOnce() -> V + Send + 'static,
) -> String {
    let cookie = typed::tests::kept_for("acme", typed);
    rendered(move || {
        provide_context(RequestUrl::new(uri));
        provide_context(Https(false));
        provide_context(Request::builder().uri(uri).header(COOKIE, cookie).body(()).unwrap().into_parts().0);
        typed::tests::show_to("acme");
        if let Some((path, error)) = failed {
            let url = ServerFnUrlError::new(path, error).to_url("http://localhost/").unwrap();
            let pair = url.query_pairs().find(|(name, _)| name == "__err").unwrap().1.into_owned();
            provide_context(ServerActionError::new(path, &pair));
        }
        view! { <Router>{view()}</Router> }
    })
}

fn on_page<V: IntoView + 'static>(uri: &'static str, view: impl FnOnce() -> V + Send + 'static) -> String {
    after_failure(None, "", uri, view)
}

fn ben() -> MemberRow {
    MemberRow {
        id: "0192".into(),
        email: "ben@example.com".into(),
        name: None,
        standing: "invited".into(),
        roles: vec![Role::Requester],
        teams: vec![],
        version: 7,
    }
}

fn everybody(can_manage: bool) -> MembersView {
    MembersView { members: vec![ben()], teams: vec![TeamRow { id: "t1".into(), name: "Payments".into() }], can_manage }
}

fn connected() -> ConnectionView {
    ConnectionView {
        external_id: Some("00ff".into()),
        role_arn: Some("arn:aws:iam::123456789012:role/charter".into()),
        email_pattern: Some("aws+{name}@example.com".into()),
        security_contact: None,
        aws_organization_id: Some("o-abcdefghij".into()),
        management_account: Some("123456789012".into()),
        connected_at: chrono::DateTime::from_timestamp(1_795_549_205, 0),
        observed_at: None,
    }
}

#[test]
fn who_cannot_change_members_is_offered_no_form() {
    let html = on_page("/", || members::show(frame(), everybody(false)));
    assert!(html.contains("ben@example.com") && html.contains("Invited, not signed in yet"), "{html}");
    assert!(!html.contains("/api/members") && !html.contains("?member="), "{html}");
    let html = on_page("/", || members::show(frame(), everybody(true)));
    assert!(html.contains("/api/members/invite") && html.contains("/t/acme/settings/members?member=0192"), "{html}");
}

#[test]
fn what_was_typed_into_a_refused_invitation_stands_there_again() {
    let error = ApiError::Invalid(vec![FieldError::new(FieldName::Email, Problem::NotAnEmail)]);
    let typed = r#"["invite",["ben(at)example",["auditor"],"t1"]]"#;
    let html = after_failure(Some((InviteMember::PATH, error)), typed, "/", || members::show(frame(), everybody(true)));
    assert!(html.contains(r#"value="ben(at)example""#), "{html}");
    let auditor = html.split("<input").find(|input| input.contains(r#"value="auditor""#)).unwrap();
    assert!(auditor.split('>').next().unwrap().contains("checked"), "{auditor}");
    assert!(html.contains(r##"href="#email""##) && html.contains(r#"id="email-error""#), "{html}");
    assert!(html.contains(r#"<option value="t1" selected"#), "{html}");
}

#[test]
fn what_was_typed_before_the_session_ended_comes_back_with_a_word_about_it() {
    let said = "What you typed last was not saved";
    let typed = r#"["invite",["ben(at)example",["auditor"],"t1"]]"#;
    let html = after_failure(None, typed, "/", || members::show(frame(), everybody(true)));
    assert!(html.contains(r#"value="ben(at)example""#) && html.matches(said).count() == 1, "{html}");
    let typed = r#"["connect",["arn:aws:iam::123456789012:role/other","x+{name}@example.com"]]"#;
    let html = after_failure(None, typed, "/", || connection::show(frame(), connected()));
    assert!(html.contains("role/other") && html.contains(said), "{html}");
    let fold = html.split("<details").find(|fold| fold.contains("role/other")).unwrap();
    assert!(fold.split('>').next().unwrap().contains("open"), "{fold}");
    assert!(!on_page("/", || members::show(frame(), everybody(true))).contains(said));
}

#[test]
fn a_text_that_was_too_long_to_come_back_is_said_to_be_lost() {
    let typed = format!(r#"["team","{}"]"#, "x".repeat(4_000));
    let html = after_failure(None, &typed, "/", || members::show(frame(), everybody(true)));
    assert_eq!(html.matches("too long to be kept").count(), 1, "{html}");
}

#[test]
fn a_change_against_a_newer_one_shows_what_stands_there_now() {
    let typed = r#"["change",["0192",["auditor"],[],"suspended"]]"#;
    let checked = |error: ApiError| {
        let html = after_failure(Some((ChangeMember::PATH, error)), typed, "/", || members::show_one(frame(), ben(), vec![]));
        let inputs = html.split("<input").map(|input| input.split('>').next().unwrap().to_owned());
        inputs.filter(|input| input.contains("checked")).collect::<Vec<_>>().join("\n")
    };
    let stale = checked(ApiError::Refused(Refusal::ChangedSince));
    assert!(stale.contains("requester") && stale.contains("invited") && !stale.contains("auditor"), "{stale}");
    let refused = checked(ApiError::Refused(Refusal::LastAdministrator));
    assert!(refused.contains("auditor") && refused.contains("suspended") && !refused.contains("requester"), "{refused}");
}

#[test]
fn no_two_controls_of_a_page_share_an_id() {
    let pages = [
        on_page("/", || members::show(frame(), everybody(true))),
        on_page("/", || members::show_one(frame(), ben(), everybody(true).teams)),
        on_page("/", || connection::show(frame(), connected())),
    ];
    for html in pages {
        let mut ids: Vec<_> = html.split(r#" id=""#).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let n = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n, "{html}");
    }
}

#[test]
fn a_page_says_only_words_that_it_knows() {
    assert!(on_page("/?done=changed", || members::show(frame(), everybody(true))).contains("The member was changed."));
    assert!(!on_page("/?done=You+won", || members::show(frame(), everybody(true))).contains("You won"));
}

#[test]
fn the_trust_policy_appears_once_the_external_id_is_drawn() {
    let nothing = ConnectionView {
        external_id: None,
        role_arn: None,
        email_pattern: None,
        security_contact: None,
        aws_organization_id: None,
        management_account: None,
        connected_at: None,
        observed_at: None,
    };
    let prepared = ConnectionView { external_id: Some("00ff".into()), ..nothing.clone() };
    let html = on_page("/", || connection::show(frame(), nothing));
    assert!(html.contains("/api/organization/prepare") && !html.contains("sts:ExternalId"), "{html}");
    let html = on_page("/", || connection::show(frame(), prepared));
    assert!(html.contains("\"sts:ExternalId\": \"00ff\"") && html.contains("/api/organization/connect"), "{html}");
    assert!(!html.contains("Read AWS now"), "nothing is connected yet: {html}");
}

#[test]
fn a_connection_that_could_not_be_read_yet_is_a_success_that_says_what_to_do() {
    let html = on_page("/?done=connected_unread", || connection::show(frame(), connected()));
    assert!(html.contains("could not be read yet: press Read AWS now") && !html.contains("Nothing was changed"), "{html}");
}

#[test]
fn a_role_that_aws_refused_stands_in_the_form_again() {
    let error = ApiError::Aws(domain::run::Reaction::Blocked);
    let typed = r#"["connect",["arn:aws:iam::123456789012:role/other","x+{name}@example.com"]]"#;
    let html = after_failure(Some((ConnectOrganization::PATH, error)), typed, "/", || connection::show(frame(), connected()));
    assert!(html.contains(r#"value="arn:aws:iam::123456789012:role/other""#), "{html}");
    assert!(html.contains(r#"role="alert""#), "{html}");
    assert!(html.contains("o-abcdefghij") && html.contains("Read AWS now"), "{html}");
}

#[test]
fn a_security_contact_that_was_not_taken_stands_in_its_form_again_and_in_no_other() {
    let kept = ContactFacts { name: "Sam".into(), title: "SOC".into(), email: "soc@example.com".into(), phone: "555".into() };
    let view = || ConnectionView { security_contact: Some(kept.clone()), ..connected() };
    let html = on_page("/", {
        let view = view();
        || connection::show(frame(), view)
    });
    assert!(html.contains("Sam, SOC, soc@example.com, 555") && html.contains(r#"value="soc@example.com""#), "{html}");
    let errors = vec![FieldError::new(FieldName::ContactEmail, Problem::NotAnEmail)];
    let typed = r#"["contact",["Kim","Lead","nowhere","556"]]"#;
    let failed = Some((ChangeSecurityContact::PATH, ApiError::Invalid(errors)));
    let view = view();
    let html = after_failure(failed, typed, "/", || connection::show(frame(), view));
    assert!(html.contains(r#"value="nowhere""#) && html.contains(r##"href="#contact_email""##), "{html}");
    assert!(html.contains("Error: Connection") || html.contains(r#"role="alert""#), "{html}");
    let role = html.split("<details").find(|fold| fold.contains("role_arn")).unwrap();
    assert!(!role.split('>').next().unwrap().contains("open"), "{role}");
}
