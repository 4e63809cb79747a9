//! Looking at AWS before acting: after a crash, a lost answer, a retry. Pure reads, repeatable, before every resend.

use chrono::TimeDelta;
use domain::organization::{AccountId, ParentId, TargetId};
use domain::plan::{Call, Nonce};
use domain::run::{ParkReason, RunStep};
use store::run_steps::Conclusion;

use crate::cloud::{CloudError, CreationState};
use crate::error::Result;
use crate::organization::patience::patiently;
use crate::organization::read::attached_to;
use crate::pages;
use crate::runs::carry::Turn;
use crate::runs::execute::{account, poll};
use crate::runs::record::{conclude, done, may_send, parked, postpone, trouble};
use crate::runs::verify;

/// Finds out what became of a step, and records it.
pub(super) async fn look(turn: &Turn<'_>, step: &RunStep) -> Result<()> {
    let conclusion = match &step.step.call {
        Call::CreateAccount { .. } => return look_for_account(turn, step).await,
        Call::AwaitAccount { .. } if turn.run.filled.account.is_some() => done(turn.means.now(), turn.run.filled.clone(), None),
        Call::AwaitAccount { .. } => return poll(turn, step).await,
        Call::VerifyAccount { parent_id, policy_ids, .. } => return verify::compare(turn, step, parent_id, policy_ids).await,
        Call::MoveAccount { source_parent_id, destination_parent_id, .. } => {
            let source = ParentId::Root(source_parent_id.clone());
            match patiently(|| async { turn.cloud.parent_of_account(account_of(turn)?).await }).await {
                Err(error) => trouble(turn, step, &error),
                Ok(answer) if answer.value == *destination_parent_id => {
                    done(turn.means.now(), turn.run.filled.clone(), answer.aws_request)
                }
                Ok(answer) if answer.value == source => may_send(turn.means.now(), turn.run.filled.clone()),
                Ok(answer) => {
                    let sentence = format!("The account is in {}, where this run did not put it.", answer.value);
                    parked(turn.means.now(), turn.run.filled.clone(), ParkReason::MovedElsewhere, "MovedElsewhere", sentence)
                }
            }
        }
        Call::AttachPolicy { policy_id, .. } => {
            let target = TargetId::Account(account(turn)?.clone());
            match attached_to(turn.cloud.as_ref(), &target).await {
                Err(error) => trouble(turn, step, &error),
                Ok(attached) if attached.iter().any(|one| one.policy == *policy_id) => {
                    done(turn.means.now(), turn.run.filled.clone(), None)
                }
                Ok(_) => may_send(turn.means.now(), turn.run.filled.clone()),
            }
        }
        // Setting the contact once more changes nothing, so there is nothing to wait for.
        Call::PutAlternateContact { alternate_contact_type: kind, contact, .. } => {
            let id = account(turn)?;
            match patiently(|| turn.cloud.alternate_contact(id, *kind)).await {
                Err(error) => trouble(turn, step, &error),
                Ok(answer) if answer.value.as_ref().is_some_and(|told| contact.is(told)) => {
                    done(turn.means.now(), turn.run.filled.clone(), answer.aws_request)
                }
                Ok(_) => may_send(turn.means.now(), turn.run.filled.clone()),
            }
        }
    };
    conclude(turn, step, conclusion).await
}

fn account_of<'a>(turn: &'a Turn<'_>) -> std::result::Result<&'a AccountId, CloudError> {
    turn.run.filled.account.as_ref().ok_or_else(|| CloudError {
        operation: "ListParents",
        reaction: domain::run::Reaction::Bug,
        code: "NoAccount".into(),
        reason: None,
        message: "The account is not known yet.".into(),
        aws_request: None,
    })
}

/// What is known about the account that a creation may have made.
pub(super) enum Found {
    /// It exists and carries our nonce.
    Ours(AccountId),
    /// An account with the e-mail exists, without our nonce.
    NotOurs(AccountId),
    /// Nothing was found. Once is not proof.
    Nothing,
}

