//! Whose text comes back to whom, and how the cookies look.
//! Never here: pages.

use axum::http::Request;
use axum::http::header::{COOKIE, SET_COOKIE};
use domain::request::AccountForm;
use futures::executor::block_on;
use leptos_axum::ResponseOptions;
use uuid::Uuid;

use super::*;
use crate::api::Https;

const A: MemberId = MemberId::from_uuid(Uuid::from_u128(0xa));
const B: MemberId = MemberId::from_uuid(Uuid::from_u128(0xb));

/// One request of a browser that sends these cookies.
fn asked<T>(cookies: &str, is_https: bool, act: impl FnOnce() -> T) -> (T, Option<String>) {
    Owner::new().with(|| {
        let answer = ResponseOptions::default();
        provide_context(Request::builder().header(COOKIE, cookies).body(()).unwrap().into_parts().0);
        provide_context(answer.clone());
        provide_context(Https(is_https));
        let given = act();
        let parts = answer.0.read().unwrap();
        let mut all = parts.headers.get_all(SET_COOKIE).iter().map(|one| one.to_str().unwrap().to_owned());
        let set = all.next();
        assert_eq!(all.next(), None, "an answer sets one cookie");
        (given, set)
    })
}

/// The pair that a browser sends back.
fn pair(set: Option<String>) -> String {
    set.unwrap().split(';').next().unwrap().to_owned()
}

/// What a browser with these cookies gets back into a form on a page that is shown to that member.
fn back<T: DeserializeOwned>(cookies: &str, workspace: &str, member: MemberId, form: &str) -> Kept<T> {
    let show = || {
        shown_to(workspace, member);
        kept::<T>(form)
    };
    asked(cookies, false, show).0
}

/// The pair that a browser has after `typed`, a form's name and its text as JSON, was sent to `workspace`; empty for an empty text.
pub(crate) fn kept_for(workspace: &str, typed: &str) -> String {
    if typed.is_empty() {
        return String::new();
    }
    let (form, text): (String, Value) = serde_json::from_str(typed).unwrap();
    pair(asked("", false, || keep(workspace, A, &form, &text)).1)
}

/// Shows the page of this request to the member whose texts [`kept_for`] keeps.
pub(crate) fn show_to(workspace: &str) {
    shown_to(workspace, A);
}

#[test]
fn what_was_typed_comes_back_to_its_own_form_only() {
    let typed = ("a;b=\"c\"\r\n, é".to_owned(), vec!["x".to_owned()]);
    let cookie = pair(asked("theme=dark", false, || keep("acme", A, "invite", &typed)).1);
    assert_eq!(back(&cookie, "acme", A, "invite"), Kept::Text(typed));
    assert_eq!(back::<(String, Vec<String>)>(&cookie, "acme", A, "change"), Kept::Nothing);
    assert_eq!(back::<i64>(&cookie, "acme", A, "invite"), Kept::Nothing);
}

#[test]
fn no_other_workspace_and_no_other_member_gets_the_text() {
    let cookie = pair(asked("", false, || keep("acme", A, &draft(1001), &"mine")).1);
    assert_eq!(back(&cookie, "acme", A, &draft(1001)), Kept::Text("mine".to_owned()));
    assert_eq!(back::<String>(&cookie, "globex", A, &draft(1001)), Kept::Nothing);
    assert_eq!(back::<String>(&cookie, "acme", B, &draft(1001)), Kept::Nothing);
    let unknown = asked(&cookie, false, || kept::<String>(&draft(1001))).0;
    assert_eq!(unknown, Kept::Nothing, "a page that is shown to nobody known");
}

#[test]
fn after_the_session_ended_the_text_belongs_to_whom_the_pages_were_shown() {
    let page = asked("", false, || shown_to("acme", A)).1;
    assert!(
        page.as_ref().unwrap().starts_with("charter-typist-acme=") && !page.as_ref().unwrap().contains("Max-Age"),
        "{page:?}"
    );
    let typist = pair(page);
    // Without a visitor nobody can be entered, as without a session.
    let send = || block_on(enter("acme", "team", &"Payments")).map(|_| ());
    let (entered, set) = asked(&typist, false, send);
    assert!(entered.is_err());
    let cookies = format!("{typist}; {}", pair(set));
    assert_eq!(back(&cookies, "acme", A, "team"), Kept::Text("Payments".to_owned()));
    assert_eq!(back::<String>(&cookies, "acme", B, "team"), Kept::Nothing);
}

