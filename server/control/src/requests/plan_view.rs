//! A stored plan as pages show it.

use std::collections::BTreeMap;

use domain::access::Reads;
use domain::plan::Moved;
use domain::wire::{CallView, LevelView, MovedView, PlanView, PolicyContentView, PolicyRef};
use store::ReadTx;
use store::plans::StoredPlan;

use crate::error::Result;
use crate::organization::indent::indented;

/// The plan with names instead of bare ids, and with the text of every policy that its hash covers.
pub(super) async fn show<A: Reads>(tx: &mut ReadTx<A>, stored: &StoredPlan) -> Result<PlanView> {
    let names = &stored.names;
    let policies = store::plans::basis_policies(tx, &stored.plan.basis).await?;
    let contents = policies.into_iter().map(|policy| PolicyContentView {
        name: name(names, &policy.id),
        id: policy.id,
        sha256: policy.sha256,
        content: policy.content.map(for_people),
        snapshot_sha256: policy.snapshot_sha256,
    });
    let calls = stored.plan.calls.iter().map(|step| CallView {
        key: step.key.clone(),
        operation: step.call.operation().to_owned(),
        parameters: parameters(&step.call),
        reversal: step.call.reversal(),
        is_optional: step.is_optional,
    });
    let levels = stored.plan.basis.path.iter().map(|level| LevelView {
        id: level.id.to_string(),
        name: name(names, level.id.as_str()),
        policies: level.policies.iter().map(|policy| policy_ref(names, policy.as_str())).collect(),
    });
    let levels: Vec<_> = levels.collect();
    let destination_path = levels.iter().map(|level| level.name.as_str()).collect::<Vec<_>>().join(" / ");
    Ok(PlanView {
        id: stored.id.to_string(),
        hash: stored.hash.to_string(),
        drawn_at: stored.drawn_at,
        destination: stored.destination.clone(),
        destination_path,
        calls: calls.collect(),
        levels,
        attached: stored.policies.iter().map(|id| policy_ref(names, id)).collect(),
        contents: contents.collect(),
    })
}

fn parameters(call: &domain::plan::Call) -> String {
    let value = serde_json::to_value(call).unwrap_or_default();
    serde_json::to_string_pretty(value.get("parameters").unwrap_or(&serde_json::Value::Null)).unwrap_or_default()
}

fn name(names: &BTreeMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

fn policy_ref(names: &BTreeMap<String, String>, id: &str) -> PolicyRef {
    PolicyRef { id: id.to_owned(), name: name(names, id) }
}

/// What moved from the plan that was shown to the new one, with names and contents.
pub(super) async fn moved<A: Reads>(tx: &mut ReadTx<A>, was: &StoredPlan, is: &StoredPlan) -> Result<Vec<MovedView>> {
    let mut names = was.names.clone();
    names.extend(is.names.clone());
    let path =
        |ids: &[domain::organization::ParentId]| ids.iter().map(|id| name(&names, id.as_str())).collect::<Vec<_>>().join(" / ");
    let mut views = Vec::new();
    for moved in was.plan.basis.moved(&is.plan.basis) {
        views.push(match moved {
            Moved::Path { was, is } => MovedView::Path { was: path(&was), is: path(&is) },
            Moved::Attached { level, policy } => {
                MovedView::Attached { level: name(&names, level.as_str()), policy: policy_ref(&names, policy.as_str()) }
            }
            Moved::Detached { level, policy } => {
                MovedView::Detached { level: name(&names, level.as_str()), policy: policy_ref(&names, policy.as_str()) }
            }
            Moved::Content { policy, was, is } => {
                let content_was = store::plans::content(tx, &was).await?.map(for_people);
                let content_is = match &is {
                    Some(hash) => store::plans::content(tx, hash).await?.map(for_people),
                    None => None,
                };
                MovedView::Content { policy: policy_ref(&names, policy.as_str()), was, is, content_was, content_is }
            }
        });
    }
    if was.plan.calls != is.plan.calls {
        views.push(MovedView::Calls);
    }
    Ok(views)
}

/// Indents a content if it is JSON, so that lines can be read and compared; nothing else of it is touched.
fn for_people(content: String) -> String {
    indented(&content).unwrap_or(content)
}
