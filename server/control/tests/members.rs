//! Members: invited, changed, and never without an administrator.

use control::{Caller, Error, audit, members};
use domain::access::{Denied, Role};
use domain::request::{FieldName, Problem, Refusal};
use domain::wire::{AuditFilter, MemberRow};

use crate::support::{TestWorld, again};

fn words(roles: &[Role]) -> Vec<String> {
    roles.iter().map(ToString::to_string).collect()
}

async fn row(administrator: &Caller, email: &str) -> MemberRow {
    let view = members::list(administrator).await.unwrap();
    view.members.into_iter().find(|member| member.email == email).expect(email)
}

async fn change(administrator: &Caller, member: &MemberRow, roles: &[Role], standing: &str) -> control::Result<()> {
    members::change(administrator, &member.id, member.version, words(roles), vec![], standing).await
}

#[tokio::test]
async fn an_invitation_is_shown_with_roles_and_team_and_the_address_in_lower_case() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let team = world.team("Payments").await;
    members::invite(administrator, " Ana@Example.com ", words(&[Role::Approver, Role::Auditor]), &team).await.unwrap();
    let ana = row(administrator, "ana@example.com").await;
    assert_eq!((ana.standing.as_str(), ana.name, ana.roles), ("invited", None, vec![Role::Approver, Role::Auditor]));
    assert_eq!(ana.teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["Payments"]);
}

#[tokio::test]
async fn an_address_is_invited_once() {
    let world = TestWorld::new().await;
    let invite = |email: &'static str| members::invite(&world.acme.administrator, email, words(&[Role::Requester]), "");
    invite("ana@example.com").await.unwrap();
    let Err(Error::Invalid(errors)) = invite("ANA@example.com").await else { panic!("taken") };
    assert_eq!((errors[0].field, errors[0].problem), (FieldName::Email, Problem::Taken));
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_invitation_is_said_at_once() {
    let world = TestWorld::new().await;
    let Err(Error::Invalid(errors)) = members::invite(&world.acme.administrator, "ana", vec![], "not a team").await else {
        panic!("invalid")
    };
    let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
    assert_eq!(fields, [FieldName::Email, FieldName::Roles, FieldName::Team]);
}

#[tokio::test]
async fn a_team_of_another_workspace_is_no_choice() {
    let world = TestWorld::new().await;
    let team = world.team("Payments").await;
    let globex = world.open("globex").await;
    let refused = members::invite(&globex.administrator, "ana@example.com", words(&[Role::Requester]), &team).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!((errors[0].field, errors[0].problem), (FieldName::Team, Problem::NotAChoice));
}

#[tokio::test]
async fn a_change_is_recorded_with_before_and_after() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let caller = world.caller(&[Role::Requester]).await;
    let member = row(administrator, "person-1@example.com").await;
    change(administrator, &member, &[Role::Approver], "active").await.unwrap();
    assert!(again(&caller).await.unwrap().grants.roles().contains(&Role::Approver));
    let filter = AuditFilter { q: "action:member.changed".into(), ..AuditFilter::default() };
    let event = audit::list(administrator, filter).await.unwrap().events.remove(0);
    let roles = event.fields.iter().find(|field| field.name == "roles").unwrap();
    assert_eq!(
        (roles.before.as_deref(), roles.after.as_deref(), roles.is_personal),
        (Some("requester"), Some("approver"), false)
    );
    assert!(event.fields.iter().any(|field| field.name == "email" && field.is_personal));
}

#[tokio::test]
async fn a_suspended_member_is_out_at_once_and_comes_back_by_signing_in_anew() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    let caller = world.caller(&[Role::Requester]).await;
    change(administrator, &row(administrator, "person-1@example.com").await, &[Role::Requester], "suspended").await.unwrap();
    assert!(matches!(again(&caller).await, Err(Error::SignIn)));
    change(administrator, &row(administrator, "person-1@example.com").await, &[Role::Requester], "active").await.unwrap();
    assert!(matches!(again(&caller).await, Err(Error::SignIn)), "the old session stays ended");
    let standing = row(administrator, "person-1@example.com").await.standing;
    assert_eq!(standing, "active", "the identity is still bound, so signing in is enough");
}

#[tokio::test]
async fn who_never_signed_in_is_not_made_active() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    members::invite(administrator, "ana@example.com", words(&[Role::Requester]), "").await.unwrap();
    change(administrator, &row(administrator, "ana@example.com").await, &[Role::Auditor], "active").await.unwrap();
    assert_eq!(row(administrator, "ana@example.com").await.standing, "invited");
}

