//! Alternate contacts over the account service.

use aws_sdk_account::error::ProvideErrorMetadata;
use aws_sdk_account::types::AlternateContactType;
use control::cloud::{Cloud, Clouds};
use domain::organization::{AccountId, AlternateContact, ContactFacts, ContactKind};
use domain::run::Reaction;
use simulator::{Fault, Refusal, SimulatedCloud};

use crate::backend::{Backend, Kind, connection, new_account, settings};
use crate::counting::{Counting, Says};
use crate::on_both;

const SECURITY: ContactKind = ContactKind::Security;

fn contact(phone: &str) -> AlternateContact {
    let (name, title) = ("Sam Okafor".to_owned(), "Head of security".to_owned());
    AlternateContact::parse(&ContactFacts { name, title, email: "soc@example.com".to_owned(), phone: phone.to_owned() }).unwrap()
}

async fn trust(backend: &Backend) {
    let call = backend.admin.enable_aws_service_access().service_principal("account.amazonaws.com");
    call.send().await.unwrap();
}

async fn member(backend: &Backend) -> AccountId {
    backend.created(&new_account("one", "one@example.com", "x")).await
}

/// The account service beside the port: what the port's types cannot say.
fn raw(url: &str, account: &AccountId) -> aws_sdk_account::Client {
    let key = aws_sdk_account::config::Credentials::new(format!("ASIA{account}TEST"), "x", None, None, "test");
    let config = aws_sdk_account::Config::builder()
        .endpoint_url(url)
        .region(aws_sdk_account::config::Region::new("us-east-1"))
        .behavior_version(aws_sdk_account::config::BehaviorVersion::v2026_01_12());
    aws_sdk_account::Client::from_conf(config.credentials_provider(key).build())
}

async fn a_contact_is_set_as_a_whole_and_set_again_without_harm(backend: &Backend) {
    trust(backend).await;
    let id = member(backend).await;
    assert_eq!(backend.cloud.alternate_contact(&id, SECURITY).await.unwrap().value, None);
    for phone in ["+1 555 0100", "+1 555 0100", "(555) 0101"] {
        let contact = contact(phone);
        backend.cloud.put_alternate_contact(&id, SECURITY, &contact).await.unwrap();
        let told = backend.cloud.alternate_contact(&id, SECURITY).await.unwrap().value.unwrap();
        assert_eq!(told, contact.facts());
        assert!(contact.is(&told));
    }
    assert_eq!(backend.cloud.alternate_contact(&id, ContactKind::Billing).await.unwrap().value, None);
    assert_eq!(backend.cloud.alternate_contact(&id, ContactKind::Operations).await.unwrap().value, None);
}

async fn without_trusted_access_it_is_denied(backend: &Backend) {
    let id = member(backend).await;
    let put = backend.cloud.put_alternate_contact(&id, SECURITY, &contact("555")).await;
    if backend.kind == Kind::Moto {
        // Deviation: moto asks for no trusted access.
        put.unwrap();
        return;
    }
    let (put, get) = (put.unwrap_err(), backend.cloud.alternate_contact(&id, SECURITY).await.unwrap_err());
    for (error, operation) in [(put, "PutAlternateContact"), (get, "GetAlternateContact")] {
        let told = (error.operation, error.code.as_str(), error.reaction);
        assert_eq!(told, (operation, "AccessDeniedException", Reaction::Blocked));
        assert!(error.aws_request.is_some() && error.message.contains("trusted access"), "{error:?}");
    }
    trust(backend).await;
    backend.cloud.put_alternate_contact(&id, SECURITY, &contact("555")).await.unwrap();
    let call = backend.admin.disable_aws_service_access().service_principal("account.amazonaws.com");
    call.send().await.unwrap();
    let error = backend.cloud.put_alternate_contact(&id, SECURITY, &contact("555")).await.unwrap_err();
    assert_eq!(error.reaction, Reaction::Blocked, "it can be turned off again");
}

