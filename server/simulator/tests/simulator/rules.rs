//! AWS's rules as the simulator keeps them.

use std::collections::BTreeMap;

use control::cloud::{Cloud, CloudError, Clouds, Connection, CreationState};
use domain::organization::{AccountId, ContactKind, ParentId, TargetId};
use domain::run::Reaction;
use simulator::{Effect, Fault, NewPolicy, NewUnit, Options, Refusal, Seed, SimulatedCloud, SimulatedClouds, Simulator};

use crate::stage::{Hand, MANAGEMENT, account, contact, management, stage};

fn told(error: &CloudError) -> (&str, Option<&str>, Reaction) {
    (&error.code, error.reason.as_deref(), error.reaction)
}

fn policy(name: &str) -> NewPolicy {
    let content = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
    NewPolicy { name: name.to_owned(), description: String::new(), content: content.to_owned(), tags: BTreeMap::new() }
}

#[tokio::test]
async fn an_account_appears_only_when_its_creation_has_ended() {
    let stage = stage(Options::default());
    let taken = stage.cloud.create_account(&account("one", "one@example.com")).await.unwrap().value;
    assert_eq!(taken.state, CreationState::InProgress);
    assert_eq!(stage.cloud.list_accounts(None).await.unwrap().value.items.len(), 1);
    stage.hand.pass(9);
    let CreationState::Succeeded(id) = stage.cloud.describe_creation(&taken.id).await.unwrap().value.state else { panic!() };
    assert_eq!(stage.cloud.parent_of_account(&id).await.unwrap().value, ParentId::Root(stage.root().await));
    let attached = stage.cloud.list_policies_for_target(&TargetId::Account(id.clone()), None).await.unwrap().value.items;
    assert_eq!(attached.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(), ["p-FullAWSAccess"]);
    assert_eq!(stage.simulator.state().accounts_with_tag("charter:intent", "one"), [id]);
}

#[tokio::test]
async fn an_email_is_used_once_whatever_its_case() {
    let stage = stage(Options::default());
    stage.simulator.happen(Effect::ReserveEmail { email: "Elsewhere@Example.com".into() }).unwrap();
    stage.created("one", "one@example.com").await;
    let again = stage.create("two", "ONE@example.com").await;
    assert_eq!(again.state, CreationState::Failed("EMAIL_ALREADY_EXISTS".into()));
    let elsewhere = stage.create("three", "elsewhere@example.com").await;
    assert_eq!(elsewhere.state, CreationState::Failed("EMAIL_ALREADY_EXISTS".into()));
    assert_eq!(stage.simulator.state().accounts_per_email("one@example.com").len(), 1);
}

#[tokio::test]
async fn two_creations_at_once_with_one_email_give_one_account() {
    let stage = stage(Options::default());
    for name in ["one", "two"] {
        stage.cloud.create_account(&account(name, "same@example.com")).await.unwrap();
    }
    stage.hand.pass(9);
    assert_eq!(stage.simulator.state().accounts_per_email("same@example.com").len(), 1);
}

#[tokio::test]
async fn a_hostile_aws_makes_the_second_account() {
    let stage = stage(Options { hostile: true, ..Options::default() });
    stage.created("one", "same@example.com").await;
    stage.created("two", "same@example.com").await;
    assert_eq!(stage.simulator.state().accounts_per_email("same@example.com").len(), 2);
}

#[tokio::test]
async fn a_sixth_creation_at_once_is_throttled() {
    let stage = stage(Options::default());
    for index in 0..5 {
        stage.cloud.create_account(&account(&format!("n{index}"), &format!("n{index}@example.com"))).await.unwrap();
    }
    let sixth = account("n5", "n5@example.com");
    let refused = stage.cloud.create_account(&sixth).await.unwrap_err();
    assert_eq!(told(&refused), ("TooManyRequestsException", None, Reaction::Throttled));
    stage.hand.pass(9);
    assert!(stage.cloud.create_account(&sixth).await.is_ok());
}

