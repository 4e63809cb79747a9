//! Assuming a role with our external id.

use control::cloud::{Clouds, Connection};
use domain::run::Reaction;

use crate::backend::{Backend, Kind, connection};
use crate::on_both;

on_both! {
    another_external_id_is_refused
    an_account_without_an_organization_is_refused
    what_is_no_role_is_refused
    a_role_that_needs_our_external_id_cannot_be_assumed_without
}

async fn another_external_id_is_refused(backend: &Backend) {
    let other = Connection { external_id: "another-external-id".to_owned(), ..connection(&backend.account) };
    let connected = backend.clouds.connect(&other).await;
    match backend.kind {
        Kind::Simulator => {
            let error = connected.err().unwrap();
            assert_eq!((error.operation, error.code.as_str(), error.reaction), ("AssumeRole", "AccessDenied", Reaction::Blocked));
            assert!(!error.to_string().contains("another-external-id") && !error.message.contains("another-external-id"));
        }
        // moto looks at no external id: it proves nothing about access.
        Kind::Moto => assert!(connected.is_ok()),
    }
}

async fn an_account_without_an_organization_is_refused(backend: &Backend) {
    let connected = backend.clouds.connect(&connection(&"999999999999".parse().unwrap())).await;
    let error = match backend.kind {
        Kind::Simulator => connected.err().unwrap(),
        // moto lets any role be assumed, and refuses the first call.
        Kind::Moto => connected.unwrap().describe_organization().await.unwrap_err(),
    };
    let code = if backend.kind == Kind::Simulator { "AccessDenied" } else { "AWSOrganizationsNotInUseException" };
    assert_eq!((error.code.as_str(), error.reaction), (code, Reaction::Blocked));
}

async fn what_is_no_role_is_refused(backend: &Backend) {
    let wrong = Connection { role_arn: "arn:aws:iam::111122223333:user/somebody".to_owned(), ..connection(&backend.account) };
    let connected = backend.clouds.connect(&wrong).await;
    match backend.kind {
        Kind::Simulator => {
            let error = connected.err().unwrap();
            assert_eq!((error.code.as_str(), error.reaction), ("ValidationError", Reaction::Rejected));
        }
        // moto assumes users too.
        Kind::Moto => assert!(connected.is_ok()),
    }
}

async fn a_role_that_needs_our_external_id_cannot_be_assumed_without(backend: &Backend) {
    let role = connection(&backend.account).role_arn;
    // moto looks at no external id: with it the operator says that the endpoint is lenient.
    let is_open = backend.kind == Kind::Moto;
    assert_eq!(backend.clouds.can_assume_without_external_id(&role).await.unwrap(), is_open);
}
