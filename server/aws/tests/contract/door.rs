//! What the simulator's wire door has beside the port: an administrator's operations and STS.

use std::sync::Arc;

use aws_sdk_organizations::error::ProvideErrorMetadata;
use aws_sdk_organizations::types::{ChildType, CreateAccountState, PolicyType, Tag};
use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};
use domain::organization::ParentId;
use domain::time::Timestamp;
use simulator::{Options, Simulator, seed_demo};
use tokio::task::JoinSet;

use crate::backend::{Backend, DENY, new_account};

async fn demo() -> (String, JoinSet<()>) {
    let clock = || Timestamp::from_timestamp(4_102_444_800, 0).unwrap();
    let simulator = Simulator::open(Options::default(), &seed_demo(), Arc::new(clock)).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut door = JoinSet::new();
    door.spawn(async move { simulator::serve(listener, simulator).await.unwrap() });
    (url, door)
}

fn sts(url: &str, key: &str) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .endpoint_url(url)
        .region(Region::new("us-east-1"))
        .behavior_version(BehaviorVersion::v2026_01_12());
    aws_sdk_sts::Client::from_conf(config.credentials_provider(Credentials::new(key, "x", None, None, "test")).build())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_answers_for_the_organization_of_the_role() {
    let (url, _door) = demo().await;
    for account in ["111122223333", "444455556666"] {
        let role = format!("arn:aws:iam::{account}:role/charter");
        let call = sts(&url, "operator").assume_role().role_arn(role).external_id("x-1").role_session_name("test");
        let key = call.send().await.unwrap().credentials.unwrap().access_key_id;
        let identity = sts(&url, &key).get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some(account));
    }
    let identity = sts(&url, "operator").get_caller_identity().send().await.unwrap();
    assert_eq!(identity.account(), Some("111122223333"), "without a role it is the first organization");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_not_assumed_without_an_external_id() {
    let (url, _door) = demo().await;
    let role = "arn:aws:iam::111122223333:role/charter";
    let refused = sts(&url, "operator").assume_role().role_arn(role).role_session_name("test").send().await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDenied"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_changes_the_organization_beside_charter() {
    let backend = Backend::simulated().await;
    let admin = &backend.admin;
    let root = ParentId::Root(backend.root().await);
    let unit = backend.unit(&root, "Unit").await;
    let described = admin.describe_organizational_unit().organizational_unit_id(unit.as_str()).send().await.unwrap();
    assert_eq!(described.organizational_unit().unwrap().name(), Some("Unit"));
    let children = admin.list_children().parent_id(root.as_str()).child_type(ChildType::OrganizationalUnit).send().await.unwrap();
    assert_eq!(children.children()[0].id(), Some(unit.as_str()));

    let policy = backend.policy("Guard", DENY).await;
    admin.attach_policy().policy_id(policy.as_str()).target_id(unit.as_str()).send().await.unwrap();
    let targets = admin.list_targets_for_policy().policy_id(policy.as_str()).send().await.unwrap();
    assert_eq!(targets.targets()[0].target_id(), Some(unit.as_str()));
    let changed = DENY.replace("s3", "ec2");
    admin.update_policy().policy_id(policy.as_str()).content(&changed).send().await.unwrap();
    assert_eq!(backend.cloud.describe_policy(&policy).await.unwrap().value.content, changed);
    admin.detach_policy().policy_id(policy.as_str()).target_id(unit.as_str()).send().await.unwrap();
    let attached =
        admin.list_policies_for_target().target_id(unit.as_str()).filter(PolicyType::ServiceControlPolicy).send().await.unwrap();
    assert_eq!(attached.policies().len(), 1);

    let id = backend.created(&new_account("one", "one@example.com", "x")).await;
    let tag = Tag::builder().key("cost").value("42").build().unwrap();
    admin.tag_resource().resource_id(id.as_str()).tags(tag).send().await.unwrap();
    admin.untag_resource().resource_id(id.as_str()).tag_keys("team").send().await.unwrap();
    let tags = backend.cloud.list_tags(&id, None).await.unwrap().value.items;
    assert_eq!(tags, [("charter:intent".to_owned(), "x".to_owned()), ("cost".to_owned(), "42".to_owned())]);
    let failed = admin.list_create_account_status().states(CreateAccountState::Failed).send().await.unwrap();
    assert!(failed.create_account_statuses().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_simulated_is_an_unknown_operation() {
    let backend = Backend::simulated().await;
    let refused = backend.admin.list_delegated_administrators().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("UnknownOperationException"));
}
