//! Endpoints that are down, slow or not AWS: each call is sent once and ends in a typed error.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws::{AwsClouds, AwsSettings};
use control::cloud::{Cloud, CloudError, Clouds};
use domain::organization::AccountId;
use domain::run::Reaction;
use tokio::io::AsyncReadExt;
use tokio::task::JoinSet;

use crate::backend::{connection, new_account, settings};
use crate::counting::{Counting, Says};

fn account() -> AccountId {
    "111122223333".parse().unwrap()
}

/// The shortest time in which this machine surely gets an answer that comes at all.
fn patient(url: &str) -> AwsSettings {
    settings(url)
}

fn impatient(url: &str) -> AwsSettings {
    AwsSettings { call_timeout: Duration::from_millis(500), ..settings(url) }
}

async fn connected(settings: AwsSettings) -> Arc<dyn Cloud> {
    AwsClouds::new(settings).await.connect(&connection(&account())).await.unwrap()
}

fn told(error: &CloudError) -> (&str, Reaction) {
    (&error.code, error.reaction)
}

async fn create(cloud: &Arc<dyn Cloud>) -> CloudError {
    cloud.create_account(&new_account("one", "one@example.com", "x")).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_asked_for_once_when_aws_fails() {
    for (says, code) in [
        (Says::ServiceException, "ServiceException"),
        (Says::Html(500), "NotAws"),
        (Says::Html(502), "NotAws"),
        (Says::Html(503), "NotAws"),
    ] {
        let server = Counting::start(says, Says::Credentials).await;
        let cloud = connected(patient(&server.url)).await;
        assert_eq!(told(&create(&cloud).await), (code, Reaction::Unknown));
        assert_eq!(server.organizations_calls(), 1, "{says:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_asked_for_once_when_no_answer_comes() {
    let server = Counting::start(Says::Silence, Says::Credentials).await;
    let cloud = connected(AwsSettings { call_timeout: Duration::from_secs(2), ..settings(&server.url) }).await;
    assert_eq!(told(&create(&cloud).await), ("Timeout", Reaction::Unknown));
    assert_eq!(server.organizations_calls(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_are_sent_once_too() {
    let server = Counting::start(Says::Html(500), Says::Credentials).await;
    let cloud = connected(patient(&server.url)).await;
    assert_eq!(told(&cloud.list_accounts(None).await.unwrap_err()), ("NotAws", Reaction::Unknown));
    assert_eq!(server.organizations_calls(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_in_html_is_never_a_success() {
    for says in [Says::Html(200), Says::Html(404), Says::Html(403), Says::Garbage, Says::Redirect] {
        let server = Counting::start(says, Says::Credentials).await;
        let cloud = connected(patient(&server.url)).await;
        let moved =
            cloud.move_account(&account(), &"r-abcd".parse().unwrap(), &"ou-abcd-12345678".parse().unwrap()).await.unwrap_err();
        assert_eq!(told(&moved), ("NotAws", Reaction::Unknown), "{says:?}");
        let attached = cloud.attach_policy(&"p-12345678".parse().unwrap(), &"r-abcd".parse().unwrap()).await.unwrap_err();
        assert_eq!(told(&attached), ("NotAws", Reaction::Unknown), "{says:?}");
        assert_eq!(told(&create(&cloud).await), ("NotAws", Reaction::Unknown), "{says:?}");
        assert_eq!(told(&cloud.list_accounts(None).await.unwrap_err()), ("NotAws", Reaction::Unknown), "{says:?}");
        assert_eq!(server.organizations_calls(), 4, "{says:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_its_members_is_no_success() {
    let server = Counting::start(Says::Nothing, Says::Credentials).await;
    let cloud = connected(patient(&server.url)).await;
    assert_eq!(told(&create(&cloud).await), ("Incomplete", Reaction::Unknown));
    assert_eq!(told(&cloud.describe_organization().await.unwrap_err()), ("Incomplete", Reaction::Bug));
    assert_eq!(told(&cloud.describe_account(&account()).await.unwrap_err()), ("Incomplete", Reaction::Bug));
    assert_eq!(told(&cloud.parent_of_account(&account()).await.unwrap_err()), ("Incomplete", Reaction::Bug));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_endpoint_ends_in_a_timeout() {
    let server = Counting::start(Says::Silence, Says::Credentials).await;
    let cloud = connected(AwsSettings { call_timeout: Duration::from_secs(2), ..settings(&server.url) }).await;
    assert_eq!(told(&cloud.describe_organization().await.unwrap_err()), ("Timeout", Reaction::Unknown));
    server.sts_says(Says::Silence);
    let error = AwsClouds::new(impatient(&server.url)).await.connect(&connection(&account())).await.err().unwrap();
    assert_eq!((error.operation, told(&error)), ("AssumeRole", ("Timeout", Reaction::Unknown)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_that_is_down_is_unreachable() {
    let server = Counting::start(Says::Nothing, Says::Credentials).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Some(format!("http://{nobody}"));
    let cloud = connected(AwsSettings { organizations_endpoint: nobody.clone(), ..settings(&server.url) }).await;
    assert_eq!(told(&create(&cloud).await), ("Unreachable", Reaction::Unknown));
    let error = AwsClouds::new(AwsSettings { sts_endpoint: nobody, ..settings(&server.url) })
        .await
        .connect(&connection(&account()))
        .await
        .err();
    assert_eq!(told(&error.unwrap()), ("Unreachable", Reaction::Unknown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_may_not_be_assumed_blocks() {
    let server = Counting::start(Says::Nothing, Says::Denied).await;
    let error = AwsClouds::new(patient(&server.url)).await.connect(&connection(&account())).await.err().unwrap();
    assert_eq!((error.operation, told(&error)), ("AssumeRole", ("AccessDenied", Reaction::Blocked)));
    server.sts_says(Says::Html(200));
    let error = AwsClouds::new(patient(&server.url)).await.connect(&connection(&account())).await.err().unwrap();
    assert_eq!(error.reaction, Reaction::Unknown, "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_is_taken_away_later_blocks_the_next_call() {
    let server = Counting::start(Says::Html(500), Says::ExpiredCredentials).await;
    let cloud = connected(patient(&server.url)).await;
    assert_eq!(cloud.list_accounts(None).await.unwrap_err().code, "NotAws");
    server.sts_says(Says::Denied);
    let error = cloud.list_accounts(None).await.unwrap_err();
    assert_eq!((error.operation, told(&error)), ("ListAccounts", ("AccessDenied", Reaction::Blocked)));
    assert_eq!(server.organizations_calls(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_error_shows_a_secret() {
    let server = Counting::start(Says::Html(500), Says::Credentials).await;
    let clouds = AwsClouds::new(patient(&server.url)).await;
    let cloud = clouds.connect(&connection(&account())).await.unwrap();
    let shown = format!("{clouds:?} {:?} {}", create(&cloud).await, create(&cloud).await);
    for secret in ["operator-secret", "assumed-secret", "assumed-token", &connection(&account()).external_id] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_asked_for_once_when_the_connection_is_cut() {
    let sts = Counting::start(Says::Nothing, Says::Credentials).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Some(format!("http://{}", listener.local_addr().unwrap()));
    let requests = Arc::new(AtomicU32::new(0));
    let counted = requests.clone();
    let mut door = JoinSet::new();
    door.spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut start = [0; 4];
            if stream.read_exact(&mut start).await.is_ok() && start == *b"POST" {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    let cloud = connected(AwsSettings { organizations_endpoint: endpoint, ..settings(&sts.url) }).await;
    let error = create(&cloud).await;
    assert_eq!(error.reaction, Reaction::Unknown, "{error:?}");
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_assumed_once_for_many_calls() {
    let server = Counting::start(Says::Nothing, Says::Credentials).await;
    let clouds = AwsClouds::new(patient(&server.url)).await;
    for _ in 0..3 {
        clouds.connect(&connection(&account())).await.unwrap().list_accounts(None).await.unwrap();
    }
    assert_eq!((server.sts.load(Ordering::SeqCst), server.organizations_calls()), (1, 3));
}