#[tokio::test]
async fn a_move_is_a_compare_and_set() {
    let stage = stage(Options::default());
    let root = stage.root().await;
    let (first, second) = (stage.unit(root.clone(), "First"), stage.unit(root.clone(), "Second"));
    let id = stage.created("one", "one@example.com").await;
    let to = |unit: &domain::organization::UnitId| ParentId::Unit(unit.clone());
    let nowhere: ParentId = "ou-none-12345678".parse().unwrap();
    let refused = stage.cloud.move_account(&id, &root, &nowhere).await.unwrap_err();
    assert_eq!(told(&refused), ("DestinationParentNotFoundException", None, Reaction::StaleView));
    stage.cloud.move_account(&id, &root, &to(&first)).await.unwrap();
    let again = stage.cloud.move_account(&id, &root, &to(&first)).await.unwrap_err();
    assert_eq!(told(&again), ("DuplicateAccountException", None, Reaction::AlreadyDone));
    let elsewhere = stage.cloud.move_account(&id, &root, &to(&second)).await.unwrap_err();
    assert_eq!(told(&elsewhere), ("SourceParentNotFoundException", None, Reaction::StaleView));
    assert_eq!(stage.cloud.parent_of_account(&id).await.unwrap().value, to(&first));
    let unknown: AccountId = "999999999999".parse().unwrap();
    let refused = stage.cloud.move_account(&unknown, &root, &to(&first)).await.unwrap_err();
    assert_eq!(told(&refused), ("AccountNotFoundException", None, Reaction::StaleView));
}

#[tokio::test]
async fn ten_policies_are_attached_and_an_eleventh_is_not() {
    let stage = stage(Options::default());
    let target = TargetId::Root(stage.root().await);
    let ids: Vec<_> =
        (0..10).map(|index| stage.cloud.create_policy(&policy(&format!("P{index}"))).unwrap().value.facts.id).collect();
    for id in &ids[..9] {
        stage.cloud.attach_policy(id, &target).await.unwrap();
    }
    let again = stage.cloud.attach_policy(&ids[0], &target).await.unwrap_err();
    assert_eq!(told(&again), ("DuplicatePolicyAttachmentException", None, Reaction::AlreadyDone));
    let eleventh = stage.cloud.attach_policy(&ids[9], &target).await.unwrap_err();
    assert_eq!(
        told(&eleventh),
        ("ConstraintViolationException", Some("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"), Reaction::Limit)
    );
    for id in &ids[..9] {
        stage.cloud.detach_policy(id, &target).unwrap();
    }
    let last = stage.cloud.detach_policy(&"p-FullAWSAccess".parse().unwrap(), &target).unwrap_err();
    assert_eq!(last.reason.as_deref(), Some("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"));
}

#[tokio::test]
async fn a_policy_is_checked_and_kept_character_for_character() {
    let stage = stage(Options::default());
    let mut new = policy("Spaced");
    new.content = new.content.replace("\":", "\" :\n ");
    let made = stage.cloud.create_policy(&new).unwrap().value.facts.id;
    assert_eq!(stage.cloud.describe_policy(&made).await.unwrap().value.content, new.content);
    let malformed = stage.cloud.update_policy(&made, "not json").unwrap_err();
    assert_eq!(told(&malformed), ("MalformedPolicyDocumentException", None, Reaction::Rejected));
    let too_long = stage.cloud.update_policy(&made, &format!("{}{}", new.content, " ".repeat(10_240))).unwrap_err();
    assert_eq!(told(&too_long), ("ConstraintViolationException", Some("POLICY_CONTENT_LIMIT_EXCEEDED"), Reaction::Limit));
    let immutable = stage.cloud.update_policy(&"p-FullAWSAccess".parse().unwrap(), &new.content).unwrap_err();
    assert_eq!(told(&immutable), ("InvalidInputException", Some("IMMUTABLE_POLICY"), Reaction::Rejected));
}

#[tokio::test]
async fn units_are_unique_among_siblings_and_five_deep() {
    let stage = stage(Options::default());
    let root = stage.root().await;
    let mut parent = stage.unit(root.clone(), "Level");
    let twin = NewUnit { name: "Level".into(), parent: ParentId::Root(root), tags: BTreeMap::new() };
    assert_eq!(stage.cloud.create_unit(&twin).unwrap_err().code, "DuplicateOrganizationalUnitException");
    for _ in 2..=5 {
        parent = stage.unit(parent, "Level");
    }
    let sixth = NewUnit { name: "Level".into(), parent: ParentId::Unit(parent), tags: BTreeMap::new() };
    assert_eq!(stage.cloud.create_unit(&sixth).unwrap_err().reason.as_deref(), Some("OU_DEPTH_LIMIT_EXCEEDED"));
}

