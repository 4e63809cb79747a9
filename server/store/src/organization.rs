//! The connected AWS organization of a tenant: its row.
//! Never here: what was seen in it (`snapshot`), a call to AWS.

use std::fmt;

use domain::access::{ChangeSecurityContact, ConnectOrganization, PrepareConnection, Reads, ViewConnection, Writes};
use domain::ids::OrganizationId;
use domain::organization::{AccountId, AlternateContact, AwsOrganizationId, ContactFacts, RoleArn, RootId};
use domain::request::EmailPattern;
use domain::time::Timestamp;
use domain::wire::ConnectionView;
use sqlx::postgres::PgConnection;

use crate::error::{Error, Result, exactly_one};
use crate::tx::{ReadTx, WriteTx};

/// A connected organization. Its `Debug` leaves the external id out.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectedOrganization {
    /// Our id.
    pub id: OrganizationId,
    /// Our external id for the role's trust policy. Not for logs.
    pub external_id: String,
    /// The role in the management account.
    pub role_arn: RoleArn,
    /// From which root e-mails are made.
    pub email_pattern: EmailPattern,
    /// AWS's id.
    pub aws_organization_id: AwsOrganizationId,
    /// The management account.
    pub management_account: AccountId,
    /// The root of the tree.
    pub root_id: RootId,
    /// The security contact that new accounts get.
    pub security_contact: Option<AlternateContact>,
    /// When it was connected.
    pub connected_at: Timestamp,
    /// When AWS was read last as a whole.
    pub observed_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i32,
}

impl fmt::Debug for ConnectedOrganization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectedOrganization")
            .field("id", &self.id)
            .field("aws", &self.aws_organization_id)
            .finish_non_exhaustive()
    }
}

/// A connection that was prepared: the external id is drawn, AWS may not be connected yet.
#[derive(Clone, PartialEq, Eq)]
pub struct PreparedConnection {
    /// Our id.
    pub id: OrganizationId,
    /// Our external id. Not for logs.
    pub external_id: String,
    /// The connection, if there is one.
    pub connected: Option<ConnectedOrganization>,
}

/// What a successful connection stores.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// The role.
    pub role_arn: RoleArn,
    /// The pattern of root e-mails.
    pub email_pattern: EmailPattern,
    /// AWS's id, as DescribeOrganization told it.
    pub aws_organization_id: AwsOrganizationId,
    /// The management account.
    pub management_account: AccountId,
    /// The root.
    pub root_id: RootId,
}

/// The connected organization of the tenant.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] for an impossible row.
pub async fn current<A: Reads>(tx: &mut ReadTx<A>) -> Result<Option<ConnectedOrganization>> {
    Ok(load(tx.conn()).await?.and_then(|prepared| prepared.connected))
}

/// The same inside a write transaction.
///
/// # Errors
/// As [`current`].
pub async fn current_for_write<A: Writes>(tx: &mut WriteTx<A>) -> Result<Option<ConnectedOrganization>> {
    Ok(load(tx.conn()).await?.and_then(|prepared| prepared.connected))
}

/// The prepared connection of the tenant, connected or not.
///
/// # Errors
/// As [`current`].
pub async fn prepared(tx: &mut ReadTx<ViewConnection>) -> Result<Option<PreparedConnection>> {
    load(tx.conn()).await
}

/// The same, locked until the end of the transaction.
///
/// # Errors
/// As [`current`].
pub async fn lock(tx: &mut WriteTx<ConnectOrganization>) -> Result<Option<PreparedConnection>> {
    lock_tenant(tx.conn()).await?;
    load(tx.conn()).await
}

/// The connected organization, locked until the end of the transaction.
///
/// # Errors
/// As [`current`].
pub async fn lock_connected(tx: &mut WriteTx<ChangeSecurityContact>) -> Result<Option<ConnectedOrganization>> {
    lock_tenant(tx.conn()).await?;
    Ok(load(tx.conn()).await?.and_then(|prepared| prepared.connected))
}

