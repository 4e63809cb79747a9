//! The review page: the facts, the choice of OU and policies, the plan, and what moved since another one was shown.

use domain::access::ReviewRequest;
use domain::request::{Environment, Refusal};
use domain::wire::{PolicyRef, ReviewView, UnitChoice};
use uuid::Uuid;

use crate::basis::{Choices, choices};
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::organization::cloud_for;
use crate::requests::{plan_view, show, visible};

/// Everything that is needed to decide. The choices come live from AWS; if AWS does not answer, the page says so and the rest stands.
///
/// # Errors
/// Hidden for requests that the caller may not see and for plans of other requests.
pub async fn review(caller: &Caller, number: i64, plan: Option<&str>, was: Option<&str>) -> Result<ReviewView> {
    let mut tx = caller.means.store.read(caller.authorize(ReviewRequest)?).await?;
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    let organization = store::organization::current(&mut tx).await?;
    let request = show::view(&mut tx, caller, &stored).await?;
    let found = match plan {
        Some(id) => Some(store::plans::find(&mut tx, stored.request.id, uuid(id)?).await?),
        None => None,
    };
    // Shown before: named in the address, or approved once and stopped before anything was sent.
    let before = match (was, &found) {
        (Some(was), _) => Some(uuid(was)?),
        (None, Some(_)) => store::decisions::approved_plan(&mut tx, stored.request.id).await.ok().map(|(plan, _)| plan),
        (None, None) => None,
    };
    let moved = match (&found, before) {
        (Some(is), Some(was)) if is.id.as_uuid() != was => {
            let was = store::plans::find(&mut tx, stored.request.id, was).await?;
            plan_view::moved(&mut tx, &was, is).await?
        }
        _ => Vec::new(),
    };
    let shown = match &found {
        Some(plan) => Some(plan_view::show(&mut tx, plan).await?),
        None => None,
    };
    drop(tx);
    let refusal = stored.request.may_decide(caller.member()).err();
    let (mut choices_now, mut trouble) = (Choices { places: Vec::new(), policies: Vec::new() }, None);
    match (&organization, refusal) {
        (None, _) => return Err(Refusal::NoOrganization.into()),
        (Some(_), Some(_)) => {}
        (Some(organization), None) => match live_choices(caller, organization).await {
            Ok(choices) => choices_now = choices,
            Err(Error::Cloud(error)) => trouble = Some((error.code, error.message)),
            Err(other) => return Err(other),
        },
    }
    let proposed = proposal(&choices_now, stored.spec.as_ref().map(|spec| spec.environment));
    let chosen_unit = found.as_ref().map(|plan| plan.destination.clone()).or(proposed);
    let chosen_policies = found.as_ref().map(|plan| plan.policies.clone()).unwrap_or_default();
    Ok(ReviewView {
        request,
        units: choices_now.places.into_iter().map(|place| UnitChoice { id: place.id.to_string(), path: place.path }).collect(),
        chosen_unit,
        policies: choices_now
            .policies
            .into_iter()
            // AWS attaches FullAWSAccess to every new account itself.
            .filter(|policy| !policy.is_aws_managed)
            .map(|policy| PolicyRef { id: policy.id.to_string(), name: policy.name })
            .collect(),
        chosen_policies,
        plan: shown,
        moved,
        refusal,
        trouble,
    })
}

async fn live_choices(caller: &Caller, organization: &store::organization::ConnectedOrganization) -> Result<Choices> {
    let cloud = cloud_for(&caller.means, organization).await?;
    Ok(choices(cloud.as_ref()).await?)
}

fn uuid(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::hidden())
}

/// The unit that is named like the environment, the highest in the tree if there are several.
fn proposal(choices: &Choices, environment: Option<Environment>) -> Option<String> {
    let names: &[&str] = match environment? {
        Environment::Sandbox => &["sandbox", "sandboxes"],
        Environment::Development => &["development", "dev"],
        Environment::Test => &["test", "testing", "qa"],
        Environment::Staging => &["staging", "stage", "preproduction"],
        Environment::Production => &["production", "prod"],
    };
    let named = choices.places.iter().filter(|place| names.contains(&place.name.to_lowercase().as_str()));
    named.min_by_key(|place| place.path.matches(" / ").count()).map(|place| place.id.to_string())
}
