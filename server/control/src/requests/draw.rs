//! Drawing a plan for the OU and the policies that the approver chose, from AWS as it is now.

use std::collections::BTreeMap;

use domain::access::{DrawPlan, ReviewRequest};
use domain::audit::{Correlation, Event, Field};
use domain::organization::{ParentId, PolicyId, limits};
use domain::plan::{Intent, Plan, draw as draw_plan};
use domain::request::{FieldError, FieldName, Problem, Refusal};
use domain::run::Reaction;
use store::organization::ConnectedOrganization;
use store::plans::NewPlan;
use store::requests::StoredRequest;

use crate::basis::{self, LiveBasis};
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::error::{Error, Result};
use crate::organization::{cloud_for, read};
use crate::requests::{reference, visible};

/// Draws and stores a plan, and gives its id.
///
/// # Errors
/// [`Error::Invalid`] for ids that are none; [`Refusal::TargetGone`] if AWS does not know them any more; [`Error::Cloud`].
pub async fn draw(caller: &Caller, number: i64, unit: &str, policies: Vec<String>) -> Result<String> {
    let mut tx = caller.means.store.read(caller.authorize(ReviewRequest)?).await?;
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    let organization = store::organization::current(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    drop(tx);
    stored.request.may_decide(caller.member())?;
    let destination: ParentId =
        unit.parse().map_err(|_| Error::Invalid(vec![FieldError::new(FieldName::Unit, Problem::NotAChoice)]))?;
    let chosen = chosen(&policies)?;
    let cloud = cloud_for(&caller.means, &organization).await?;
    redraw(caller, &stored, &organization, cloud.as_ref(), &destination, &chosen).await
}

/// Policies in the order given, without repetition; AWS attaches FullAWSAccess itself, and it counts.
fn chosen(policies: &[String]) -> Result<Vec<PolicyId>> {
    let mut chosen: Vec<PolicyId> = Vec::new();
    for text in policies.iter().filter(|text| !text.is_empty()) {
        let policy = text.parse().map_err(|_| Error::Invalid(vec![FieldError::new(FieldName::Policies, Problem::NotAChoice)]))?;
        if !chosen.contains(&policy) {
            chosen.push(policy);
        }
    }
    if chosen.len() + 1 > limits::SCPS_PER_TARGET.value {
        return Err(Refusal::TooManyPolicies.into());
    }
    Ok(chosen)
}

/// Reads the basis live, draws, stores, and records.
pub(super) async fn redraw(
    caller: &Caller,
    stored: &StoredRequest,
    organization: &ConnectedOrganization,
    cloud: &dyn Cloud,
    destination: &ParentId,
    policies: &[PolicyId],
) -> Result<String> {
    let live = basis::read(cloud, destination, policies).await.map_err(gone)?;
    let names = names(cloud, &live).await?;
    let plan = plan_of(stored, organization, destination, policies, &live)?;
    let contents = live.policies.values().map(|policy| (policy.sha256(), policy.content.clone())).collect();
    let texts: Vec<String> = policies.iter().map(ToString::to_string).collect();
    let mut tx = caller.means.store.write(caller.authorize(DrawPlan)?).await?;
    let new = NewPlan {
        request: stored.request.id,
        request_version: stored.request.version,
        plan: &plan,
        destination: destination.as_str(),
        policies: &texts,
        names: &names,
        contents: &contents,
        by: caller.member(),
    };
    let id = store::plans::insert(&mut tx, &new).await?;
    let correlation = Correlation {
        request: Some(stored.request.id.to_string()),
        plan: Some(plan.hash().to_string()),
        ..Correlation::default()
    };
    let event = Event::<DrawPlan>::about("plan", plan.hash())
        .after("destination", Field::public(destination.as_str()))
        .after("policies", Field::public(texts))
        .after("basis", Field::public(serde_json::json!(plan.basis)))
        .correlated(correlation);
    tx.commit(event).await?;
    Ok(id.to_string())
}

/// The plan that follows from the request, the choice and the live basis.
pub(super) fn plan_of(
    stored: &StoredRequest,
    organization: &ConnectedOrganization,
    destination: &ParentId,
    policies: &[PolicyId],
    live: &LiveBasis,
) -> Result<Plan> {
    if live.root != organization.root_id {
        return Err(Refusal::TargetGone.into());
    }
    let (Some(spec), Some(team)) = (&stored.spec, &stored.team_name) else { return Err(Refusal::NotWaiting.into()) };
    let intent = Intent {
        spec,
        reference: reference(stored.request.number),
        team,
        nonce: &stored.nonce,
        root: &live.root,
        destination,
        policies,
        security_contact: organization.security_contact.as_ref(),
    };
    Ok(draw_plan(&intent, live.basis.clone()))
}

/// What AWS does not know any more is a refusal, not trouble.
pub(super) fn gone(error: crate::cloud::CloudError) -> Error {
    if error.reaction == Reaction::StaleView { Refusal::TargetGone.into() } else { error.into() }
}

/// Names of the policies (known) and of the levels: each is listed among its parent's children, because no call of ours names a unit.
async fn names(cloud: &dyn Cloud, live: &LiveBasis) -> Result<BTreeMap<String, String>> {
    let mut names: BTreeMap<String, String> =
        live.policies.iter().map(|(id, policy)| (id.to_string(), policy.facts.name.clone())).collect();
    let root = read::root(cloud).await?;
    names.insert(root.id.to_string(), root.name);
    for levels in live.basis.path.windows(2) {
        let [parent, child] = levels else { continue };
        let siblings = read::units_in(cloud, &parent.id).await?;
        // A unit that is gone since the basis was read has no name; the check before the decision finds that it moved.
        names.extend(
            siblings.into_iter().find(|unit| unit.id.as_str() == child.id.as_str()).map(|unit| (unit.id.to_string(), unit.name)),
        );
    }
    Ok(names)
}
