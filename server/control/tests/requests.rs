//! Requests: drafts, reservations, decisions, and what refuses them.

use control::{Error, requests};
use domain::access::{Denied, Role};
use domain::request::{FieldError, FieldName, Problem, Refusal};
use domain::wire::{AuditFilter, MovedView, RequestState};

use crate::flow::Flow;

fn field_errors(result: Result<(), Error>) -> Vec<FieldError> {
    match result {
        Err(Error::Invalid(errors)) => errors,
        other => panic!("expected field errors, got {other:?}"),
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn is_hidden<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Denied(Denied::Hidden)))
}

#[tokio::test]
async fn a_draft_keeps_whatever_was_typed_and_names_what_is_wrong() {
    let flow = Flow::new().await;
    let mut form = flow.form("with <brackets>");
    form.purpose = "short".to_owned();
    form.owner = "nobody\0".to_owned();
    let (number, version) = flow.draft(form).await;
    let draft = requests::draft(&flow.requester, number).await.unwrap();
    assert_eq!(draft.form.account_name, "with <brackets>");
    assert_eq!(draft.version, version);
    let fields: Vec<_> = draft.errors.iter().map(|error| error.field).collect();
    assert_eq!(fields, [FieldName::AccountName, FieldName::Owner, FieldName::Purpose]);
    assert_eq!(field_errors(requests::submit(&flow.requester, number, version).await), draft.errors);
}

#[tokio::test]
async fn a_form_made_from_an_older_version_is_refused() {
    let flow = Flow::new().await;
    let (number, version) = flow.draft(flow.form("one")).await;
    assert_eq!(
        refusal(requests::save_draft(&flow.requester, number, version - 1, flow.form("two")).await),
        Refusal::ChangedSince
    );
    assert_eq!(refusal(requests::submit(&flow.requester, number, version - 1).await), Refusal::ChangedSince);
    assert_eq!(requests::draft(&flow.requester, number).await.unwrap().form.account_name, "one");
}

#[tokio::test]
async fn a_second_submit_of_the_same_form_changes_nothing() {
    let flow = Flow::new().await;
    let (number, version) = flow.draft(flow.form("twice")).await;
    requests::submit(&flow.requester, number, version).await.unwrap();
    assert_eq!(refusal(requests::submit(&flow.requester, number, version).await), Refusal::NotEditable);
}

#[tokio::test]
async fn name_and_email_are_reserved_until_the_request_is_withdrawn() {
    let flow = Flow::new().await;
    let first = flow.submitted("Payments Core").await;
    let (number, version) = flow.draft(flow.form("payments core")).await;
    let taken = field_errors(requests::submit(&flow.requester, number, version).await);
    let expected = [FieldName::AccountName, FieldName::RootEmail].map(|field| FieldError::new(field, Problem::Taken));
    assert_eq!(taken, expected);
    let view = flow.show(first).await;
    requests::withdraw(&flow.requester, first, view.version).await.unwrap();
    requests::submit(&flow.requester, number, version).await.unwrap();
}

#[tokio::test]
async fn an_account_of_the_snapshot_takes_its_name_and_email() {
    let flow = Flow::new().await;
    let accounts = control::organization::accounts::list(&flow.approver, domain::wire::AccountsQuery::default()).await.unwrap();
    let taken = accounts.accounts.into_iter().find(|account| account.email.len() <= 64).unwrap();
    let mut form = flow.form(&taken.name.to_uppercase());
    form.root_email = taken.email.to_uppercase();
    let (number, version) = flow.draft(form).await;
    let fields: Vec<_> =
        field_errors(requests::submit(&flow.requester, number, version).await).into_iter().map(|error| error.field).collect();
    assert_eq!(fields, [FieldName::AccountName, FieldName::RootEmail]);
}

#[tokio::test]
async fn of_two_submits_at_once_for_one_name_one_wins() {
    let flow = Flow::new().await;
    let (one, version_one) = flow.draft(flow.form("race")).await;
    let (two, version_two) = flow.draft(flow.form("race")).await;
    let (a, b) =
        tokio::join!(requests::submit(&flow.requester, one, version_one), requests::submit(&flow.requester, two, version_two));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    let lost = field_errors(if a.is_ok() { b } else { a });
    assert!(lost.iter().all(|error| error.problem == Problem::Taken));
}

#[tokio::test]
async fn a_requester_chooses_only_among_their_own_teams() {
    let flow = Flow::new().await;
    let other = flow.world.team("Search").await;
    let mut form = flow.form("elsewhere");
    form.team = other;
    let (number, version) = flow.draft(form).await;
    let errors = field_errors(requests::submit(&flow.requester, number, version).await);
    assert_eq!(errors, [FieldError::new(FieldName::Team, Problem::NotAChoice)]);
}