/// Looks for an account with our e-mail in the organization; ours is what carries our nonce.
pub(super) async fn account_with_our_email(turn: &Turn<'_>) -> std::result::Result<Found, CloudError> {
    let accounts = pages::all("ListAccounts", |token| patiently(move || turn.cloud.list_accounts(token.clone()))).await?;
    let mut found = Found::Nothing;
    // All of them: where AWS's uniqueness does not hold, ours may not be the first.
    for account in accounts.into_iter().filter(|account| turn.run.spec.root_email.is(&account.email)) {
        if carries_our_nonce(turn, &account.id).await? {
            return Ok(Found::Ours(account.id));
        }
        found = Found::NotOurs(account.id);
    }
    Ok(found)
}

/// Whether the account has our e-mail and carries our nonce.
pub(super) async fn is_ours(turn: &Turn<'_>, account: &AccountId) -> std::result::Result<bool, CloudError> {
    let facts = patiently(|| turn.cloud.describe_account(account)).await?.value;
    Ok(turn.run.spec.root_email.is(&facts.email) && carries_our_nonce(turn, account).await?)
}

async fn carries_our_nonce(turn: &Turn<'_>, account: &AccountId) -> std::result::Result<bool, CloudError> {
    let tags = pages::all("ListTagsForResource", |token| patiently(move || turn.cloud.list_tags(account, token.clone()))).await?;
    Ok(tags.iter().any(|(key, value)| key == Nonce::TAG && value == turn.run.nonce.as_str()))
}

/// What a look for a creation leads to.
enum Creation {
    Conclude(Conclusion),
    NothingYet,
}

async fn look_for_account(turn: &Turn<'_>, step: &RunStep) -> Result<()> {
    let conclusion = match creation(turn, step).await {
        Err(error) => trouble(turn, step, &error),
        Ok(Creation::Conclude(conclusion)) => conclusion,
        Ok(Creation::NothingYet) => {
            let window = TimeDelta::from_std(turn.means.settling_window).unwrap_or(TimeDelta::MAX);
            let settles_at = step.last_sent_at.map(|sent| sent + window);
            if settles_at.is_some_and(|at| at > turn.means.now()) {
                let left = settles_at.map_or(0, |at| (at - turn.means.now()).num_seconds());
                return postpone(turn, step, (left / 4).clamp(1, 30), true).await;
            }
            may_send(turn.means.now(), turn.run.filled.clone())
        }
    };
    conclude(turn, step, conclusion).await
}

/// Step 1: accounts by e-mail and nonce. Step 2: creation requests by name and time.
async fn creation(turn: &Turn<'_>, step: &RunStep) -> std::result::Result<Creation, CloudError> {
    let at = turn.means.now();
    let mut filled = turn.run.filled.clone();
    match account_with_our_email(turn).await? {
        Found::Ours(account) => {
            filled.account = Some(account);
            return Ok(Creation::Conclude(done(at, filled, None)));
        }
        Found::NotOurs(account) => {
            let sentence = format!("Account {account} of this organization has the e-mail, but was not made by this request.");
            return Ok(Creation::Conclude(parked(at, filled, ParkReason::NotOurs, "NotOurs", sentence)));
        }
        Found::Nothing => {}
    }
    let since = step.first_sent_at.map(|sent| sent - TimeDelta::minutes(5));
    let rows = pages::all("ListCreateAccountStatus", |token| patiently(move || turn.cloud.list_creations(token.clone()))).await?;
    let ours = rows.into_iter().filter(|row| {
        row.account_name.as_deref() == Some(turn.run.spec.account_name.as_str())
            && !turn.run.failed_creations.contains(&row.id)
            && since.is_none_or(|since| row.requested_at.is_none_or(|at| at >= since))
    });
    let ours: Vec<_> = ours.collect();
    for row in &ours {
        if let CreationState::Succeeded(account) = &row.state
            && is_ours(turn, account).await?
        {
            filled.account = Some(account.clone());
            filled.create_request = Some(row.id.clone());
            return Ok(Creation::Conclude(done(at, filled, None)));
        }
    }
    let running = ours.iter().find(|row| row.state == CreationState::InProgress);
    let failed = ours.iter().filter(|row| matches!(row.state, CreationState::Failed(_))).max_by_key(|row| row.requested_at);
    // Found by name and time only, for the status carries no e-mail: the step that waits asks for the proof before it takes the account.
    if let Some(row) = running.or(failed) {
        filled.create_request = Some(row.id.clone());
        return Ok(Creation::Conclude(done(at, filled, None)));
    }
    Ok(Creation::NothingYet)
}
