//! Drawing a plan asks AWS only for what the plan needs.

use control::requests;

use crate::flow::Flow;

#[tokio::test]
async fn names_on_the_path_are_read_level_by_level_and_not_from_the_whole_tree() {
    let flow = Flow::new().await;
    let number = flow.submitted("narrow").await;
    let unit = flow.unit(number, "Workloads / Production / Payments").await;
    let count = |operation: &str| flow.world.simulator.calls().get(operation).copied().unwrap_or_default();
    let before = count("ListOrganizationalUnitsForParent");
    let plan = requests::draw(&flow.approver, number, &unit, vec![]).await.unwrap();
    // The root, Workloads, Production: each lists one page.
    assert_eq!(count("ListOrganizationalUnitsForParent") - before, 3);
    let review = requests::review(&flow.approver, number, Some(&plan), None).await.unwrap();
    let names: Vec<String> = review.plan.unwrap().levels.into_iter().map(|level| level.name).collect();
    assert_eq!(names, ["Root", "Workloads", "Production", "Payments"]);
}
