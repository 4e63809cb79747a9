//! Submitting: every rule at once, name and e-mail reserved, one event.

use domain::access::SubmitRequest;
use domain::audit::{Correlation, Event, Field};
use domain::request::{FieldError, FieldName, Problem};

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::{current, draft, reference, visible};

/// Sends the draft for decision.
///
/// # Errors
/// [`Error::Invalid`] with every field that cannot be taken; the refusals of [`domain::request::Request::may_edit`].
pub async fn submit(caller: &Caller, number: i64, version: i32) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(SubmitRequest)?).await?;
    let stored = visible(caller, store::requests::lock(&mut tx, number).await?)?;
    stored.request.may_edit(caller.member())?;
    current(&stored, version)?;
    let organization = draft::needs_snapshot(store::organization::current_for_write(&mut tx).await?)?;
    let spec = draft::parse(caller, &stored, Some(&organization.email_pattern)).map_err(Error::Invalid)?;
    let taken = store::requests::taken(&mut tx, &stored.request, &spec).await?;
    let taken = [(taken.name, FieldName::AccountName), (taken.email, FieldName::RootEmail)];
    let taken: Vec<_> =
        taken.into_iter().filter(|(is_taken, _)| *is_taken).map(|(_, field)| FieldError::new(field, Problem::Taken)).collect();
    if !taken.is_empty() {
        return Err(Error::Invalid(taken));
    }
    let before = stored.request.stage.as_str();
    store::requests::submit(&mut tx, stored.request.id, version, caller.member(), &spec).await.map_err(reserved_meanwhile)?;
    let event = Event::<SubmitRequest>::about("request", reference(number))
        .before("stage", Field::public(before))
        .after("stage", Field::public("submitted"))
        .after("account_name", Field::public(spec.account_name.as_str()))
        .after("root_email", Field::personal(spec.root_email.as_str()))
        .after("owner", Field::personal(spec.owner.as_str()))
        .after("team", Field::public(spec.team.to_string()))
        .after("environment", Field::public(spec.environment.as_str()))
        .after("purpose", Field::personal(spec.purpose.as_str()))
        .after("tags", Field::public(serde_json::json!(spec.tags)))
        .correlated(Correlation { request: Some(stored.request.id.to_string()), ..Correlation::default() });
    tx.commit(event).await?;
    Ok(())
}

/// Two submits at once: the unique constraints decide.
fn reserved_meanwhile(error: store::Error) -> Error {
    let field = if error.is_conflict_on("account_request_name_is_reserved_once") {
        FieldName::AccountName
    } else if error.is_conflict_on("account_request_email_is_reserved_once") {
        FieldName::RootEmail
    } else {
        return error.into();
    };
    Error::Invalid(vec![FieldError::new(field, Problem::Taken)])
}
