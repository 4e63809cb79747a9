//! Coming in: whose address is whose, and what no provider means.

use control::entrance::{IdentityClaims, SignInOutcome, SignInRefusal, SignInWish, begin_sign_in, complete_sign_in};
use control::{Error, members};
use domain::access::{Denied, Origin};

use crate::support::{ISSUER, TestWorld};

fn claims(subject: &str, email: &str) -> IdentityClaims {
    IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: Some(email.to_owned()),
        is_email_verified: true,
        name: None,
        proven_at: None,
    }
}

#[tokio::test]
async fn a_letter_that_only_looks_alike_in_lower_case_is_another_address() {
    let world = TestWorld::new().await;
    members::invite(&world.acme.administrator, "kim@example.com", vec!["requester".into()], "").await.unwrap();
    let enter = async |claims: IdentityClaims| {
        complete_sign_in(&world.means, world.acme.tenant, &claims, Origin::default()).await.unwrap()
    };
    // U+212A, the Kelvin sign, is a k in Unicode's lower case.
    assert_eq!(enter(claims("1", "\u{212a}im@example.com")).await, SignInOutcome::Refused(SignInRefusal::NotInvited));
    assert!(matches!(enter(claims("2", "KIM@example.com")).await, SignInOutcome::In(_)));
}

#[tokio::test]
async fn an_identity_with_nul_is_refused_and_not_a_failure_of_the_database() {
    let world = TestWorld::new().await;
    for claims in [claims("a\0", "admin@acme.example"), claims("a", "\0@acme.example")] {
        let outcome = complete_sign_in(&world.means, world.acme.tenant, &claims, Origin::default()).await.unwrap();
        assert_eq!(outcome, SignInOutcome::Refused(SignInRefusal::Untrusted));
    }
}

#[tokio::test]
async fn what_is_no_address_of_a_workspace_is_not_looked_for() {
    let world = TestWorld::new().await;
    for slug in ["\0", "ac\0me", "ACME", "", "acme/", "é"] {
        assert_eq!(world.means.store.tenant_of(slug).await.unwrap(), None, "{slug:?}");
        let error = begin_sign_in(&world.means, slug, SignInWish::default()).await.err().unwrap();
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{error:?}");
    }
    assert_eq!(world.means.store.tenant_of("acme").await.unwrap(), Some(world.acme.tenant));
}