#[tokio::test]
async fn a_draft_is_its_authors_alone_and_a_request_its_teams() {
    let flow = Flow::new().await;
    let (draft, _) = flow.draft(flow.form("private")).await;
    let mate = flow.world.caller_in(&[Role::Requester], &flow.team).await;
    let stranger = flow.world.caller(&[Role::Requester]).await;
    assert!(is_hidden(&requests::show(&mate, draft).await));
    assert!(is_hidden(&requests::show(&flow.approver, draft).await));
    let submitted = flow.submitted("public").await;
    assert!(requests::show(&mate, submitted).await.is_ok());
    assert!(is_hidden(&requests::show(&stranger, submitted).await));
    assert!(requests::list(&stranger, None).await.unwrap().requests.is_empty());
}

#[tokio::test]
async fn another_workspaces_number_is_like_an_unknown_one() {
    let flow = Flow::new().await;
    let number = flow.submitted("ours").await;
    let other = flow.world.open("globex").await;
    let theirs = flow.world.member_of(&other, &Role::ALL, "").await;
    for unknown in [number, 999_999] {
        assert!(is_hidden(&requests::show(&theirs, unknown).await));
        assert!(is_hidden(&requests::review(&theirs, unknown, None, None).await));
        assert!(is_hidden(&requests::decline(&theirs, unknown, 2, "No.").await));
        assert!(is_hidden(&requests::withdraw(&theirs, unknown, 2).await));
    }
    assert_eq!(flow.show(number).await.row.state, RequestState::Waiting);
}

#[tokio::test]
async fn the_requester_never_decides_their_own_request() {
    let flow = Flow::new().await;
    let both = flow.world.caller_in(&[Role::Requester, Role::Approver], &flow.team).await;
    let number = requests::begin(&both).await.unwrap();
    let version = requests::save_draft(&both, number, 1, flow.form("mine")).await.unwrap();
    requests::submit(&both, number, version).await.unwrap();
    let review = requests::review(&both, number, None, None).await.unwrap();
    assert_eq!(review.refusal, Some(Refusal::OwnRequest));
    assert_eq!(refusal(requests::decline(&both, number, review.request.version, "No.").await), Refusal::OwnRequest);
    assert_eq!(refusal(requests::draw(&both, number, "r-abcd", vec![]).await), Refusal::OwnRequest);
}

#[tokio::test]
async fn a_decision_is_refused_to_whoever_lacks_the_role() {
    let flow = Flow::new().await;
    let number = flow.submitted("mine").await;
    let result = requests::decline(&flow.requester, number, 3, "No.").await;
    assert!(matches!(result, Err(Error::Denied(Denied::Forbidden { .. }))), "{result:?}");
}

#[tokio::test]
async fn declining_needs_a_reason_and_frees_what_was_reserved() {
    let flow = Flow::new().await;
    let number = flow.submitted("not now").await;
    let version = flow.show(number).await.version;
    let errors = field_errors(requests::decline(&flow.approver, number, version, "  ").await);
    assert_eq!(errors, [FieldError::new(FieldName::Comment, Problem::Missing)]);
    requests::decline(&flow.approver, number, version, "Use the shared one.").await.unwrap();
    let view = flow.show(number).await;
    assert_eq!((view.row.state, view.decisions[0].comment.as_str()), (RequestState::Declined, "Use the shared one."));
    flow.submitted("not now").await;
}

#[tokio::test]
async fn a_request_with_changes_asked_is_changed_and_submitted_again() {
    let flow = Flow::new().await;
    let number = flow.submitted("again").await;
    let version = flow.show(number).await.version;
    requests::ask_for_changes(&flow.approver, number, version, "Say which team pays.").await.unwrap();
    let draft = requests::draft(&flow.requester, number).await.unwrap();
    assert_eq!(draft.asked.as_ref().unwrap().comment, "Say which team pays.");
    let version = requests::save_draft(&flow.requester, number, draft.version, flow.form("again")).await.unwrap();
    requests::submit(&flow.requester, number, version).await.unwrap();
    assert_eq!(flow.show(number).await.row.state, RequestState::Waiting);
}

#[tokio::test]
async fn others_see_a_request_as_it_was_submitted_while_it_is_changed_again() {
    let flow = Flow::new().await;
    let number = flow.submitted("as-submitted").await;
    let version = flow.show(number).await.version;
    requests::ask_for_changes(&flow.approver, number, version, "Say which team pays.").await.unwrap();
    let draft = requests::draft(&flow.requester, number).await.unwrap();
    let mut form = flow.form("as-submitted");
    form.purpose = "Not sent yet, and nobody's business.".to_owned();
    requests::save_draft(&flow.requester, number, draft.version, form.clone()).await.unwrap();
    let seen = requests::show(&flow.approver, number).await.unwrap().form;
    assert_eq!(seen.purpose, flow.form("as-submitted").purpose);
    assert_eq!(flow.show(number).await.form, form, "the requester sees what was typed");
}

