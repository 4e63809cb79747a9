//! Members as callers, invited and bound through the use cases.
//! Never here: grants that no use case gave.

use control::entrance::{IdentityClaims, SignInOutcome, complete_sign_in};
use control::{Caller, Visitor, members};
use domain::access::{Origin, Role};

use super::TestSite;

/// The issuer of a workspace.
pub async fn provider_of(test: &TestSite, slug: &str) -> String {
    let store = &test.site.means.store;
    let tenant = store.tenant_of(slug).await.unwrap().unwrap();
    store.provider_of(tenant).await.unwrap().issuer
}

/// Signs a person in whose address `subject@acme.example` was invited.
pub async fn member(test: &TestSite, slug: &str, subject: &str) -> Caller {
    let means = &test.site.means;
    let tenant = means.store.tenant_of(slug).await.unwrap().unwrap();
    let claims = IdentityClaims {
        issuer: provider_of(test, slug).await,
        subject: subject.to_owned(),
        email: Some(format!("{subject}@acme.example")),
        is_email_verified: true,
        name: None,
        proven_at: Some(means.now()),
    };
    let outcome = complete_sign_in(means, tenant, &claims, Origin::default()).await.unwrap();
    let SignInOutcome::In(signed_in) = outcome else { panic!("{subject} is not let in: {outcome:?}") };
    let visitor = Visitor::new(means.clone(), vec![signed_in], Origin::default());
    visitor.enter(slug).await.unwrap()
}

/// Invites a person with every role but the administrator's, into a team of that id (empty: none).
pub async fn invite(administrator: &Caller, subject: &str, team: &str) {
    let roles = [Role::Requester, Role::Approver, Role::Auditor, Role::Administrator].map(|role| role.to_string());
    members::invite(administrator, &format!("{subject}@acme.example"), roles.to_vec(), team).await.unwrap();
}
