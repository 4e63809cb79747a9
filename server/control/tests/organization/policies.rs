//! Policies with their content and targets.

use control::Error;
use control::organization::policies;
use domain::access::{Denied, Role};
use domain::canonical::sha256;

use crate::support::TestWorld;

#[tokio::test]
async fn a_policy_shows_content_targets_and_the_hash_of_what_aws_returned() {
    let world = TestWorld::connected().await;
    let caller = world.caller(&[Role::Requester]).await;
    let list = policies::list(&caller).await.unwrap();
    assert!(list.observed_at.is_some());
    let row = list.policies.iter().find(|policy| policy.name == "Deny-KMS-key-deletion").unwrap();
    assert_eq!((row.n_targets, row.is_aws_managed), (3, false));
    let view = policies::show(&caller, &row.id).await.unwrap();
    let targets: Vec<_> = view.targets.iter().map(|target| target.name.as_str()).collect();
    assert_eq!(targets, ["Identity", "Log Archive", "Payments"]);
    let state = world.simulator.state();
    let truth = &state.organizations.values().next().unwrap().policies[&row.id.parse().unwrap()].content;
    assert_eq!(view.sha256, hex::encode(sha256(&[truth.as_bytes()])));
    assert_eq!(row.n_characters, truth.chars().count());
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(&view.content), read(truth));
    assert!(view.content.starts_with("{\n  \""));
}

#[tokio::test]
async fn before_the_first_reading_there_are_no_policies() {
    let world = TestWorld::new().await;
    let list = policies::list(&world.acme.administrator).await.unwrap();
    assert_eq!((list.policies.len(), list.observed_at), (0, None));
}

#[tokio::test]
async fn an_unknown_policy_is_hidden() {
    let world = TestWorld::connected().await;
    for id in ["p-00000000", "nonsense"] {
        let error = policies::show(&world.acme.administrator, id).await.unwrap_err();
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
    }
}
