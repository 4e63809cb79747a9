//! Executing a step: intent, one call, outcome.

use domain::organization::AccountId;
use domain::plan::{Call, Filled};
use domain::run::{ParkReason, RunStep, StepState};
use store::run_steps::Conclusion;

use crate::basis;
use crate::cloud::{CreationState, NewAccount, Outcome};
use crate::error::{Error, Result};
use crate::organization::patience::patiently;
use crate::runs::carry::Turn;
use crate::runs::record::{conclude, done, failed, intend, lagging, parked, postpone, trouble};
use crate::runs::{look, verify};

/// Does the step's one thing.
pub(super) async fn execute(turn: &Turn<'_>, step: &RunStep) -> Result<()> {
    if !turn.run.is_basis_checked && !basis_holds(turn, step).await? {
        return Ok(());
    }
    match &step.step.call {
        Call::AwaitAccount { .. } => return await_account(turn, step).await,
        Call::VerifyAccount { parent_id, policy_ids, .. } => return verify::verify(turn, step, parent_id, policy_ids).await,
        Call::CreateAccount { .. } | Call::MoveAccount { .. } | Call::AttachPolicy { .. } | Call::PutAlternateContact { .. } => {}
    }
    if step.step.key == "create" && turn.run.n_creating >= MOST_CREATIONS {
        return postpone(turn, step, 5, !matches!(step.state, StepState::Pending)).await;
    }
    let intended = intend(turn, step, true).await?;
    intended.may_send(turn.means, turn.claim).await?;
    let conclusion = match send(turn, &step.step.call).await? {
        Ok(answer) => done(turn.means.now(), answer.value, answer.aws_request),
        Err(error) => trouble(turn, step, &error),
    };
    conclude(turn, &intended.step, conclusion).await
}

/// Creations in progress per organization; AWS takes five at one time, and others may create beside us.
const MOST_CREATIONS: i64 = 3;

/// The one call of a step that changes AWS.
async fn send(turn: &Turn<'_>, call: &Call) -> Result<Outcome<Filled>> {
    let mut filled = turn.run.filled.clone();
    let same = |answer: Outcome<()>, filled: Filled| {
        answer.map(|answer| crate::cloud::Answer { value: filled, aws_request: answer.aws_request })
    };
    Ok(match call {
        Call::CreateAccount { account_name, email, tags } => {
            let account = NewAccount { account_name: account_name.clone(), email: email.clone(), tags: tags.clone() };
            turn.cloud.create_account(&account).await.map(|answer| {
                filled.create_request = Some(answer.value.id);
                filled.account = None;
                crate::cloud::Answer { value: filled, aws_request: answer.aws_request }
            })
        }
        Call::MoveAccount { source_parent_id, destination_parent_id, .. } => {
            same(turn.cloud.move_account(account(turn)?, source_parent_id, destination_parent_id).await, filled)
        }
        Call::AttachPolicy { policy_id, .. } => {
            let target = filled.target().ok_or_else(no_account)?;
            same(turn.cloud.attach_policy(policy_id, &target).await, filled)
        }
        Call::PutAlternateContact { alternate_contact_type, contact, .. } => {
            same(turn.cloud.put_alternate_contact(account(turn)?, *alternate_contact_type, contact).await, filled)
        }
        Call::AwaitAccount { .. } | Call::VerifyAccount { .. } => {
            return Err(Error::Bug("a step that only reads was about to be sent".into()));
        }
    })
}

/// The account that the run made.
pub(super) fn account<'a>(turn: &'a Turn<'_>) -> Result<&'a AccountId> {
    turn.run.filled.account.as_ref().ok_or_else(no_account)
}

fn no_account() -> Error {
    Error::Bug("a step needs the account before it is known".into())
}

