//! The frame: what is offered, and how much waits for this member.

use control::{Caller, frame, members};
use domain::access::Role;

use crate::support::TestWorld;

/// A submitted request of that member, as its row is.
async fn submitted(world: &TestWorld, number: u32, requested_by: &Caller, changed_by: &Caller) {
    let (requested_by, changed_by) = (requested_by.member(), changed_by.member());
    let row = format!(
        "insert into account_request (tenant_id, request_id, number, organization_id, requested_by, changed_by, form, spec, nonce, stage,
                                      submitted_at, reserved_name, reserved_email, created_at, changed_at)
         select tenant_id, gen_random_uuid(), {number}, organization_id, '{requested_by}', '{changed_by}', '{{}}', '{{}}', repeat('0', 32),
                'submitted', now(), 'name-{number}', 'name-{number}@example.com', now(), now() from organization"
    );
    world.database.seed(world.acme.tenant, &row).await;
}

#[tokio::test]
async fn what_waits_is_counted_for_who_may_decide_it() {
    let world = TestWorld::connected().await;
    let requester = world.caller(&[Role::Requester]).await;
    let approver = world.caller(&[Role::Requester, Role::Approver]).await;
    let other = world.caller(&[Role::Approver]).await;
    submitted(&world, 1001, &requester, &requester).await;
    submitted(&world, 1002, &approver, &approver).await;
    submitted(&world, 1003, &requester, &approver).await;
    let waiting = async |caller: &Caller| frame::read(caller).await.unwrap().n_waiting;
    assert_eq!(waiting(&other).await, 3);
    assert_eq!(waiting(&approver).await, 1, "neither their own nor what they changed last");
    assert_eq!(waiting(&requester).await, 0);
    assert_eq!(waiting(&world.acme.administrator).await, 0);
}

#[tokio::test]
async fn the_frame_offers_what_the_roles_grant() {
    let world = TestWorld::new().await;
    let requester = world.caller(&[Role::Requester]).await;
    let frame_of_requester = frame::read(&requester).await.unwrap();
    assert_eq!((frame_of_requester.slug.as_str(), frame_of_requester.member.as_str()), ("acme", "Person 1"));
    let can = frame_of_requester.can;
    assert!(
        can.can_request && !can.can_decide && !can.can_steer && !can.can_view_members && !can.can_view_audit && !can.can_connect
    );
    let can = frame::read(&world.acme.administrator).await.unwrap().can;
    assert!(
        can.can_manage_members
            && can.can_connect
            && can.can_observe
            && can.can_view_audit
            && !can.can_export_audit
            && !can.can_request
    );
}

#[tokio::test]
async fn only_administrators_are_told_that_a_second_one_is_missing_and_only_until_there_is_one() {
    let world = TestWorld::new().await;
    let first = &world.acme.administrator;
    let is_told = async |caller: &Caller| frame::read(caller).await.unwrap().has_one_administrator;
    let auditor = world.caller(&[Role::Auditor, Role::Approver]).await;
    assert!(is_told(first).await && !is_told(&auditor).await);
    members::invite(first, "invited@example.com", vec!["administrator".to_owned()], "").await.unwrap();
    assert!(is_told(first).await, "who was only invited cannot help anybody who is locked out");
    let second = world.caller(&[Role::Administrator, Role::Approver]).await;
    assert!(!is_told(first).await && !is_told(&second).await);
    let view = members::list(first).await.unwrap();
    let row = view.members.iter().find(|row| row.id == second.member().to_string()).unwrap();
    let roles = vec!["administrator".to_owned()];
    members::change(first, &row.id, row.version, roles, vec![], "suspended").await.unwrap();
    assert!(is_told(first).await, "a suspended administrator is none");
    let other = world.open("globex").await;
    assert!(is_told(&other.administrator).await, "the administrators of another workspace do not count");
}
