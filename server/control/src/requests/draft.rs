//! The form page of a draft.

use domain::access::{Reads, ViewRequests};
use domain::request::{AccountSpec, EmailPattern, FieldError, FieldName, Problem, Refusal, Stage};
use domain::wire::DraftView;
use store::ReadTx;
use store::requests::StoredRequest;

use crate::caller::Caller;
use crate::error::Result;
use crate::requests::visible;

/// The draft as typed, with what is wrong in it now.
///
/// # Errors
/// Hidden for everybody but its requester; [`Refusal::NotEditable`] once it was submitted.
pub async fn draft(caller: &Caller, number: i64) -> Result<DraftView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewRequests)?).await?;
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    stored.request.may_edit(caller.member())?;
    view(&mut tx, caller, &stored).await
}

/// The view of a draft that the caller may edit.
pub(super) async fn view<A: Reads>(tx: &mut ReadTx<A>, caller: &Caller, stored: &StoredRequest) -> Result<DraftView> {
    let pattern = store::organization::current(tx).await?.map(|organization| organization.email_pattern);
    let teams = store::request_lists::teams(tx).await?;
    let own = |id: &String| caller.grants.teams().iter().any(|team| team.to_string() == *id);
    let teams: Vec<_> = teams.into_iter().filter(|(id, _)| own(id)).collect();
    let asked = match stored.request.stage {
        Stage::ChangesAsked { .. } => store::decisions::list(tx, stored.request.id).await?.pop(),
        _ => None,
    };
    let errors = parse(caller, stored, pattern.as_ref()).err().unwrap_or_default();
    Ok(DraftView {
        number: stored.request.number,
        version: stored.request.version,
        form: stored.request.form.clone(),
        errors,
        teams,
        email_pattern: pattern.map(String::from),
        asked,
        saved_at: stored.changed_at,
    })
}

/// Parses what was typed; the team must be one of the caller's.
pub(super) fn parse(
    caller: &Caller,
    stored: &StoredRequest,
    pattern: Option<&EmailPattern>,
) -> std::result::Result<AccountSpec, Vec<FieldError>> {
    let generated = |name: &_| pattern.map_or(Err(Problem::Missing), |pattern| pattern.expand(name));
    let spec = stored.request.form.parse(generated)?;
    if caller.grants.teams().contains(&spec.team) {
        Ok(spec)
    } else {
        Err(vec![FieldError::new(FieldName::Team, Problem::NotAChoice)])
    }
}

/// The refusal for an organization that is not there or was never read.
pub(super) fn needs_snapshot(
    organization: Option<store::organization::ConnectedOrganization>,
) -> Result<store::organization::ConnectedOrganization> {
    let organization = organization.ok_or(Refusal::NoOrganization)?;
    if organization.observed_at.is_none() {
        return Err(Refusal::NotObserved.into());
    }
    Ok(organization)
}
