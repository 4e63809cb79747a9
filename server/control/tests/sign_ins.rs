//! Sign-ins: who sees them, who ends them, and that what was ended opens nothing.

use chrono::TimeDelta;
use control::entrance::{Arrival, IdentityClaims, SignInOutcome, complete_sign_in, sign_out};
use control::sign_ins::{end, list, sign_member_out};
use control::{Caller, Error, Visitor, members};
use domain::access::{Denied, Origin, Role};
use domain::wire::SignInRow;

use crate::support::{ISSUER, TestWorld, again};

/// The same person in another browser.
async fn elsewhere(world: &TestWorld, caller: &Caller, email: &str, address: &str) -> Caller {
    let claims = IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: email.to_owned(),
        email: Some(email.to_owned()),
        is_email_verified: true,
        name: None,
        proven_at: None,
    };
    let origin = Origin { address: Some(address.to_owned()), session: Some("0123456789abcdef".to_owned()) };
    let arrival = Arrival { origin: origin.clone(), agent: Some("Browser\u{7}/1".to_owned()), replaces: None };
    let outcome = complete_sign_in(&world.means, caller.grants.tenant(), &claims, arrival).await.unwrap();
    let SignInOutcome::In(signed_in) = outcome else { panic!("{outcome:?}") };
    Visitor::new(world.means.clone(), vec![signed_in], origin).enter(&caller.slug).await.unwrap()
}

fn addresses(rows: &[SignInRow]) -> Vec<&str> {
    rows.iter().map(|row| row.address.as_deref().unwrap()).collect()
}

async fn is_out(caller: &Caller) -> bool {
    matches!(again(caller).await, Err(Error::SignIn))
}

