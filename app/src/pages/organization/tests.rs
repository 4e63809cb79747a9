//! What the pages of the organization say, from views as the use cases give them.
//! Never here: reading them.

mod past;

use domain::wire::{
    AccountPage, AccountPlace, AccountRow, AccountView, AccountsQuery, AccountsView, Dated, Frame, LevelView, MomentView,
    NodeView, PoliciesView, PolicyRef, PolicyRow, PolicyView, TargetRef, TreeView,
};
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;

use super::{account, accounts, policies, policy, tree};
use crate::pages::tests::{frame, rendered};

fn on_page<V: IntoView + 'static>(view: impl FnOnce() -> V + Send + 'static) -> String {
    rendered(|| {
        provide_context(RequestUrl::new("/"));
        view! { <Router>{view()}</Router> }
    })
}

fn at() -> Option<domain::time::Timestamp> {
    chrono::DateTime::from_timestamp(1_795_549_205, 0)
}

/// What is there now, read at [`at`].
fn now<T>(shown: T) -> Dated<T> {
    let moment = MomentView { observed_at: at(), watched_since: at(), ..MomentView::default() };
    Dated { moment, shown: Some(shown), life: None }
}

fn list(view: AccountsView) -> String {
    on_page(|| accounts::show(frame(), accounts::kept(&view.query), now(view)))
}

fn page(view: AccountView) -> String {
    on_page(|| account::show(frame(), "000000000012", now(AccountPage { account: view, record: None })))
}

fn scp(name: &str) -> PolicyRef {
    PolicyRef { id: "p-12345678".into(), name: name.into() }
}

fn node(id: &str, name: &str, n_accounts: usize, n_accounts_below: usize, children: Vec<NodeView>) -> NodeView {
    NodeView { id: id.into(), name: name.into(), n_accounts, n_accounts_below, policies: vec![scp("Deny <leave>")], children }
}

fn row(id: &str, name: &str) -> AccountRow {
    AccountRow {
        id: id.into(),
        name: name.into(),
        email: format!("aws+{name}@example.com"),
        state: "ACTIVE".into(),
        path: "Root / Workloads".into(),
        joined_at: at(),
    }
}

fn inventory(accounts: Vec<AccountRow>, query: AccountsQuery, next: Option<&str>) -> AccountsView {
    AccountsView {
        observed_at: at(),
        query,
        accounts,
        next: next.map(str::to_owned),
        n_all: 101,
        unit_name: Some("Workloads & more".into()),
    }
}