/// Before the first call the basis is read once more; if it moved, the plan goes back to a person with the difference.
async fn basis_holds(turn: &Turn<'_>, step: &RunStep) -> Result<bool> {
    let was = &turn.run.plan.basis;
    let Some(destination) = was.path.last() else { return Err(Error::Bug("a plan without a path".into())) };
    let attached = turn.run.plan.calls.iter().filter_map(|step| match &step.call {
        Call::AttachPolicy { policy_id, .. } => Some(policy_id.clone()),
        _ => None,
    });
    let attached: Vec<_> = attached.collect();
    let conclusion = match basis::read(turn.cloud.as_ref(), &destination.id, &attached).await {
        Err(error) => trouble(turn, step, &error),
        Ok(now) => {
            let moved = was.moved(&now.basis);
            if moved.is_empty() {
                return Ok(true);
            }
            let what = serde_json::to_string(&moved).unwrap_or_default();
            parked(turn.means.now(), turn.run.filled.clone(), ParkReason::PlanMoved, "PlanMoved", what)
        }
    };
    conclude(turn, step, conclusion).await?;
    Ok(false)
}

/// Asks how far the creation is. One attempt, however often it asks.
async fn await_account(turn: &Turn<'_>, step: &RunStep) -> Result<()> {
    let filled = turn.run.filled.clone();
    if filled.account.is_some() {
        // Adopted: the account was found by its nonce, so there is nothing to wait for.
        let intended = intend(turn, step, false).await?;
        return conclude(turn, &intended.step, done(turn.means.now(), filled, None)).await;
    }
    let is_begun = matches!(step.state, StepState::Waiting { .. }) && step.attempts > 0;
    let step = if is_begun { step.clone() } else { intend(turn, step, false).await?.step };
    poll(turn, &step).await
}

/// One look at the creation; called again after a crash, too.
pub(super) async fn poll(turn: &Turn<'_>, step: &RunStep) -> Result<()> {
    let mut filled = turn.run.filled.clone();
    let Some(request) = filled.create_request.clone() else {
        return Err(Error::Bug("a creation to wait for is not known".into()));
    };
    let answer = match patiently(|| turn.cloud.describe_creation(&request)).await {
        Ok(answer) => answer,
        Err(error) => return conclude(turn, step, trouble(turn, step, &error)).await,
    };
    let conclusion = match answer.value.state {
        // With at most three in progress this stays below AWS's two answers a second.
        CreationState::InProgress => return postpone(turn, step, 3, false).await,
        // The status carries no e-mail, and a row that was found by its name may be somebody else's: the mark proves it.
        CreationState::Succeeded(account) => match look::is_ours(turn, &account).await {
            Ok(true) => {
                filled.account = Some(account);
                done(turn.means.now(), filled, answer.aws_request)
            }
            Ok(false) => {
                let sentence = format!("Account {account} does not carry the e-mail and the mark of this request.");
                let conclusion = lagging(turn, step, "NotOurs", sentence, ParkReason::NotOurs);
                // Once it is proven to be somebody else's, a retry must not come back to it.
                let is_final = matches!(conclusion.state, StepState::Parked { .. });
                Conclusion { failed_creation: is_final.then_some(request), ..conclusion }
            }
            Err(error) => trouble(turn, step, &error),
        },
        CreationState::Failed(reason) => failure(turn, step, &reason).await?,
    };
    conclude(turn, step, conclusion).await
}

/// A creation that failed at AWS. After a lost answer the "failure" may be that our own account exists already.
async fn failure(turn: &Turn<'_>, step: &RunStep, reason: &str) -> Result<Conclusion> {
    let at = turn.means.now();
    let mut filled = turn.run.filled.clone();
    let sentence = format!("AWS could not create the account: {reason}.");
    if matches!(reason, "EMAIL_ALREADY_EXISTS" | "CONCURRENT_ACCOUNT_MODIFICATION") {
        match look::account_with_our_email(turn).await {
            Ok(look::Found::Ours(account)) => {
                filled.account = Some(account);
                return Ok(done(at, filled, None));
            }
            Ok(look::Found::NotOurs(account)) => {
                let sentence =
                    format!("Account {account} of this organization has the e-mail, but was not made by this request.");
                return Ok(parked(at, filled, ParkReason::NotOurs, reason, sentence));
            }
            Ok(look::Found::Nothing) => {}
            // Asked again later: without the look nobody may conclude that the e-mail is taken by somebody else.
            Err(error) => return Ok(trouble(turn, step, &error)),
        }
    }
    let park = match reason {
        "EMAIL_ALREADY_EXISTS" => ParkReason::EmailTaken,
        "ACCOUNT_LIMIT_EXCEEDED" => ParkReason::Limit,
        _ => ParkReason::CreationFailed,
    };
    Ok(failed(at, filled, park, reason, sentence))
}