#[tokio::test]
async fn the_last_administrator_keeps_role_and_standing() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    // An invited administrator is none yet.
    members::invite(administrator, "ana@example.com", words(&[Role::Administrator]), "").await.unwrap();
    let own = row(administrator, "admin@acme.example").await;
    for (roles, standing) in [(&[Role::Auditor][..], "active"), (&[Role::Administrator][..], "suspended")] {
        let refused = change(administrator, &own, roles, standing).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::LastAdministrator))), "{refused:?}");
    }
    assert_eq!(row(administrator, "admin@acme.example").await, own, "a refused change leaves nothing behind");
}

#[tokio::test]
async fn two_administrators_cannot_lower_or_suspend_each_other_at_once() {
    let world = TestWorld::new().await;
    let first = &world.acme.administrator;
    let second = &world.caller(&[Role::Administrator]).await;
    // Several rounds: in the first one the pool may still have to connect, and then the two come one after the other.
    for round in 0..8 {
        let (roles, standing) = if round % 2 == 0 { ([Role::Auditor], "active") } else { ([Role::Administrator], "suspended") };
        let (one, two) = (row(first, "admin@acme.example").await, row(first, "person-1@example.com").await);
        let (a, b) = tokio::join!(change(first, &two, &roles, standing), change(second, &one, &roles, standing));
        let (winner, loser) = match (&a, &b) {
            (Ok(()), Err(_)) => (first, "person-1@example.com"),
            (Err(_), Ok(())) => (second, "admin@acme.example"),
            _ => panic!("exactly one of them: {a:?} {b:?}"),
        };
        change(winner, &row(winner, loser).await, &[Role::Administrator], "active").await.unwrap();
    }
}

#[tokio::test]
async fn a_form_from_an_older_version_is_refused() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    world.caller(&[Role::Requester]).await;
    let member = row(administrator, "person-1@example.com").await;
    change(administrator, &member, &[Role::Approver], "active").await.unwrap();
    let refused = change(administrator, &member, &[Role::Auditor], "active").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::ChangedSince))), "{refused:?}");
}

#[tokio::test]
async fn a_member_of_another_workspace_is_hidden() {
    let world = TestWorld::new().await;
    let globex = world.open("globex").await;
    let own = row(&globex.administrator, "admin@globex.example").await;
    let refused = change(&world.acme.administrator, &own, &[Role::Auditor], "active").await;
    assert!(matches!(refused, Err(Error::Denied(Denied::Hidden))), "{refused:?}");
}

#[tokio::test]
async fn a_team_has_a_name_of_its_own_in_any_case() {
    let world = TestWorld::new().await;
    let administrator = &world.acme.administrator;
    world.team("Payments").await;
    let problem = |result: control::Result<()>| match result {
        Err(Error::Invalid(errors)) => errors[0].problem,
        other => panic!("{other:?}"),
    };
    assert_eq!(problem(members::create_team(administrator, "payments").await), Problem::Taken);
    assert_eq!(problem(members::create_team(administrator, " ").await), Problem::Missing);
    assert_eq!(problem(members::create_team(administrator, "a\"b").await), Problem::Character('"'));
    assert_eq!(problem(members::create_team(administrator, &"x".repeat(81)).await), Problem::TooLong { most: 80, given: 81 });
}

#[tokio::test]
async fn only_an_administrator_changes_members() {
    let world = TestWorld::new().await;
    let auditor = world.caller(&[Role::Auditor, Role::Approver, Role::Requester]).await;
    assert!(!members::list(&auditor).await.unwrap().can_manage);
    let member = row(&auditor, "person-1@example.com").await;
    assert!(matches!(
        change(&auditor, &member, &[Role::Administrator], "active").await,
        Err(Error::Denied(Denied::Forbidden { .. }))
    ));
    assert!(matches!(members::invite(&auditor, "x@example.com", words(&[Role::Auditor]), "").await, Err(Error::Denied(_))));
    assert!(matches!(members::create_team(&auditor, "x").await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn whoever_is_invited_into_a_team_belongs_to_it() {
    let world = TestWorld::new().await;
    let team = world.team("Payments").await;
    let caller = world.caller_in(&[Role::Requester], &team).await;
    assert_eq!(caller.grants.teams().iter().map(ToString::to_string).collect::<Vec<_>>(), [team]);
    let outside = world.caller(&[Role::Requester]).await;
    assert!(outside.grants.teams().is_empty());
}