#[test]
fn the_tree_tells_accounts_of_a_unit_from_those_below_it() {
    let deep = node("ou-abcd-44444444", "Deep", 1, 1, vec![]);
    let inner = node("ou-abcd-22222222", "Inner", 2, 3, vec![deep]);
    let root = node("r-abcd", "Root", 0, 3, vec![inner]);
    let html = on_page(|| tree::show(frame(), now(TreeView { observed_at: at(), root: Some(root) })));
    assert!(html.contains("0 accounts, 3 more below · 1 SCP"), "{html}");
    assert!(html.contains("2 accounts, 1 more below"), "{html}");
    assert!(html.contains("AWS as of"), "{html}");
    assert!(html.contains("/t/acme/accounts?unit=ou-abcd-22222222"), "{html}");
    assert_eq!(html.matches(r#"<details id="unit-"#).count(), 3);
    assert_eq!(html.matches(" open").count(), 2, "the third level is folded: {html}");
}

#[test]
fn names_from_aws_are_never_markup() {
    let html = on_page(|| {
        tree::show(frame(), now(TreeView { observed_at: at(), root: Some(node("r-abcd", "<b>x</b>", 0, 0, vec![])) }))
    });
    assert!(!html.contains("<b>x") && !html.contains("<leave>"), "{html}");
}

#[test]
fn before_the_first_reading_only_who_can_connect_is_led_there() {
    let nothing = || Dated { moment: MomentView::default(), shown: Some(TreeView { observed_at: None, root: None }), life: None };
    let html = on_page(move || tree::show(frame(), nothing()));
    assert!(html.contains("Open the connection") && !html.contains("Read AWS now"), "{html}");
    let mut other: Frame = frame();
    other.can.can_connect = false;
    let html = on_page(move || tree::show(other, nothing()));
    assert!(html.contains("An administrator") && !html.contains("Open the connection"), "{html}");
}

#[test]
fn the_next_page_of_the_inventory_asks_for_the_same() {
    let query = AccountsQuery { q: "a&b".into(), unit: "ou-1".into(), after: String::new() };
    let html = list(inventory(vec![row("000000000012", "dev")], query, Some("dev 1")));
    assert!(html.contains("/t/acme/accounts?q=a%26b&amp;unit=ou-1&amp;after=dev%201"), "{html}");
    assert!(html.contains("101 accounts in the organization") && html.contains("Workloads &amp; more"), "{html}");
    assert!(html.contains("/t/acme/accounts/000000000012"), "{html}");
}

#[test]
fn a_search_without_result_says_what_was_asked_and_how_to_go_on() {
    let query = AccountsQuery { q: "zzz".into(), ..AccountsQuery::default() };
    let html = list(inventory(vec![], query, None));
    assert!(html.contains("zzz") && html.contains("Show all accounts") && !html.contains("<table"), "{html}");
}

#[test]
fn a_unit_that_is_not_there_is_not_said_to_be_empty() {
    let query = AccountsQuery { unit: "ou-<gone>".into(), ..AccountsQuery::default() };
    let view = AccountsView { unit_name: None, ..inventory(vec![], query, None) };
    let html = list(view);
    assert!(html.contains("is not in the organization") && html.contains("Show all accounts"), "{html}");
    assert!(!html.contains("No account was found") && !html.contains("and below"), "{html}");
}

#[test]
fn an_accounts_ladder_runs_from_the_root_to_the_account() {
    let level = |name: &str, policies| LevelView { id: "x".into(), name: name.into(), policies };
    let place =
        AccountPlace { levels: vec![level("Root", vec![scp("Full")]), level("Workloads", vec![])], own: level("dev", vec![]) };
    let view = AccountView {
        observed_at: at(),
        row: row("000000000012", "dev"),
        arn: "arn:aws:organizations::1:account/o-1/000000000012".into(),
        joined_method: Some("CREATED".into()),
        is_management: false,
        place,
        request: Some(1042),
    };
    let management = AccountView { is_management: true, ..view.clone() };
    let html = page(view);
    let ladder = html.split(r#"class="rail""#).nth(1).unwrap();
    let places: Vec<_> = ["Root", "Full", "Workloads", ">dev<"].map(|name| ladder.find(name).unwrap()).into();
    assert!(places.is_sorted(), "{ladder}");
    assert!(html.contains("/t/acme/requests/1042") && html.contains("Active"), "{html}");
    let html = page(management);
    assert!(html.contains("AWS never applies") && !html.contains(r#"class="rail""#), "{html}");
}

#[test]
fn a_policy_shows_its_text_as_it_is_and_where_it_is_attached() {
    let row = PolicyRow {
        id: "p-12345678".into(),
        name: "Deny".into(),
        description: String::new(),
        is_aws_managed: false,
        n_characters: 40,
        n_targets: 0,
    };
    let targets = vec![
        TargetRef { id: "000000000012".into(), name: "dev".into() },
        TargetRef { id: "ou-abcd-22222222".into(), name: "Inner".into() },
    ];
    let view = PolicyView {
        observed_at: at(),
        row: row.clone(),
        content: "{\n  \"x\": \"<script>\"\n}".into(),
        sha256: "ab".repeat(32),
        targets,
        most_characters: 10_240,
    };
    let unattached = PolicyView { targets: vec![], ..view.clone() };
    let html = on_page(|| policy::show(frame(), "p-12345678", now(view)));
    assert!(html.contains("40 of 10,240 characters") && !html.contains("<script>"), "{html}");
    assert!(html.contains("/t/acme/accounts/000000000012") && html.contains("/t/acme/accounts?unit=ou-abcd-22222222"), "{html}");
    assert!(on_page(|| policy::show(frame(), "p-12345678", now(unattached))).contains("attached to nothing"));
    let list = on_page(|| policies::show(frame(), now(PoliciesView { observed_at: at(), policies: vec![row] })));
    assert!(list.contains("/t/acme/policies/p-12345678"), "{list}");
}
