//! Shows the policies and one with its content.
//! Never here: judging a policy.

use domain::access::ViewOrganization;
use domain::organization::{AsOfQuery, PolicyId};
use domain::wire::{Dated, PoliciesView, PolicyView};

use super::indent::indented;
use super::moment::{Asked, Instant};
use crate::caller::Caller;
use crate::error::{Error, Result};

/// All policies by name.
///
/// # Errors
/// [`Error::Denied`]; a database error.
pub async fn list(caller: &Caller) -> Result<PoliciesView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
    Ok(store::policies::list(&mut tx, None).await?)
}

/// All policies as they were at a moment.
///
/// # Errors
/// [`Error::Denied`]; a database error.
pub async fn list_as_of(caller: &Caller, asked: AsOfQuery) -> Result<Dated<PoliciesView>> {
    let mut asked = Asked::read(caller, asked).await?;
    let Instant::At(at) = asked.instant() else { return Ok(asked.shows(None)) };
    let policies = store::policies::list(&mut asked.tx, at).await?;
    let observed_at = asked.observed_at();
    Ok(asked.shows(Some(PoliciesView { observed_at, ..policies })))
}

/// One policy, its content indented for people. The hash is over the content as AWS returned it.
///
/// # Errors
/// [`Error::hidden`] if this workspace has no such policy; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, id: &str) -> Result<PolicyView> {
    let permit = caller.authorize(ViewOrganization)?;
    let id: PolicyId = id.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(permit).await?;
    store::policies::one(&mut tx, id.as_str(), None).await?.map(readable).ok_or_else(Error::hidden)
}

/// One policy as it was at a moment, also one that is gone by now.
///
/// # Errors
/// [`Error::hidden`] if this workspace never had such a policy; [`Error::Denied`]; a database error.
pub async fn show_as_of(caller: &Caller, id: &str, asked: AsOfQuery) -> Result<Dated<PolicyView>> {
    let mut asked = Asked::read(caller, asked).await?;
    let id: PolicyId = id.parse().map_err(|_| Error::hidden())?;
    let Some(life) = store::snapshot::life_of_policy(&mut asked.tx, id.as_str()).await? else { return Err(Error::hidden()) };
    let Instant::At(at) = asked.instant() else { return Ok(asked.shows(None)) };
    match store::policies::one(&mut asked.tx, id.as_str(), at).await? {
        Some(policy) => {
            let observed_at = asked.observed_at();
            Ok(asked.shows(Some(readable(PolicyView { observed_at, ..policy }))))
        }
        None => Ok(asked.shows_life(life)),
    }
}

/// The same with its content indented, if it is JSON.
fn readable(mut view: PolicyView) -> PolicyView {
    if let Some(content) = indented(&view.content) {
        view.content = content;
    }
    view
}
