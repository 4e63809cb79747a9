//! The tree.

use control::organization::tree;
use domain::access::Role;
use domain::wire::NodeView;

use crate::support::TestWorld;

fn find<'a>(node: &'a NodeView, path: &[&str]) -> &'a NodeView {
    let Some((first, rest)) = path.split_first() else { return node };
    find(node.children.iter().find(|child| child.name == *first).expect(first), rest)
}

#[tokio::test]
async fn before_the_first_reading_there_is_no_root() {
    let world = TestWorld::new().await;
    let view = tree::read(&world.acme.administrator).await.unwrap();
    assert_eq!((view.root, view.observed_at), (None, None));
}

#[tokio::test]
async fn a_unit_counts_its_own_accounts_and_those_below() {
    let world = TestWorld::connected().await;
    let caller = world.caller(&[Role::Requester]).await;
    let root = tree::read(&caller).await.unwrap().root.unwrap();
    assert_eq!((root.n_accounts, root.n_accounts_below), (1, 101));
    let names: Vec<_> = root.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(names, ["Infrastructure", "Policy Staging", "Sandbox", "Security", "Suspended", "Workloads"]);
    let payments = find(&root, &["Workloads", "Production", "Payments"]);
    assert_eq!((payments.n_accounts, payments.n_accounts_below), (9, 10));
    let production = find(&root, &["Workloads", "Production"]);
    assert_eq!((production.n_accounts, production.n_accounts_below), (9, 9 + 10 + 9 + 9));
}

#[tokio::test]
async fn a_unit_shows_what_is_attached_to_itself_by_name() {
    let world = TestWorld::connected().await;
    let root = tree::read(&world.acme.administrator).await.unwrap().root.unwrap();
    let names = |node: &NodeView| node.policies.iter().map(|policy| policy.name.clone()).collect::<Vec<_>>();
    let security = names(find(&root, &["Security"]));
    assert_eq!(security, ["Deny-users-from-disabling-Amazon-GuardDuty-or-modifying-its-configuration", "FullAWSAccess"]);
    assert_eq!(names(&root).len(), 3);
}