#[test]
fn a_text_of_nobody_known_is_not_kept_and_ends_the_text_before() {
    for cookies in ["", "charter-typist-globex=00000000-0000-0000-0000-00000000000a", "charter-typist-acme=nobody"] {
        let (_, set) = asked(cookies, false, || block_on(enter("acme", "team", &"Payments")).map(|_| ()));
        assert!(set.as_ref().unwrap().starts_with("charter-typed=; ") && set.unwrap().contains("Max-Age=0"), "{cookies}");
    }
}

#[test]
fn the_pages_of_the_same_member_do_not_set_the_cookie_again() {
    let typist = pair(asked("", false, || shown_to("acme", A)).1);
    assert_eq!(asked(&typist, false, || shown_to("acme", A)).1, None);
    assert!(asked(&typist, false, || shown_to("acme", B)).1.is_some());
    assert!(asked(&typist, false, || shown_to("globex", A)).1.is_some());
}

#[test]
fn a_success_and_a_sign_out_leave_nothing_behind() {
    let act = || {
        keep("acme", A, "team", &"Payments");
        done("/t/a/settings/members", "team_created")
    };
    let (address, set) = asked("charter=1", false, act);
    assert_eq!(address, "/t/a/settings/members?done=team_created");
    assert!(set.as_ref().unwrap().starts_with("charter-typed=; ") && set.as_ref().unwrap().contains("Max-Age=0"), "{set:?}");
    let ended: Vec<_> = forgotten("acme", true).collect();
    assert_eq!(ended.len(), 2);
    for (header, name) in ended.iter().zip(["__Host-charter-typed=; ", "__Host-charter-typist-acme=; "]) {
        let header = header.to_str().unwrap();
        assert!(header.starts_with(name) && header.contains("Max-Age=0") && header.ends_with("; Secure"), "{header}");
    }
}

#[test]
fn the_cookie_is_bound_to_https_where_the_server_says_so_whatever_the_browser_sends() {
    let act = || keep("acme", A, "team", &"Payments");
    let strict = asked("charter=1", true, act).1.unwrap();
    assert!(
        strict.starts_with("__Host-charter-typed=") && strict.contains("; Path=/;") && strict.ends_with("; Secure"),
        "{strict}"
    );
    let plain = asked("__Host-charter=1", false, act).1.unwrap();
    assert!(plain.starts_with("charter-typed=") && plain.ends_with("; HttpOnly; SameSite=Lax"), "{plain}");
}

#[test]
fn a_text_longer_than_a_cookie_is_not_cut_and_not_replaced_by_an_older_one() {
    let old = pair(asked("", false, || keep("acme", A, "team", &"old")).1);
    let set = asked(&old, false, || keep("acme", A, "team", &"é".repeat(MOST_BYTES))).1;
    let cookie = pair(set);
    assert!(cookie.starts_with("charter-typed=") && cookie.len() < 200, "{cookie}");
    assert_eq!(back::<String>(&cookie, "acme", A, "team"), Kept::TooLong);
    assert_eq!(back::<String>(&cookie, "acme", B, "team"), Kept::Nothing);
}

#[test]
fn a_purpose_of_the_most_characters_fits_in_any_script() {
    let form = AccountForm {
        account_name: "n".repeat(50),
        root_email: "r".repeat(64),
        owner: "o".repeat(64),
        team: Uuid::nil().to_string(),
        purpose: "𠀋".repeat(500),
        environment: "development".to_owned(),
        ..AccountForm::default()
    };
    let set = asked("", true, || keep("a-workspace-with-a-long-address", A, &draft(123_456), &form)).1.unwrap();
    let cookie = pair(Some(set.clone()));
    assert!(set.len() <= 4_096, "{}", set.len());
    let show = || {
        shown_to("a-workspace-with-a-long-address", A);
        kept::<AccountForm>(&draft(123_456))
    };
    assert_eq!(asked(&cookie, true, show).0, Kept::Text(form));
}