#[tokio::test]
async fn a_role_takes_one_external_id_and_no_other() {
    let hand = Hand::new();
    let simulator = Simulator::open(Options::default(), &[Seed::bare(management())], hand.clock()).unwrap();
    let clouds = SimulatedClouds::new(simulator);
    let with = |account: &str, external_id: &str| Connection {
        role_arn: format!("arn:aws:iam::{account}:role/charter"),
        external_id: external_id.into(),
    };
    for refused in [with(MANAGEMENT, ""), with("999999999999", "x1")] {
        let error = clouds.connect(&refused).await.err().unwrap();
        assert_eq!(told(&error), ("AccessDenied", None, Reaction::Blocked));
    }
    clouds.connect(&with(MANAGEMENT, "x1")).await.unwrap();
    clouds.connect(&with(MANAGEMENT, "x1")).await.unwrap();
    assert!(clouds.connect(&with(MANAGEMENT, "x2")).await.is_err());
}

#[tokio::test]
async fn an_ordered_fault_hits_the_nth_call_before_or_after_its_effect() {
    let stage = stage(Options::default());
    stage.simulator.fail("CreateAccount", 1, Fault::LoseRequest);
    stage.simulator.fail("CreateAccount", 2, Fault::LoseAnswer);
    stage.simulator.fail(
        "CreateAccount",
        3,
        Fault::Refuse(Refusal::new("ConcurrentModificationException", Reaction::Busy, "busy")),
    );
    let new = account("one", "one@example.com");
    for (code, reaction, taken) in [
        ("Timeout", Reaction::Unknown, 0),
        ("Timeout", Reaction::Unknown, 1),
        ("ConcurrentModificationException", Reaction::Busy, 1),
    ] {
        let error = stage.cloud.create_account(&new).await.unwrap_err();
        assert_eq!((error.code.as_str(), error.reaction), (code, reaction));
        assert_eq!(stage.simulator.state().organizations[&management()].creations.len(), taken);
    }
    assert_eq!(stage.simulator.calls()["CreateAccount"], 3);
}

#[tokio::test]
async fn a_caller_outside_every_organization_is_told_so() {
    let stage = stage(Options::default());
    let stranger = SimulatedCloud::new(stage.simulator.clone(), "999999999999".parse().unwrap());
    let error = stranger.list_accounts(None).await.unwrap_err();
    assert_eq!(told(&error), ("AWSOrganizationsNotInUseException", None, Reaction::Blocked));
}

#[tokio::test]
async fn a_token_that_was_not_given_is_refused() {
    let stage = stage(Options::default());
    let error = stage.cloud.list_accounts(Some("2".into())).await.unwrap_err();
    assert_eq!(told(&error), ("InvalidInputException", Some("INVALID_NEXT_TOKEN"), Reaction::Rejected));
}

#[tokio::test]
async fn contacts_need_trusted_access_and_a_member_account() {
    let stage = stage(Options::default());
    let member = stage.created("one", "one@example.com").await;
    let (kind, contact) = (ContactKind::Security, contact("555"));
    let denied =
        |error: CloudError| assert_eq!((error.code.as_str(), error.reaction), ("AccessDeniedException", Reaction::Blocked));
    denied(stage.cloud.put_alternate_contact(&member, kind, &contact).await.unwrap_err());
    stage.cloud.trust_service("account.amazonaws.com", true).unwrap();
    denied(stage.cloud.put_alternate_contact(&management(), kind, &contact).await.unwrap_err());
    assert_eq!(stage.cloud.alternate_contact(&member, kind).await.unwrap().value, None);
    stage.cloud.put_alternate_contact(&member, kind, &contact).await.unwrap();
    assert_eq!(stage.cloud.alternate_contact(&member, kind).await.unwrap().value, Some(contact.facts()));
    stage.cloud.trust_service("account.amazonaws.com", false).unwrap();
    denied(stage.cloud.alternate_contact(&member, kind).await.unwrap_err());
}
