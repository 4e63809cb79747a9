//! Connecting: proven before it is kept, once for all tenants.

use std::collections::BTreeMap;

use control::organization::{connect, connection};
use control::{Error, audit};
use domain::access::Role;
use domain::request::{FieldName, Problem, Refusal};
use domain::wire::AuditFilter;
use simulator::{Fault, Refusal as AwsRefusal};

use crate::support::{OTHER_ROLE, PATTERN, ROLE, TestWorld, connect as prepare_and_connect};

#[tokio::test]
async fn the_external_id_is_drawn_once_and_has_128_bits() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    assert_eq!(connection::show(administrator).await.unwrap().external_id, None);
    connect::prepare(administrator).await.unwrap();
    let first = connection::show(administrator).await.unwrap().external_id.unwrap();
    connect::prepare(administrator).await.unwrap();
    assert_eq!(connection::show(administrator).await.unwrap().external_id.as_deref(), Some(first.as_str()));
    assert!(first.len() == 32 && first.bytes().all(|b| b.is_ascii_hexdigit()));
    let filter = AuditFilter { q: "action:organization.connection_prepared".into(), ..AuditFilter::default() };
    let events = audit::list(administrator, filter).await.unwrap().events;
    assert_eq!(events.len(), 1);
    assert!(!format!("{events:?}").contains(&first), "an external id is no matter for the record");
}

#[tokio::test]
async fn two_at_once_draw_one_external_id() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let (a, b) = tokio::join!(connect::prepare(administrator), connect::prepare(administrator));
    a.unwrap();
    b.unwrap();
    let filter = AuditFilter { q: "action:organization.connection_prepared".into(), ..AuditFilter::default() };
    assert_eq!(audit::list(administrator, filter).await.unwrap().events.len(), 1);
}

#[tokio::test]
async fn nothing_is_kept_if_aws_refuses() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    connect::prepare(administrator).await.unwrap();
    let denied = AwsRefusal::new("AccessDenied", domain::run::Reaction::Blocked, "no");
    world.simulator.fail("DescribeOrganization", 1, Fault::Refuse(denied));
    let error = connect::connect(administrator, ROLE, PATTERN).await.unwrap_err();
    assert!(matches!(error, Error::Cloud(error) if error.code == "AccessDenied"));
    let view = connection::show(administrator).await.unwrap();
    assert_eq!((view.role_arn, view.connected_at), (None, None));
}

#[tokio::test]
async fn a_connection_reads_the_organization_and_says_what_it_is() {
    let world = TestWorld::connected().await;
    let view = connection::show(&world.acme.administrator).await.unwrap();
    assert_eq!(view.management_account.as_deref(), Some("111122223333"));
    assert_eq!(view.role_arn.as_deref(), Some(ROLE));
    assert!(view.observed_at.is_some() && view.connected_at.is_some());
    let calls: BTreeMap<_, _> = world.simulator.calls();
    assert!(!calls.contains_key("CreateAccount") && !calls.contains_key("MoveAccount") && !calls.contains_key("AttachPolicy"));
}

#[tokio::test]
async fn an_aws_organization_belongs_to_one_workspace_and_the_refusal_does_not_say_whose() {
    let world = TestWorld::connected().await;
    let globex = world.open("globex").await;
    connect::prepare(&globex.administrator).await.unwrap();
    // Another role of the same management account, so that AWS itself has nothing against it.
    let role = "arn:aws:iam::111122223333:role/Other";
    let error = connect::connect(&globex.administrator, role, PATTERN).await.unwrap_err();
    assert!(matches!(error, Error::Refused(Refusal::CannotConnect)), "{error:?}");
    assert_eq!(connection::show(&globex.administrator).await.unwrap().connected_at, None);
    connect::connect(&globex.administrator, OTHER_ROLE, PATTERN).await.unwrap();
}

#[tokio::test]
async fn a_connected_workspace_keeps_its_organization() {
    let world = TestWorld::connected().await;
    let error = connect::connect(&world.acme.administrator, OTHER_ROLE, PATTERN).await.unwrap_err();
    assert!(matches!(error, Error::Refused(Refusal::CannotConnect)));
    connect::connect(&world.acme.administrator, ROLE, "root+{name}@northwind.example").await.unwrap();
    let view = connection::show(&world.acme.administrator).await.unwrap();
    assert_eq!(view.email_pattern.as_deref(), Some("root+{name}@northwind.example"));
}

#[tokio::test]
async fn both_fields_are_checked_before_aws_is_asked() {
    let world = TestWorld::new().await;
    connect::prepare(&world.acme.administrator).await.unwrap();
    let error = connect::connect(&world.acme.administrator, "Charter", "aws@example.com").await.unwrap_err();
    let Error::Invalid(errors) = error else { panic!("{error:?}") };
    let fields: Vec<_> = errors.iter().map(|error| (error.field, error.problem)).collect();
    assert_eq!(fields, [(FieldName::RoleArn, Problem::NotARoleArn), (FieldName::EmailPattern, Problem::NoPlaceholder)]);
    assert!(world.simulator.calls().is_empty());
}

#[tokio::test]
async fn only_an_administrator_sees_and_changes_the_connection() {
    let world = TestWorld::new().await;
    let caller = world.caller(&[Role::Requester, Role::Approver, Role::Auditor]).await;
    assert!(matches!(connection::show(&caller).await, Err(Error::Denied(_))));
    assert!(matches!(prepare_and_connect(&caller, ROLE).await, Err(Error::Denied(_))));
    assert!(world.simulator.calls().is_empty());
}
