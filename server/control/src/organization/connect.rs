//! Connects an AWS organization: first our external id, then the role, proven by a live call before anything is kept.
//! Never here: long-lived credentials (there are none).

use domain::access::{Action as _, ConnectOrganization, ObserveOrganization, PrepareConnection, ViewConnection};
use domain::audit::{Event, Field};
use domain::organization::RoleArn;
use domain::request::{EmailPattern, FieldError, FieldName, Refusal};
use store::organization::{ConnectedOrganization, NewConnection};

use super::{observe, patience::patiently, read};
use crate::caller::Caller;
use crate::cloud::Connection;
use crate::error::{Error, Result};

/// Draws our external id, once. Doing it again changes nothing.
///
/// # Errors
/// [`Error::Denied`]; a database error.
pub async fn prepare(caller: &Caller) -> Result<()> {
    let external_id = hex::encode(caller.means.random());
    let mut tx = caller.means.store.write(caller.authorize(PrepareConnection)?).await?;
    if let Some(id) = store::organization::prepare(&mut tx, &external_id).await? {
        tx.commit(Event::about("organization", id)).await?;
    }
    Ok(())
}

/// What became of the first reading of an organization that is connected now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstReading {
    /// It is there.
    Done,
    /// It could not be made, or the member may not ask for it; the connection stands, and the reading can be asked for again.
    NotYet,
}

/// Assumes the role, asks AWS which organization it is, stores the connection and reads the organization.
/// If AWS refuses, nothing is kept. If only the first reading fails, that is no error: the connection is kept.
///
/// # Errors
/// [`Error::Invalid`] for the fields; [`Refusal::NoOrganization`] before [`prepare`]; [`Refusal::CannotConnect`] if the organization is
/// connected elsewhere, is not the one that was connected before, or bills together only; [`Refusal::ScpsNotEnabled`] if its root takes no
/// service control policies; [`Refusal::ExternalIdNotNeeded`] if the role can be assumed without our external id; [`Error::Cloud`].
pub async fn connect(caller: &Caller, role_arn: &str, email_pattern: &str) -> Result<FirstReading> {
    let permit = caller.authorize(ConnectOrganization)?;
    let (role_arn, email_pattern) = parse(role_arn, email_pattern)?;
    let mut tx = caller.means.store.read(caller.authorize(ViewConnection)?).await?;
    let prepared = store::organization::prepared(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    drop(tx);

    let connection = Connection { role_arn: role_arn.to_string(), external_id: prepared.external_id.clone() };
    let cloud = caller.means.clouds.connect(&connection).await?;
    if caller.means.clouds.can_assume_without_external_id(&connection.role_arn).await? {
        return Err(Refusal::ExternalIdNotNeeded.into());
    }
    let facts = patiently(|| cloud.describe_organization()).await?.value;
    let root = read::root(&*cloud).await?;
    // An organization with consolidated billing only, or a role outside the management account, could never create an account.
    if !facts.has_all_features || role_arn.account() != &facts.management_account {
        return Err(Refusal::CannotConnect.into());
    }
    // Every plan would fail at its first policy.
    if !root.has_scps_enabled {
        return Err(Refusal::ScpsNotEnabled.into());
    }

    let new = NewConnection {
        role_arn,
        email_pattern,
        aws_organization_id: facts.id,
        management_account: facts.management_account,
        root_id: root.id,
    };
    let mut tx = caller.means.store.write(permit).await?;
    let held = store::organization::lock(&mut tx).await?.ok_or(Refusal::NoOrganization)?;
    let before = held.connected;
    if before.as_ref().is_some_and(|before| before.aws_organization_id != new.aws_organization_id) {
        return Err(Refusal::CannotConnect.into());
    }
    store::organization::connect(&mut tx, held.id, &new).await.map_err(connected_elsewhere)?;
    tx.commit(event(held.id, before.as_ref(), &new)).await?;

    Ok(first_reading(caller).await)
}

async fn first_reading(caller: &Caller) -> FirstReading {
    if !caller.grants.has(ObserveOrganization::PERMISSION) {
        return FirstReading::NotYet;
    }
    match observe::observe(caller).await {
        Ok(()) => FirstReading::Done,
        Err(error) => {
            tracing::warn!(error = ?error, "an organization was connected, but could not be read yet");
            FirstReading::NotYet
        }
    }
}

fn parse(role_arn: &str, email_pattern: &str) -> Result<(RoleArn, EmailPattern)> {
    let mut errors = Vec::new();
    let role_arn = RoleArn::parse(role_arn).map_err(|problem| errors.push(FieldError::new(FieldName::RoleArn, problem)));
    let email_pattern =
        EmailPattern::parse(email_pattern).map_err(|problem| errors.push(FieldError::new(FieldName::EmailPattern, problem)));
    match (role_arn, email_pattern) {
        (Ok(role_arn), Ok(email_pattern)) => Ok((role_arn, email_pattern)),
        _ => Err(Error::Invalid(errors)),
    }
}

/// The refusal does not say whose the organization is.
fn connected_elsewhere(error: store::Error) -> Error {
    match error.is_conflict_on("organization_is_connected_once") {
        true => Refusal::CannotConnect.into(),
        false => error.into(),
    }
}

fn event(
    id: domain::ids::OrganizationId,
    before: Option<&ConnectedOrganization>,
    new: &NewConnection,
) -> Event<ConnectOrganization> {
    let mut event = Event::about("organization", id)
        .after("role_arn", Field::public(new.role_arn.as_str()))
        .after("email_pattern", Field::public(new.email_pattern.as_str()))
        .after("aws_organization", Field::public(new.aws_organization_id.as_str()))
        .after("management_account", Field::public(new.management_account.as_str()));
    if let Some(before) = before {
        event = event
            .before("role_arn", Field::public(before.role_arn.as_str()))
            .before("email_pattern", Field::public(before.email_pattern.as_str()));
    }
    event
}
