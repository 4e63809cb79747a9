//! Reads AWS into a snapshot: the whole organization for a person, one account for the engine after a run.
//! Never here: a transaction that is open while AWS works.

use domain::access::{Carrier, ObserveAfterRun, ObserveOrganization, ViewOrganization, carry};
use domain::audit::{Correlation, Event, Field};
use domain::organization::AccountId;
use domain::request::Refusal;
use store::organization::ConnectedOrganization;

use super::{cloud_for, read};
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::error::Result;
use crate::means::Means;

/// Reads the organization now. If somebody else's newer reading is stored meanwhile, that one stays and this one is dropped.
///
/// # Errors
/// [`crate::Error::Denied`]; [`Refusal::NoOrganization`]; [`crate::Error::Cloud`] and then nothing changed.
pub async fn observe(caller: &Caller) -> Result<()> {
    // Asked before the first call, so that nobody without the permission makes AWS work.
    let permit = caller.authorize(ObserveOrganization)?;
    let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
    let organization = store::organization::current(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    drop(tx);
    let cloud = cloud_for(&caller.means, &organization).await?;
    let reading = read::organization(&*cloud, caller.means.now()).await?;
    let mut tx = caller.means.store.write(permit).await?;
    if still_there(store::organization::current_for_write(&mut tx).await?, &organization) {
        let Some(changes) = store::snapshot::apply(&mut tx, organization.id, &reading).await? else { return Ok(()) };
        let event = Event::about("organization", organization.id)
            .after("n_units", Field::public(reading.units.len()))
            .after("n_accounts", Field::public(reading.accounts.len()))
            .after("n_policies", Field::public(reading.policies.len()))
            .after("n_rows_opened", Field::public(changes.n_opened))
            .after("n_rows_closed", Field::public(changes.n_closed));
        tx.commit(event).await?;
    }
    Ok(())
}

/// Reads one account for the engine, so that the inventory shows it at once. Without a difference nothing is written.
///
/// # Errors
/// [`crate::Error::Cloud`]; a database error. The run does not depend on it.
pub async fn observe_account(means: &Means, carrier: &Carrier, cloud: &dyn Cloud, account: &AccountId) -> Result<()> {
    let permit = carry(carrier, ObserveAfterRun)?;
    let reading = read::account(cloud, account, means.now()).await?;
    let mut tx = means.store.write(permit).await?;
    let changes = store::snapshot::apply_account(&mut tx, carrier.organization(), &reading).await?;
    if changes.is_empty() {
        return Ok(());
    }
    let correlation = Correlation {
        request: Some(carrier.request().to_string()),
        run: Some(carrier.run().to_string()),
        ..Correlation::default()
    };
    let event = Event::about("organization", carrier.organization())
        .after("account", Field::public(account.as_str()))
        .after("parent", Field::public(reading.account.parent.as_str()))
        .after("n_rows_opened", Field::public(changes.n_opened))
        .after("n_rows_closed", Field::public(changes.n_closed))
        .correlated(correlation);
    tx.commit(event).await?;
    Ok(())
}

/// Whether the connection is still to the organization that was read.
fn still_there(now: Option<ConnectedOrganization>, read: &ConnectedOrganization) -> bool {
    now.is_some_and(|now| now.id == read.id && now.aws_organization_id == read.aws_organization_id)
}
