//! Approving: the decision is bound to the plan that was shown, and AWS is read again before it is taken.
//! Never here: a call that changes AWS. An approval only queues a run.

use domain::access::{ApproveRequest, ReviewRequest};
use domain::audit::{Correlation, Event, Field};
use domain::organization::{ParentId, PolicyId};
use domain::request::Refusal;
use store::plans::StoredPlan;
use uuid::Uuid;

use crate::basis;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::organization::cloud_for;
use crate::requests::turn_down::{decided_by_rule, kept_comment};
use crate::requests::{current, draw, reference, visible};

/// Approves the plan with that id, whose hash was shown.
///
/// # Errors
/// [`Error::Moved`] with a new plan if AWS moved; [`Refusal::ChangedSince`] if the request did, or the hash is not the plan's;
/// the refusals of [`domain::request::Request::may_decide`].
pub async fn approve(caller: &Caller, number: i64, version: i32, plan: &str, hash: &str, comment: &str) -> Result<()> {
    let comment = kept_comment(comment, false)?;
    let mut tx = caller.means.store.read(caller.authorize(ReviewRequest)?).await?;
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    stored.request.may_decide(caller.member())?;
    current(&stored, version)?;
    let organization = store::organization::current(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    let shown = store::plans::find(&mut tx, stored.request.id, Uuid::try_parse(plan).map_err(|_| Error::hidden())?).await?;
    drop(tx);
    if shown.hash.to_string() != hash || shown.request_version != stored.request.version {
        return Err(Refusal::ChangedSince.into());
    }
    let (destination, policies) = choice(&shown)?;
    let cloud = cloud_for(&caller.means, &organization).await?;
    let live = basis::read(cloud.as_ref(), &destination, &policies).await.map_err(draw::gone)?;
    let now = draw::plan_of(&stored, &organization, &destination, &policies, &live)?;
    if now.hash() != shown.hash {
        let new_plan = draw::redraw(caller, &stored, &organization, cloud.as_ref(), &destination, &policies).await?;
        return Err(Error::Moved { new_plan });
    }
    record(caller, number, version, &shown, &comment).await
}

/// Decision, run and event, in one transaction.
async fn record(caller: &Caller, number: i64, version: i32, shown: &StoredPlan, comment: &str) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(ApproveRequest)?).await?;
    let stored = visible(caller, store::requests::lock(&mut tx, number).await?)?;
    let request = &stored.request;
    request.may_decide(caller.member())?;
    current(&stored, version)?;
    let decision =
        store::decisions::insert(&mut tx, request, Some(shown), caller.member(), comment).await.map_err(decided_by_rule)?;
    let run = store::runs::queue(&mut tx, request.organization, request.id, shown, decision).await?;
    store::requests::approve(&mut tx, request.id, version, decision, run).await?;
    let correlation = Correlation {
        request: Some(request.id.to_string()),
        plan: Some(shown.hash.to_string()),
        decision: Some(decision.to_string()),
        run: Some(run.to_string()),
        ..Correlation::default()
    };
    let event = Event::<ApproveRequest>::about("request", reference(number))
        .before("stage", Field::public(request.stage.as_str()))
        .after("stage", Field::public("approved"))
        .after("plan", Field::public(shown.hash.to_string()))
        .after("destination", Field::public(shown.destination.as_str()))
        .after("policies", Field::public(shown.policies.clone()))
        .because(comment)
        .correlated(correlation);
    tx.commit(event).await?;
    Ok(())
}

fn choice(plan: &StoredPlan) -> Result<(ParentId, Vec<PolicyId>)> {
    let wrong = |error: domain::organization::NotAnAwsId| Error::Bug(Box::new(error));
    let destination = plan.destination.parse().map_err(wrong)?;
    let policies = plan.policies.iter().map(|id| id.parse().map_err(wrong)).collect::<Result<_>>()?;
    Ok((destination, policies))
}
