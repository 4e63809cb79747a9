//! Service control policies: reading and attaching.

use control::pages;
use domain::organization::{PolicyId, TargetId};
use domain::run::Reaction;

use crate::backend::{Backend, DENY, Kind, new_account};
use crate::on_both;

on_both! {
    a_policy_is_read_character_for_character
    policies_are_read_over_several_pages
    an_attached_policy_is_listed_for_its_target
    a_policy_is_attached_once
    an_eleventh_policy_is_not_attached
    what_is_not_there_is_not_attached
}

async fn a_policy_is_read_character_for_character(backend: &Backend) {
    let id = backend.policy("Spaced", DENY).await;
    let policy = backend.cloud.describe_policy(&id).await.unwrap().value;
    assert_eq!((policy.content.as_str(), policy.facts.name.as_str(), policy.facts.is_aws_managed), (DENY, "Spaced", false));
    assert_eq!(policy.facts.description, "of a test");
    let full: PolicyId = "p-FullAWSAccess".parse().unwrap();
    assert!(backend.cloud.describe_policy(&full).await.unwrap().value.facts.is_aws_managed);
}

async fn policies_are_read_over_several_pages(backend: &Backend) {
    for index in 0..25 {
        backend.policy(&format!("P{index}"), DENY).await;
    }
    let policies = pages::all("ListPolicies", |token| backend.cloud.list_policies(token)).await.unwrap();
    assert_eq!(policies.len(), 26, "FullAWSAccess is one of them");
}

async fn an_attached_policy_is_listed_for_its_target(backend: &Backend) {
    let account = TargetId::Account(backend.created(&new_account("one", "one@example.com", "x")).await);
    let root = TargetId::Root(backend.root().await);
    let id = backend.policy("Guard", DENY).await;
    for target in [account, root] {
        backend.cloud.attach_policy(&id, &target).await.unwrap();
        let attached =
            pages::all("ListPoliciesForTarget", |token| backend.cloud.list_policies_for_target(&target, token)).await.unwrap();
        assert!(attached.iter().any(|policy| policy.id == id), "{target}");
    }
}

async fn a_policy_is_attached_once(backend: &Backend) {
    let target = TargetId::Account(backend.created(&new_account("one", "one@example.com", "x")).await);
    let id = backend.policy("Guard", DENY).await;
    backend.cloud.attach_policy(&id, &target).await.unwrap();
    let again = backend.cloud.attach_policy(&id, &target).await;
    match backend.kind {
        Kind::Simulator => {
            let error = again.unwrap_err();
            assert_eq!((error.code.as_str(), error.reaction), ("DuplicatePolicyAttachmentException", Reaction::AlreadyDone));
        }
        // moto says nothing.
        Kind::Moto => assert!(again.is_ok()),
    }
    let attached = backend.cloud.list_policies_for_target(&target, None).await.unwrap().value.items;
    assert_eq!(attached.iter().filter(|policy| policy.id == id).count(), 1);
}

async fn an_eleventh_policy_is_not_attached(backend: &Backend) {
    let target = TargetId::Account(backend.created(&new_account("one", "one@example.com", "x")).await);
    for index in 0..9 {
        let id = backend.policy(&format!("P{index}"), DENY).await;
        backend.cloud.attach_policy(&id, &target).await.unwrap();
    }
    let id = backend.policy("P9", DENY).await;
    let eleventh = backend.cloud.attach_policy(&id, &target).await;
    match backend.kind {
        Kind::Simulator => {
            let error = eleventh.unwrap_err();
            assert_eq!((error.code.as_str(), error.reaction), ("ConstraintViolationException", Reaction::Limit));
            assert_eq!(error.reason.as_deref(), Some("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"));
        }
        // moto has no limit.
        Kind::Moto => assert!(eleventh.is_ok()),
    }
}

async fn what_is_not_there_is_not_attached(backend: &Backend) {
    let root = TargetId::Root(backend.root().await);
    let missing: PolicyId = "p-12345678".parse().unwrap();
    let error = backend.cloud.attach_policy(&missing, &root).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.reaction), ("PolicyNotFoundException", Reaction::StaleView));
    let id = backend.policy("Guard", DENY).await;
    // moto names the kind of the target where AWS does not.
    for (target, moto) in
        [("ou-none-12345678", "OrganizationalUnitNotFoundException"), ("999999999999", "AccountNotFoundException")]
    {
        let error = backend.cloud.attach_policy(&id, &target.parse().unwrap()).await.unwrap_err();
        let code = if backend.kind == Kind::Simulator { "TargetNotFoundException" } else { moto };
        assert_eq!((error.code.as_str(), error.reaction), (code, Reaction::StaleView));
    }
    let error = backend.cloud.describe_policy(&missing).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.reaction), ("PolicyNotFoundException", Reaction::StaleView));
}