async fn an_account_of_nobody_has_no_contacts(backend: &Backend) {
    trust(backend).await;
    let put = backend.cloud.put_alternate_contact(&"999999999999".parse().unwrap(), SECURITY, &contact("555")).await;
    match backend.kind {
        Kind::Simulator => assert_eq!(put.unwrap_err().code, "AccessDeniedException"),
        // Deviation: moto takes any account id.
        Kind::Moto => drop(put.unwrap()),
    }
}

async fn what_is_no_contact_is_rejected(backend: &Backend) {
    trust(backend).await;
    let id = member(backend).await;
    let call = raw(&backend.url, &backend.account).put_alternate_contact().account_id(id.as_str()).name("n").title("t");
    let call = call.alternate_contact_type(AlternateContactType::Security).email_address("nowhere").phone_number("call me");
    let put = call.send().await;
    match backend.kind {
        Kind::Simulator => assert_eq!(put.unwrap_err().code(), Some("ValidationException")),
        // Deviation: moto takes any text.
        Kind::Moto => drop(put.unwrap()),
    }
}

on_both! {
    a_contact_is_set_as_a_whole_and_set_again_without_harm
    without_trusted_access_it_is_denied
    an_account_of_nobody_has_no_contacts
    what_is_no_contact_is_rejected
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_of_the_account_service_are_the_same_in_process_and_over_the_wire() {
    let backend = Backend::simulated().await;
    trust(&backend).await;
    let id = member(&backend).await;
    let simulator = backend.simulator.clone().unwrap();
    let inside = SimulatedCloud::new(simulator.clone(), backend.account.clone());
    let contact = contact("555");
    let faults = [
        (Fault::Refuse(Refusal::new("TooManyRequestsException", Reaction::Throttled, "slow")), Reaction::Throttled),
        (Fault::Refuse(Refusal::new("AccessDeniedException", Reaction::Blocked, "no")), Reaction::Blocked),
        (Fault::Refuse(Refusal::new("ValidationException", Reaction::Rejected, "bad")), Reaction::Rejected),
        (Fault::Refuse(Refusal::new("ResourceNotFoundException", Reaction::StaleView, "gone")), Reaction::StaleView),
        (Fault::Refuse(Refusal::new("SomethingNewException", Reaction::Bug, "new")), Reaction::Bug),
        (Fault::InternalBefore, Reaction::Unknown),
        (Fault::InternalAfter, Reaction::Unknown),
    ];
    for (fault, reaction) in faults {
        simulator.fail("PutAlternateContact", 1, fault.clone());
        let in_process = inside.put_alternate_contact(&id, SECURITY, &contact).await.unwrap_err();
        simulator.fail("PutAlternateContact", 1, fault);
        let wire = backend.cloud.put_alternate_contact(&id, SECURITY, &contact).await.unwrap_err();
        assert_eq!((&wire.code, wire.reaction), (&in_process.code, reaction), "{wire:?}");
        assert_eq!(in_process.reaction, reaction);
    }
    let told = backend.cloud.alternate_contact(&id, SECURITY).await.unwrap().value;
    assert_eq!(told, Some(contact.facts()), "an internal failure after the effect");
    assert_eq!(told, inside.alternate_contact(&id, SECURITY).await.unwrap().value);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxys_page_is_not_taken_for_a_contact_that_was_set() {
    let server = Counting::start(Says::Nothing, Says::Credentials).await;
    let account: AccountId = "111122223333".parse().unwrap();
    let cloud = aws::AwsClouds::new(settings(&server.url)).await.connect(&connection(&account)).await.unwrap();
    for says in [Says::Html(200), Says::Html(502), Says::Garbage, Says::Redirect] {
        // What has no target header is counted with STS.
        server.sts_says(says);
        let error = cloud.put_alternate_contact(&account, SECURITY, &contact("555")).await.unwrap_err();
        assert_eq!(error.reaction, Reaction::Unknown, "{says:?}: {error:?}");
    }
}
