//! The last step: what AWS has is compared with what the plan says.

use domain::organization::{AccountState, AlternateContact, ContactKind, ParentId, PolicyId, TargetId};
use domain::plan::{Call, Nonce};
use domain::run::{ParkReason, RunStep, StepState};

use crate::cloud::CloudError;
use crate::error::Result;
use crate::organization::patience::patiently;
use crate::organization::read::attached_to;
use crate::pages;
use crate::runs::carry::Turn;
use crate::runs::execute::account;
use crate::runs::record::{conclude, done, intend, lagging, postpone, trouble};

/// Begins the attempt, unless one is under way, and compares.
pub(super) async fn verify(turn: &Turn<'_>, step: &RunStep, parent: &ParentId, policies: &[PolicyId]) -> Result<()> {
    let is_begun = matches!(step.state, StepState::Waiting { .. }) && step.attempts > 0;
    let step = if is_begun { step.clone() } else { intend(turn, step, false).await?.step };
    compare(turn, &step, parent, policies).await
}

/// Compares; reading again after a crash is the same.
pub(super) async fn compare(turn: &Turn<'_>, step: &RunStep, parent: &ParentId, policies: &[PolicyId]) -> Result<()> {
    let at = turn.means.now();
    let filled = turn.run.filled.clone();
    let conclusion = match differences(turn, parent, policies).await? {
        Ok(Seen::NotReady) => return postpone(turn, step, 10, false).await,
        Ok(Seen::Differs(differences)) if differences.is_empty() => done(at, filled, None),
        Ok(Seen::Differs(differences)) => lagging(turn, step, "NotAsPlanned", differences.join(" "), ParkReason::NotAsPlanned),
        Err(error) => trouble(turn, step, &error),
    };
    conclude(turn, step, conclusion).await
}

enum Seen {
    NotReady,
    Differs(Vec<String>),
}

async fn differences(turn: &Turn<'_>, parent: &ParentId, policies: &[PolicyId]) -> Result<std::result::Result<Seen, CloudError>> {
    let id = account(turn)?;
    Ok(read(turn, id, parent, policies).await)
}

async fn read(
    turn: &Turn<'_>,
    id: &domain::organization::AccountId,
    parent: &ParentId,
    policies: &[PolicyId],
) -> std::result::Result<Seen, CloudError> {
    let facts = patiently(|| turn.cloud.describe_account(id)).await?.value;
    if facts.state == AccountState::PendingActivation {
        return Ok(Seen::NotReady);
    }
    let mut differences = Vec::new();
    if facts.state != AccountState::Active {
        differences.push(format!("The account's state is {}.", String::from(facts.state)));
    }
    if !turn.run.spec.root_email.is(&facts.email) {
        differences.push("The account has another e-mail.".to_owned());
    }
    let is_in = patiently(|| turn.cloud.parent_of_account(id)).await?.value;
    if is_in != *parent {
        differences.push(format!("The account is in {is_in}, not in {parent}."));
    }
    let attached = attached_to(turn.cloud.as_ref(), &TargetId::Account(id.clone())).await?;
    for policy in policies.iter().filter(|policy| !attached.iter().any(|one| one.policy == **policy)) {
        differences.push(format!("{policy} is not attached."));
    }
    let tags = pages::all("ListTagsForResource", |token| patiently(move || turn.cloud.list_tags(id, token.clone()))).await?;
    for (key, value) in planned_tags(turn) {
        if !tags.iter().any(|(k, v)| k == key && v == value) {
            let shown = if key == Nonce::TAG { "our mark" } else { value };
            differences.push(format!("The tag {key} is not {shown}."));
        }
    }
    if let Some((kind, contact)) = contact_that_was_set(turn) {
        let told = patiently(|| turn.cloud.alternate_contact(id, kind)).await?.value;
        if !told.is_some_and(|told| contact.is(&told)) {
            differences.push("The security contact is another one.".to_owned());
        }
    }
    Ok(Seen::Differs(differences))
}

/// The contact that a step of this run set; none if it was skipped.
fn contact_that_was_set<'a>(turn: &'a Turn<'_>) -> Option<(ContactKind, &'a AlternateContact)> {
    let mut done = turn.run.steps.iter().filter(|step| matches!(step.state, StepState::Done { .. }));
    done.find_map(|step| match &step.step.call {
        Call::PutAlternateContact { alternate_contact_type, contact, .. } => Some((*alternate_contact_type, contact)),
        _ => None,
    })
}

fn planned_tags<'a>(turn: &'a Turn<'_>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let tags = turn.run.plan.calls.iter().find_map(|step| match &step.call {
        Call::CreateAccount { tags, .. } => Some(tags),
        _ => None,
    });
    tags.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str()))
}
