//! What an approver reads: the queue page by page, and the texts that a plan's hash stands for.

use control::{Error, requests};
use domain::canonical::sha256;
use domain::request::Refusal;
use domain::wire::{MovedView, PlanView, RequestsView};

use crate::flow::Flow;

async fn page(flow: &Flow, after: Option<&RequestsView>) -> RequestsView {
    let after = after.map(|page| page.requests.last().map(|row| (row.at, row.number)).unwrap());
    requests::queue(&flow.approver, after).await.unwrap()
}

#[tokio::test]
async fn the_queue_goes_on_after_its_first_page_and_shows_each_request_once() {
    let flow = Flow::new().await;
    let mut numbers = Vec::new();
    for n in 0..51 {
        numbers.push(flow.submitted(&format!("waiting {n}")).await);
        if n % 7 == 0 {
            flow.world.clock.advance(chrono::TimeDelta::microseconds(1));
        }
    }
    let first = page(&flow, None).await;
    assert_eq!(first.requests.len(), 50);
    assert_eq!(first.next, Some(first.requests[49].number));
    let second = page(&flow, Some(&first)).await;
    assert_eq!(second.next, None);
    let seen: Vec<_> = first.requests.iter().chain(&second.requests).map(|row| row.number).collect();
    assert_eq!(seen, numbers);
}

async fn drawn(flow: &Flow, name: &str) -> (i64, String, PlanView) {
    let number = flow.submitted(name).await;
    let unit = flow.unit(number, "Development").await;
    let policies = flow.policies(number, 1).await;
    let plan = requests::draw(&flow.approver, number, &unit, policies).await.unwrap();
    let view = requests::review(&flow.approver, number, Some(&plan), None).await.unwrap().plan.unwrap();
    (number, plan, view)
}

#[tokio::test]
async fn the_review_shows_the_text_of_every_policy_that_the_hash_covers_whatever_aws_says_later() {
    let flow = Flow::new().await;
    let (number, id, plan) = drawn(&flow, "covered").await;
    let named: Vec<_> =
        plan.levels.iter().flat_map(|level| &level.policies).chain(&plan.attached).map(|policy| &policy.id).collect();
    assert!(named.len() > 1);
    for policy in &named {
        assert_eq!(plan.contents.iter().filter(|text| text.id == **policy).count(), 1, "{policy}");
    }
    for text in &plan.contents {
        assert!(text.content.as_ref().unwrap().contains("\"Statement\": ["), "{text:?}");
        assert_eq!(text.snapshot_sha256.as_ref(), Some(&text.sha256), "AWS was read when it was connected");
    }
    let changed = &plan.attached[0];
    let content = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
    flow.aws().update_policy(&changed.id.parse().unwrap(), content).unwrap();
    control::organization::observe::observe(&flow.world.acme.administrator).await.unwrap();
    let later = requests::review(&flow.approver, number, Some(&id), None).await.unwrap().plan.unwrap();
    let find = |plan: &PlanView| plan.contents.iter().find(|text| text.id == changed.id).cloned().unwrap();
    let (before, after) = (find(&plan), find(&later));
    assert_eq!((&before.content, &before.sha256), (&after.content, &after.sha256), "the plan's text is the one that was hashed");
    assert_eq!(after.snapshot_sha256, Some(hex::encode(sha256(&[content.as_bytes()]))));
}

/// The texts before and after a policy of the plan was given another content.
async fn changed(flow: &Flow, name: &str, was: &str, is: &str) -> (String, String) {
    let number = flow.submitted(name).await;
    let unit = flow.unit(number, "Development").await;
    let policies = flow.policies(number, 1).await;
    let policy = policies[0].parse().unwrap();
    flow.aws().update_policy(&policy, was).unwrap();
    let first = requests::draw(&flow.approver, number, &unit, policies.clone()).await.unwrap();
    flow.aws().update_policy(&policy, is).unwrap();
    let second = requests::draw(&flow.approver, number, &unit, policies).await.unwrap();
    let moved = requests::review(&flow.approver, number, Some(&second), Some(&first)).await.unwrap().moved;
    let [MovedView::Content { content_was: Some(was), content_is: Some(is), .. }] = &moved[..] else { panic!("{moved:?}") };
    (was.clone(), is.clone())
}

#[tokio::test]
async fn a_changed_policy_shows_a_difference_even_where_only_members_moved_or_came_twice() {
    let flow = Flow::new().await;
    let one = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
    let other = r#"{"Version":"2012-10-17","Statement":[{"Action":"s3:*","Effect":"Deny","Resource":"*"}]}"#;
    let (was, is) = changed(&flow, "order", one, other).await;
    assert_ne!(was, is);
    assert!(
        was.contains("\"Effect\": \"Deny\",\n      \"Action\"") && is.contains("\"Action\": \"s3:*\",\n      \"Effect\""),
        "{was}{is}"
    );
    let (was, is) = changed(&flow, "space", one, &one.replace(',', ", ")).await;
    assert_eq!(was, is, "white space is no difference");
}

#[tokio::test]
async fn a_choice_that_the_plan_was_not_drawn_for_is_not_approved_with_it() {
    let flow = Flow::new().await;
    let (number, id, plan) = drawn(&flow, "chosen").await;
    let (unit, policies) = (flow.unit(number, "Development").await, flow.policies(number, 2).await);
    let other = flow.unit(number, "Production").await;
    let chosen = async |unit: &str, policies: &[String]| requests::as_chosen(&flow.approver, number, &id, unit, policies).await;
    let drawn_for = vec![plan.attached[0].id.clone()];
    chosen(&unit, &drawn_for).await.unwrap();
    chosen("", &[]).await.unwrap();
    let others: [(&str, &[String]); 4] = [(&other, &drawn_for), (&unit, &[]), (&unit, &policies), (&other, &[])];
    for (unit, policies) in others {
        let refused = chosen(unit, policies).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::OtherChoice))), "{unit} {policies:?}: {refused:?}");
    }
    assert!(requests::as_chosen(&flow.requester, number, &id, &unit, &drawn_for).await.is_err());
}

#[tokio::test]
async fn whoever_a_request_waits_for_is_told_and_nobody_else() {
    let flow = Flow::new().await;
    let turns = async |caller: &control::Caller| {
        let rows = requests::turns(caller).await.unwrap();
        rows.into_iter().map(|row| (row.account_name, row.is_parked)).collect::<Vec<_>>()
    };
    let number = flow.submitted("changed").await;
    assert_eq!((turns(&flow.requester).await, turns(&flow.approver).await), (vec![], vec![]));
    let version = requests::review(&flow.approver, number, None, None).await.unwrap().request.version;
    requests::ask_for_changes(&flow.approver, number, version, "Why?").await.unwrap();
    assert_eq!((turns(&flow.requester).await, turns(&flow.approver).await), (vec![("changed".into(), false)], vec![]));
    let parked = flow.approved("parked").await;
    let denied = simulator::Refusal::new("AccessDeniedException", domain::run::Reaction::Blocked, "Not you.");
    flow.world.simulator.fail("MoveAccount", 1, simulator::Fault::Refuse(denied));
    flow.run_to_end(parked).await;
    assert_eq!(turns(&flow.approver).await, [("parked".into(), true)]);
    assert_eq!(turns(&flow.requester).await, [("changed".into(), false)]);
    let colleague = flow.world.caller(&[domain::access::Role::Approver]).await;
    assert_eq!(turns(&colleague).await, []);
    control::runs::stop(&flow.approver, parked, "Enough.").await.unwrap();
    assert_eq!(turns(&flow.approver).await, []);
}