#[tokio::test]
async fn the_unit_named_like_the_environment_is_proposed() {
    let flow = Flow::new().await;
    let number = flow.submitted("dev").await;
    let review = requests::review(&flow.approver, number, None, None).await.unwrap();
    let chosen = review.units.iter().find(|unit| Some(&unit.id) == review.chosen_unit.as_ref()).unwrap();
    assert!(chosen.path.ends_with("Development"), "{}", chosen.path);
}

#[tokio::test]
async fn a_plan_shows_every_call_in_order_with_its_parameters() {
    let flow = Flow::new().await;
    let number = flow.submitted("planned").await;
    let unit = flow.unit(number, "Development").await;
    let policies = flow.policies(number, 2).await;
    let plan = requests::draw(&flow.approver, number, &unit, policies.clone()).await.unwrap();
    let plan = requests::review(&flow.approver, number, Some(&plan), None).await.unwrap().plan.unwrap();
    let keys: Vec<_> = plan.calls.iter().map(|call| call.key.as_str()).collect();
    assert_eq!(keys, ["create", "await", "move", "attach-1", "attach-2", "verify"]);
    assert!(plan.calls[0].parameters.contains("\"Email\": \"aws+planned@northwind.example\""), "{}", plan.calls[0].parameters);
    assert!(plan.calls[2].parameters.contains(&unit));
    assert_eq!(plan.levels.first().unwrap().policies[0].name, "FullAWSAccess");
    assert!(plan.destination_path.ends_with("Development"));
}

#[tokio::test]
async fn an_approval_is_refused_with_the_difference_when_a_policy_on_the_path_changed() {
    let flow = Flow::new().await;
    let number = flow.submitted("moving").await;
    let unit = flow.unit(number, "Development").await;
    let shown = requests::draw(&flow.approver, number, &unit, vec![]).await.unwrap();
    let review = requests::review(&flow.approver, number, Some(&shown), None).await.unwrap();
    let plan = review.plan.unwrap();
    let on_path = plan
        .levels
        .iter()
        .flat_map(|level| &level.policies)
        .find(|policy| policy.id != "p-FullAWSAccess")
        .expect("a policy on the path");
    let content = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
    flow.aws().update_policy(&on_path.id.parse().unwrap(), content).unwrap();
    let refused = requests::approve(&flow.approver, number, review.request.version, &shown, &plan.hash, "").await;
    let Err(Error::Moved { new_plan }) = refused else { panic!("{refused:?}") };
    let review = requests::review(&flow.approver, number, Some(&new_plan), Some(&shown)).await.unwrap();
    let [MovedView::Content { policy, content_is: Some(is), content_was: Some(_), .. }] = &review.moved[..] else {
        panic!("{:?}", review.moved)
    };
    assert_eq!(policy.id, on_path.id);
    assert!(is.contains("s3:*"));
    assert_eq!(flow.show(number).await.row.state, RequestState::Waiting);
    assert_eq!(flow.world.simulator.calls().get("CreateAccount"), None);
    let hash = review.plan.unwrap().hash;
    requests::approve(&flow.approver, number, review.request.version, &new_plan, &hash, "").await.unwrap();
}

#[tokio::test]
async fn another_hash_than_the_plans_is_refused() {
    let flow = Flow::new().await;
    let number = flow.submitted("hash").await;
    let unit = flow.unit(number, "Development").await;
    let plan = requests::draw(&flow.approver, number, &unit, vec![]).await.unwrap();
    let version = flow.show(number).await.version;
    let result = requests::approve(&flow.approver, number, version, &plan, &"0".repeat(64), "").await;
    assert_eq!(refusal(result), Refusal::ChangedSince);
}

#[tokio::test]
async fn of_two_decisions_at_once_one_counts() {
    let flow = Flow::new().await;
    let number = flow.submitted("contested").await;
    let second = flow.world.caller(&[Role::Approver]).await;
    let unit = flow.unit(number, "Development").await;
    let version = flow.show(number).await.version;
    let (approved, declined) =
        tokio::join!(flow.approve(number, &unit, vec![]), requests::decline(&second, number, version, "Not needed."));
    assert!(approved.is_ok() != declined.is_ok(), "{approved:?} {declined:?}");
    assert_eq!(flow.show(number).await.decisions.len(), 1);
}

#[tokio::test]
async fn every_change_of_a_request_left_one_event() {
    let flow = Flow::new().await;
    let number = flow.submitted("traced").await;
    let version = flow.show(number).await.version;
    requests::withdraw(&flow.requester, number, version).await.unwrap();
    let filter = AuditFilter { q: format!("target:R-{number}"), ..AuditFilter::default() };
    let events = control::audit::list(&flow.world.acme.administrator, filter).await.unwrap().events;
    let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["request.withdrawn", "request.submitted"]);
}
