//! Migrations, run as the owner by `charter migrate` and the demo only.
//! Never here: being called by `serve` or `work`.

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection, Executor};

use crate::error::Error;

/// The numbered migrations, embedded.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// Why migrating failed.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The owner's address does not answer.
    #[error("the database cannot be reached as its owner: check CHARTER_OWNER_DATABASE_URL")]
    Unreachable(#[source] Error),
    /// The application's role is missing and this role may not make it.
    #[error(
        "the role charter_app does not exist and this role may not create it; as an administrator of the database run:\n  {0}"
    )]
    RoleMissing(&'static str),
    /// A migration failed; the message names it.
    #[error("a migration failed: {0}")]
    Failed(#[source] sqlx::migrate::MigrateError),
}

const CREATE_APP_ROLE: &str =
    "create role charter_app login nosuperuser nobypassrls nocreatedb nocreaterole; -- and give it a password";

/// Brings the schema to this version. Safe to repeat; two at once wait for each other.
///
/// # Errors
/// [`MigrationError`], each with its remedy.
pub async fn migrate(owner_url: &str) -> Result<(), MigrationError> {
    let unreachable = |error: sqlx::Error| MigrationError::Unreachable(error.into());
    let mut connection = PgConnection::connect(owner_url).await.map_err(unreachable)?;
    let has_role = sqlx::query_scalar!(r#"select exists (select from pg_roles where rolname = 'charter_app') as "exists!""#)
        .fetch_one(&mut connection)
        .await
        .map_err(unreachable)?;
    if !has_role {
        let made = connection.execute("create role charter_app login nosuperuser nobypassrls nocreatedb nocreaterole").await;
        made.map_err(|_| MigrationError::RoleMissing(CREATE_APP_ROLE))?;
    }
    MIGRATOR.run(&mut connection).await.map_err(MigrationError::Failed)?;
    connection
        .execute("grant select on _sqlx_migrations to charter_app; grant usage on schema public to charter_app")
        .await
        .map_err(unreachable)?;
    connection.close().await.map_err(unreachable)
}

/// Whether the schema is exactly the one of this version.
pub async fn is_current(pool: &PgPool) -> bool {
    // Not a checked macro: the table belongs to sqlx and is not there before the first migration.
    #[expect(clippy::disallowed_methods, reason = "the migration table is sqlx's own and absent from the checked schema")]
    let applied: Result<Vec<(i64, Vec<u8>)>, _> =
        sqlx::query_as("select version, checksum from _sqlx_migrations where success order by version").fetch_all(pool).await;
    let Ok(applied) = applied else { return false };
    let known: Vec<(i64, Vec<u8>)> = MIGRATOR.iter().map(|migration| (migration.version, migration.checksum.to_vec())).collect();
    applied == known
}
