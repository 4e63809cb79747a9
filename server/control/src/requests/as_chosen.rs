//! Whether the choice on the page is the one that the plan in sight was drawn for.
//! Never here: drawing the plan, deciding.

use std::collections::BTreeSet;

use domain::access::ReviewRequest;
use domain::request::Refusal;
use uuid::Uuid;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::requests::visible;

/// Checks that the plan was drawn for this OU and these policies: whoever chose others and did not draw again would approve something
/// else than they see chosen. An empty `unit` is a page without a choice.
///
/// # Errors
/// [`Refusal::OtherChoice`]; [`Error::hidden`] for an unknown request or plan; [`Error::Denied`]; a database error.
pub async fn as_chosen(caller: &Caller, number: i64, plan: &str, unit: &str, policies: &[String]) -> Result<()> {
    let mut tx = caller.means.store.read(caller.authorize(ReviewRequest)?).await?;
    if unit.is_empty() {
        return Ok(());
    }
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    let plan = Uuid::try_parse(plan).map_err(|_| Error::hidden())?;
    let shown = store::plans::find(&mut tx, stored.request.id, plan).await?;
    let is_same = shown.destination == unit && shown.policies.iter().collect::<BTreeSet<_>>() == policies.iter().collect();
    if is_same { Ok(()) } else { Err(Refusal::OtherChoice.into()) }
}