#[tokio::test]
async fn a_member_sees_every_session_of_their_own_and_nobody_elses() {
    let world = TestWorld::new().await;
    let here = world.caller(&[Role::Requester]).await;
    let there = elsewhere(&world, &here, "person-1@example.com", "198.51.100.7").await;
    world.caller(&[Role::Requester]).await;
    let rows = list(&here).await.unwrap();
    assert_eq!(addresses(&rows), ["198.51.100.7", "192.0.2.1"], "the one used last comes first");
    assert_eq!(rows.iter().map(|row| row.is_this).collect::<Vec<_>>(), [false, true]);
    assert_eq!(rows[0].agent.as_deref(), Some("Browser/1"));
    assert_eq!(list(&there).await.unwrap().iter().map(|row| row.is_this).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_session_that_was_ended_opens_nothing_from_the_next_request_on() {
    let world = TestWorld::new().await;
    let here = world.caller(&[Role::Requester]).await;
    let there = elsewhere(&world, &here, "person-1@example.com", "198.51.100.7").await;
    let id = there.signed_in.id.to_string();
    assert_eq!(end(&here, Some(&id)).await.unwrap(), 1);
    assert!(is_out(&there).await && !is_out(&here).await);
    assert!(matches!(end(&here, Some(&id)).await, Err(Error::Denied(Denied::Hidden))), "it has ended already");
    assert_eq!(addresses(&list(&here).await.unwrap()), ["192.0.2.1"]);
    let event = "select action from audit_event where action like 'session.ended'";
    assert_eq!(world.database.ask(world.acme.tenant, event).await.len(), 1);
}

#[tokio::test]
async fn all_others_end_at_once_and_this_one_stays() {
    let world = TestWorld::new().await;
    let here = world.caller(&[Role::Requester]).await;
    let mut others = Vec::new();
    for n in 1..4 {
        others.push(elsewhere(&world, &here, "person-1@example.com", &format!("198.51.100.{n}")).await);
    }
    assert_eq!(end(&here, None).await.unwrap(), 3);
    for other in &others {
        assert!(is_out(other).await);
    }
    assert!(!is_out(&here).await);
    assert_eq!(end(&here, None).await.unwrap(), 0, "nothing is left to end, and no event says so");
    let event = "select action from audit_event where action = 'session.ended'";
    assert_eq!(world.database.ask(world.acme.tenant, event).await.len(), 1);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else_or_of_another_workspace() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    let (one, other) = (world.caller(&[Role::Requester]).await, world.caller(&[Role::Requester]).await);
    for foreign in [&other, &globex.administrator] {
        let id = foreign.signed_in.id.to_string();
        assert!(matches!(end(&one, Some(&id)).await, Err(Error::Denied(Denied::Hidden))));
        assert!(!is_out(foreign).await);
    }
    let own = one.signed_in.id.to_string();
    assert!(matches!(end(&one, Some(&own)).await, Err(Error::Denied(Denied::Hidden))), "that is signing out");
    assert!(matches!(end(&one, Some("x")).await, Err(Error::Denied(Denied::Hidden))));
    let member = globex.administrator.member().to_string();
    let refused = sign_member_out(&world.acme.administrator, &member).await;
    assert!(matches!(refused, Err(Error::Denied(Denied::Hidden))) && !is_out(&globex.administrator).await);
    let refused = sign_member_out(&one, &other.member().to_string()).await;
    assert!(matches!(refused, Err(Error::Denied(Denied::Forbidden { .. }))) && !is_out(&other).await);
}

#[tokio::test]
async fn an_administrator_signs_a_member_out_everywhere() {
    let world = TestWorld::new().await;
    let here = world.caller(&[Role::Requester]).await;
    let there = elsewhere(&world, &here, "person-1@example.com", "198.51.100.7").await;
    let (administrator, member) = (&world.acme.administrator, here.member().to_string());
    assert_eq!(sign_member_out(administrator, &member).await.unwrap(), 2);
    assert!(is_out(&here).await && is_out(&there).await && !is_out(administrator).await);
    assert_eq!(sign_member_out(administrator, &member).await.unwrap(), 0);
    assert!(!is_out(&elsewhere(&world, &here, "person-1@example.com", "192.0.2.9").await).await, "signing in stays possible");
}

#[tokio::test]
async fn a_suspension_ends_the_sessions_and_its_end_does_not_bring_them_back() {
    let world = TestWorld::new().await;
    let person = world.caller(&[Role::Requester]).await;
    let administrator = &world.acme.administrator;
    for standing in ["suspended", "active"] {
        let rows = members::list(administrator).await.unwrap().members;
        let row = rows.into_iter().find(|row| row.id == person.member().to_string()).unwrap();
        let roles = row.roles.iter().map(ToString::to_string).collect();
        members::change(administrator, &row.id, row.version, roles, Vec::new(), standing).await.unwrap();
        assert!(is_out(&person).await, "{standing}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_row_and_signing_in_again_in_one_browser_replaces_it() {
    let world = TestWorld::new().await;
    let person = world.caller(&[Role::Requester]).await;
    sign_out(&person).await.unwrap();
    assert!(is_out(&person).await, "a copied cookie is worth nothing");
    let first = elsewhere(&world, &person, "person-1@example.com", "192.0.2.1").await;
    let claims = IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: "person-1@example.com".to_owned(),
        email: None,
        is_email_verified: false,
        name: None,
        proven_at: None,
    };
    let arrival = Arrival { replaces: Some(first.signed_in.id), ..Arrival::default() };
    complete_sign_in(&world.means, world.acme.tenant, &claims, arrival).await.unwrap();
    assert!(is_out(&first).await);
}

#[tokio::test]
async fn use_is_written_down_every_five_minutes_with_the_address() {
    let world = TestWorld::new().await;
    let person = world.caller(&[Role::Requester]).await;
    let seen = async || list(&person).await.unwrap()[0].seen_at;
    let first = seen().await;
    world.clock.advance(TimeDelta::minutes(4));
    again(&person).await.unwrap();
    assert_eq!(seen().await, first);
    world.clock.advance(TimeDelta::minutes(2));
    again(&person).await.unwrap();
    assert!(seen().await >= first + TimeDelta::minutes(6));
}

#[tokio::test]
async fn sessions_that_ran_out_are_not_listed() {
    let world = TestWorld::new().await;
    let here = world.caller(&[Role::Requester]).await;
    elsewhere(&world, &here, "person-1@example.com", "198.51.100.7").await;
    world.clock.advance(TimeDelta::minutes(66));
    assert_eq!(addresses(&list(&here).await.unwrap()), ["192.0.2.1"], "this one is asked by its caller, so it is there");
}
