//! Declining, and asking for changes: decisions that need no plan but a reason.

use domain::access::{AskForChanges, DeclineRequest};
use domain::audit::{Correlation, Event, Field};
use domain::request::{FieldError, FieldName, Problem, Refusal};
use store::decisions::Decides;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::{current, reference, visible};

/// Says no, for good.
///
/// # Errors
/// [`Error::Invalid`] without a comment; the refusals of [`domain::request::Request::may_decide`].
pub async fn decline(caller: &Caller, number: i64, version: i32, comment: &str) -> Result<()> {
    turn_down(caller, DeclineRequest, number, version, comment).await
}

/// Sends the request back to its requester, who may change it and submit it again.
///
/// # Errors
/// As [`decline`].
pub async fn ask_for_changes(caller: &Caller, number: i64, version: i32, comment: &str) -> Result<()> {
    turn_down(caller, AskForChanges, number, version, comment).await
}

async fn turn_down<A: Decides>(caller: &Caller, action: A, number: i64, version: i32, comment: &str) -> Result<()> {
    let permit = caller.authorize(action)?;
    let comment = kept_comment(comment, true)?;
    let mut tx = caller.means.store.write(permit).await?;
    let stored = visible(caller, store::requests::lock(&mut tx, number).await?)?;
    let request = &stored.request;
    request.may_decide(caller.member())?;
    current(&stored, version)?;
    let decision = store::decisions::insert(&mut tx, request, None, caller.member(), &comment).await.map_err(decided_by_rule)?;
    store::requests::turn_down(&mut tx, request.id, version, decision).await?;
    let correlation =
        Correlation { request: Some(request.id.to_string()), decision: Some(decision.to_string()), ..Correlation::default() };
    let event = Event::<A>::about("request", reference(number))
        .before("stage", Field::public(request.stage.as_str()))
        .after("stage", Field::public(A::STAGE))
        .because(&comment)
        .correlated(correlation);
    tx.commit(event).await?;
    Ok(())
}

/// The most characters of a comment.
const MOST: u32 = 2_000;

/// A comment that may be kept: not too long, no control characters besides line breaks, and there if it is needed.
pub(crate) fn kept_comment(typed: &str, is_needed: bool) -> Result<String> {
    let text = typed.trim();
    let given = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let problem = if text.is_empty() && is_needed {
        Problem::Missing
    } else if given > MOST {
        Problem::TooLong { most: MOST, given }
    } else if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Problem::Character(bad)
    } else {
        return Ok(text.to_owned());
    };
    Err(Error::Invalid(vec![FieldError::new(FieldName::Comment, problem)]))
}

/// The database's second wall, told like the first one.
pub(super) fn decided_by_rule(error: store::Error) -> Error {
    if error.is_conflict_on("decision_is_not_by_requester") || error.is_conflict_on("decision_is_not_by_last_editor") {
        Refusal::OwnRequest.into()
    } else {
        error.into()
    }
}
