//! What the pages say about the past: which moment it is, the ways from there, and that nothing can be done there.
//! Never here: reading a moment.

use axum::http::StatusCode;
use domain::organization::{AsOf, AsOfProblem, AsOfQuery};
use domain::wire::{
    AccountEvent, AccountPage, AccountPlace, AccountRecord, AccountView, AccountsQuery, Dated, LevelView, LifeView, MomentView,
    PoliciesView, PolicyRow, PolicyView, TargetRef, TreeView,
};
use leptos_axum::ResponseOptions;

use super::*;

fn instant(text: &str) -> domain::time::Timestamp {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// The third of March, last read at noon; something changed the day before and the day after.
fn moment() -> MomentView {
    let asked = AsOfQuery { as_of: "2026-03-03".into(), as_of_time: String::new() };
    MomentView {
        as_of: AsOf::read(&asked, instant("2026-11-24T00:00:00Z")).unwrap(),
        asked,
        problem: None,
        observed_at: Some(instant("2026-03-03T12:00:00Z")),
        watched_since: Some(instant("2026-01-01T00:00:00Z")),
        changed_at: Some(instant("2026-03-02T08:00:00Z")),
        previous: Some(instant("2026-02-01T08:00:00.5Z")),
        next: Some(instant("2026-03-04T09:00:00Z")),
    }
}

fn past<T>(shown: T) -> Dated<T> {
    Dated { moment: moment(), shown: Some(shown), life: None }
}

fn tree_then() -> String {
    let root = node("r-abcd", "Root", 0, 3, vec![node("ou-abcd-22222222", "Inner", 2, 3, vec![])]);
    on_page(|| tree::show(frame(), past(TreeView { observed_at: at(), root: Some(root) })))
}

fn policy_row() -> PolicyRow {
    PolicyRow {
        id: "p-12345678".into(),
        name: "Deny".into(),
        description: String::new(),
        is_aws_managed: false,
        n_characters: 40,
        n_targets: 2,
    }
}

fn policy_view() -> PolicyView {
    let target = |id: &str| TargetRef { id: id.into(), name: "x".into() };
    PolicyView {
        observed_at: at(),
        row: policy_row(),
        content: "{}".into(),
        sha256: "ab".repeat(32),
        targets: vec![target("000000000012"), target("ou-abcd-22222222")],
        most_characters: 10_240,
    }
}

fn account_page(record: Option<AccountRecord>) -> AccountPage {
    let own = LevelView { id: "000000000012".into(), name: "dev".into(), policies: vec![scp("Own")] };
    let root = LevelView { id: "r-abcd".into(), name: "Root".into(), policies: vec![scp("Full")] };
    let account = AccountView {
        observed_at: at(),
        row: row("000000000012", "dev"),
        arn: "arn:aws:organizations::1:account/o-1/000000000012".into(),
        joined_method: None,
        is_management: false,
        place: AccountPlace { levels: vec![root], own },
        request: Some(1042),
    };
    AccountPage { account, record }
}

/// Every page, each in the past.
fn pages() -> [(&'static str, String); 5] {
    let query = AccountsQuery { q: "dev".into(), unit: "ou-1".into(), after: "000000000001:a".into() };
    let kept = accounts::kept(&query);
    let list = inventory(vec![row("000000000012", "dev")], query, Some("000000000012:dev"));
    [
        ("tree", tree_then()),
        ("accounts", on_page(|| accounts::show(frame(), kept, past(list)))),
        ("account", on_page(|| account::show(frame(), "000000000012", past(account_page(None))))),
        ("policies", on_page(|| policies::show(frame(), past(PoliciesView { observed_at: at(), policies: vec![policy_row()] })))),
        ("policy", on_page(|| policy::show(frame(), "p-12345678", past(policy_view())))),
    ]
}

/// Where the links and forms of the page itself lead, without those of the frame.
fn hrefs(html: &str) -> Vec<String> {
    let main = html.split("<main").nth(1).expect("a page has a main part");
    main.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

#[test]
fn every_page_says_that_it_is_past_and_which_moment() {
    for (name, html) in pages() {
        assert!(html.contains("You see the past: 3 Mar 2026, until its end at midnight UTC"), "{name}: {html}");
        assert!(html.contains("3 Mar 2026, 12:00 UTC") && html.contains("Back to now"), "{name}: {html}");
        assert!(html.contains("1 Feb 2026, 08:00 UTC") && html.contains("4 Mar 2026, 09:00 UTC"), "{name}: {html}");
        assert!(html.contains(r#"name="as_of""#) && html.contains(r#"value="2026-03-03""#), "{name}: {html}");
    }
}

#[test]
fn links_within_the_organization_keep_the_moment_but_for_the_way_back() {
    for (name, html) in pages() {
        let all = hrefs(&html);
        let within: Vec<_> = all
            .iter()
            .filter(|href| ["/accounts", "/tree", "/policies"].iter().any(|page| href.starts_with(&format!("/t/acme{page}"))))
            .collect();
        let without: Vec<_> = within.iter().filter(|href| !href.contains("as_of=")).collect();
        assert_eq!(without.len(), 1, "{name}: only the way back leaves the moment: {without:?}");
        assert!(within.len() > 5, "{name}: {within:?}");
        assert!(all.iter().any(|href| href.ends_with("as_of=2026-02-01T08%3A00%3A00.500000Z")), "{name}: {all:?}");
    }
}

#[test]
fn a_search_stays_on_the_ways_through_time_and_its_pages_stay_at_the_moment() {
    let [_, (_, html), ..] = pages();
    let all = hrefs(&html);
    for href in [
        "/t/acme/accounts?q=dev&unit=ou-1&after=000000000012%3Adev&as_of=2026-03-03",
        "/t/acme/accounts?q=dev&unit=ou-1&as_of=2026-03-03",
        "/t/acme/accounts?q=dev&unit=ou-1&as_of=2026-03-04T09%3A00%3A00Z",
        "/t/acme/accounts?q=dev&unit=ou-1",
        "/t/acme/accounts/000000000012?as_of=2026-03-03",
    ] {
        assert!(all.iter().any(|found| found == href), "{href}: {all:?}");
    }
    assert!(html.contains(r#"<input type="hidden" name="as_of" value="2026-03-03""#), "{html}");
    assert!(html.contains("101 accounts in the organization then"), "{html}");
}

#[test]
fn nothing_can_be_done_in_the_past() {
    for (name, html) in pages() {
        assert!(!html.contains("Read AWS now"), "{name}");
        let main = html.split("<main").nth(1).unwrap();
        assert!(!main.contains(r#"method="post""#), "{name}: {main}");
    }
    let root = Some(node("r-abcd", "Root", 0, 3, vec![]));
    let now = on_page(|| tree::show(frame(), now(TreeView { observed_at: at(), root })));
    assert!(now.contains("Read AWS now") && !now.contains("You see the past"), "{now}");
}

#[test]
fn single_accounts_that_were_read_later_are_told() {
    let moment = MomentView { changed_at: Some(instant("2026-03-03T18:00:00Z")), ..moment() };
    let shown = Some(TreeView { observed_at: at(), root: Some(node("r-abcd", "Root", 0, 3, vec![])) });
    let html = on_page(|| tree::show(frame(), Dated { moment, shown, life: None }));
    assert!(html.contains("Single accounts were read after that") && html.contains("3 Mar 2026, 18:00 UTC"), "{html}");
    assert!(!tree_then().contains("Single accounts"));
}

#[test]
fn a_moment_that_cannot_be_shown_is_told_with_the_remedy_and_what_was_typed() {
    for (problem, as_of, as_of_time, remedy, stays) in [
        (AsOfProblem::Unreadable, "3 <March>", "", "Write a day such as 2026-03-03", r#"value="3 &lt;March&gt;""#),
        (AsOfProblem::NotATime, "2026-03-03", "noon", "Write the time as 14:30", r#"value="noon""#),
        (AsOfProblem::NoDay, "", "14:30", "Add the day", r#"value="14:30""#),
        (AsOfProblem::Future, "2999-01-01", "", "Choose a moment that has passed", r#"value="2999-01-01""#),
    ] {
        let asked = AsOfQuery { as_of: as_of.into(), as_of_time: as_of_time.into() };
        let moment = MomentView { asked, problem: Some(problem), as_of: None, ..moment() };
        let answer = ResponseOptions::default();
        let given = answer.clone();
        let html = on_page(move || {
            provide_context(given);
            policies::show(frame(), Dated { moment, shown: None, life: None })
        });
        assert!(html.contains(remedy) && html.contains("There is a problem") && html.contains(stays), "{html}");
        assert!(html.contains("aria-invalid") && html.contains(r#"role="alert""#) && !html.contains("<table"), "{html}");
        assert!(html.contains("<details") && html.contains(" open"), "the form is unfolded: {html}");
        assert_eq!(answer.0.read().unwrap().status, Some(StatusCode::BAD_REQUEST));
    }
}

#[test]
fn before_charter_watched_it_says_since_when_and_leads_to_the_first_reading() {
    let moment = MomentView { observed_at: None, changed_at: None, previous: None, ..moment() };
    let query = AccountsQuery { q: "dev".into(), ..AccountsQuery::default() };
    let kept = accounts::kept(&query);
    let html = on_page(|| accounts::show(frame(), kept, Dated { moment, shown: None, life: None }));
    assert!(html.contains("Charter has watched this organization since 1 Jan 2026, 00:00 UTC"), "{html}");
    assert!(hrefs(&html).contains(&"/t/acme/accounts?q=dev&as_of=2026-01-01T00%3A00%3A00Z".to_owned()), "{html}");
    assert!(!html.contains("<table") && !html.contains("Open the connection"), "{html}");
}

#[test]
fn what_was_not_there_at_the_moment_is_told_from_what_never_was() {
    let life = |from: &str, until: Option<&str>| LifeView { seen_from: instant(from), seen_until: until.map(instant) };
    for (life, says, href) in [
        (
            life("2026-01-01T00:00:00Z", Some("2026-03-01T10:00:00Z")),
            "any more from 1 Mar 2026, 10:00 UTC on",
            "2026-03-01T09%3A59%3A59.999999Z",
        ),
        (life("2026-06-01T10:00:00Z", None), "saw it first on 1 Jun 2026, 10:00 UTC", "2026-06-01T10%3A00%3A00Z"),
    ] {
        let gone = Dated { moment: moment(), shown: None, life: Some(life) };
        let html = on_page(move || account::show(frame(), "000000000012", gone));
        assert!(html.contains(says), "{html}");
        assert!(hrefs(&html).contains(&format!("/t/acme/accounts/000000000012?as_of={href}")), "{html}");
    }
}

#[test]
fn an_account_shows_its_events_only_to_who_may_read_the_record() {
    let event = AccountEvent {
        chain: "changes".into(),
        sequence: 7,
        at: instant("2026-03-03T12:00:00Z"),
        action: "request.approved".into(),
    };
    let record = AccountRecord { events: vec![event], has_more: true };
    let html = on_page(|| account::show(frame(), "000000000012", past(account_page(Some(record)))));
    assert!(html.contains("What was done until then") && html.contains("/t/acme/audit/changes/7"), "{html}");
    assert!(html.contains("older events"), "{html}");
    let html = on_page(|| account::show(frame(), "000000000012", past(account_page(None))));
    assert!(!html.contains("What was done"), "{html}");
}