/// Keeps the security contact, or none.
///
/// # Errors
/// [`Error::Stale`] if the row is gone.
pub async fn change_contact(
    tx: &mut WriteTx<ChangeSecurityContact>,
    id: OrganizationId,
    contact: Option<&AlternateContact>,
) -> Result<()> {
    let done = sqlx::query!(
        "update organization
            set contact_name = $2, contact_title = $3, contact_email = $4, contact_phone = $5, version = version + 1
          where organization_id = $1",
        id.as_uuid(),
        contact.map(|one| one.name.as_str()),
        contact.map(|one| one.title.as_str()),
        contact.map(|one| one.email.as_str()),
        contact.map(|one| one.phone.as_str())
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// Keeps the external id, unless there is one: then nothing is done and `None` is the answer.
///
/// # Errors
/// [`Error::Driver`].
pub async fn prepare(tx: &mut WriteTx<PrepareConnection>, external_id: &str) -> Result<Option<OrganizationId>> {
    lock_tenant(tx.conn()).await?;
    if load(tx.conn()).await?.is_some() {
        return Ok(None);
    }
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    sqlx::query!(
        "insert into organization (tenant_id, organization_id, external_id, prepared_at) values ($1, $2, $3, $4)",
        tenant,
        id,
        external_id,
        at
    )
    .execute(tx.conn())
    .await?;
    Ok(Some(OrganizationId::from_uuid(id)))
}

/// Stores a connection that AWS confirmed.
///
/// # Errors
/// [`Error::Conflict`] on `organization_is_connected_once` if another tenant has that organization; [`Error::Stale`] if the row is gone.
pub async fn connect(tx: &mut WriteTx<ConnectOrganization>, id: OrganizationId, new: &NewConnection) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update organization
            set role_arn = $2, email_pattern = $3, aws_organization_id = $4, management_account = $5, root_id = $6,
                connected_at = coalesce(connected_at, $7), version = version + 1
          where organization_id = $1",
        id.as_uuid(),
        new.role_arn.as_str(),
        new.email_pattern.as_str(),
        new.aws_organization_id.as_str(),
        new.management_account.as_str(),
        new.root_id.as_str(),
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

impl PreparedConnection {
    /// What the connection page shows.
    pub fn view(&self) -> ConnectionView {
        let connected = self.connected.as_ref();
        ConnectionView {
            external_id: Some(self.external_id.clone()),
            role_arn: connected.map(|one| one.role_arn.to_string()),
            email_pattern: connected.map(|one| one.email_pattern.as_str().to_owned()),
            security_contact: connected.and_then(|one| one.security_contact.as_ref()).map(AlternateContact::facts),
            aws_organization_id: connected.map(|one| one.aws_organization_id.to_string()),
            management_account: connected.map(|one| one.management_account.to_string()),
            connected_at: connected.map(|one| one.connected_at),
            observed_at: connected.and_then(|one| one.observed_at),
        }
    }
}

/// Two connections of one tenant at once wait for each other here: before the first one there is no row of `organization` to lock.
async fn lock_tenant(conn: &mut PgConnection) -> Result<()> {
    sqlx::query_scalar!("select tenant_id from tenant for update").fetch_one(conn).await?;
    Ok(())
}

async fn load(conn: &mut PgConnection) -> Result<Option<PreparedConnection>> {
    let row = sqlx::query!(
        "select organization_id, external_id, role_arn, email_pattern, aws_organization_id, management_account, root_id, connected_at,
                observed_at, version, contact_name, contact_title, contact_email, contact_phone
           from organization order by connected_at nulls last, prepared_at limit 1"
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let id = OrganizationId::from_uuid(row.organization_id);
    let Some(connected_at) = row.connected_at else {
        return Ok(Some(PreparedConnection { id, external_id: row.external_id, connected: None }));
    };
    let security_contact = match (row.contact_name, row.contact_title, row.contact_email, row.contact_phone) {
        (Some(name), Some(title), Some(email), Some(phone)) => {
            let contact = AlternateContact::parse(&ContactFacts { name, title, email, phone });
            Some(contact.map_err(|_| impossible("contact_name"))?)
        }
        _ => None,
    };
    let connected = ConnectedOrganization {
        id,
        external_id: row.external_id.clone(),
        role_arn: RoleArn::parse(&row.role_arn.unwrap_or_default()).map_err(|_| impossible("role_arn"))?,
        email_pattern: EmailPattern::parse(&row.email_pattern.unwrap_or_default()).map_err(|_| impossible("email_pattern"))?,
        aws_organization_id: parsed(row.aws_organization_id, "aws_organization_id")?,
        management_account: parsed(row.management_account, "management_account")?,
        root_id: parsed(row.root_id, "root_id")?,
        security_contact,
        connected_at,
        observed_at: row.observed_at,
        version: row.version,
    };
    Ok(Some(PreparedConnection { id, external_id: row.external_id, connected: Some(connected) }))
}

fn parsed<T: std::str::FromStr>(text: Option<String>, column: &'static str) -> Result<T> {
    text.and_then(|text| text.parse().ok()).ok_or_else(|| impossible(column))
}

fn impossible(column: &'static str) -> Error {
    Error::inconsistent("organization", column)
}
