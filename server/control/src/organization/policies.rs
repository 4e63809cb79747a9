//! Shows the policies and one with its content.
//! Never here: judging a policy.

use domain::access::ViewOrganization;
use domain::organization::PolicyId;
use domain::wire::{PoliciesView, PolicyView};

use super::indent::indented;
use crate::caller::Caller;
use crate::error::{Error, Result};

/// All policies by name.
///
/// # Errors
/// [`Error::Denied`]; a database error.
pub async fn list(caller: &Caller) -> Result<PoliciesView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
    Ok(store::policies::list(&mut tx).await?)
}

/// One policy, its content indented for people. The hash is over the content as AWS returned it.
///
/// # Errors
/// [`Error::hidden`] if this workspace has no such policy; [`Error::Denied`]; a database error.
pub async fn show(caller: &Caller, id: &str) -> Result<PolicyView> {
    let permit = caller.authorize(ViewOrganization)?;
    let id: PolicyId = id.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.read(permit).await?;
    let mut view = store::policies::one(&mut tx, id.as_str()).await?.ok_or_else(Error::hidden)?;
    if let Some(content) = indented(&view.content) {
        view.content = content;
    }
    Ok(view)
}
