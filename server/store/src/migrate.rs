//! Migrations, run as the owner by `charter migrate` and the demo only.
//! Never here: being called by `serve` or `work`.

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::error::Error;

/// The numbered migrations, embedded.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// Why migrating failed.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The owner's address does not answer.
    #[error("the database cannot be reached as its owner: check CHARTER_OWNER_DATABASE_URL")]
    Unreachable(#[source] Error),
    /// A role is missing and this role may not make it.
    #[error("the role {0} does not exist and this role may not create it; as an administrator of the database run:\n  {1}")]
    RoleMissing(&'static str, String),
    /// A migration failed; the message names it.
    #[error("a migration failed: {0}")]
    Failed(#[source] sqlx::migrate::MigrateError),
}

/// The roles beside the owner: `serve` and `work`; erasing and cutting the record.
pub(crate) const ROLES: [&str; 2] = ["charter_app", "charter_keeper"];

/// The statement that makes a role.
pub(crate) fn create_role(role: &str) -> String {
    format!("create role {role} login nosuperuser nobypassrls nocreatedb nocreaterole")
}

/// Brings the schema to this version. Safe to repeat; two at once wait for each other.
///
/// # Errors
/// [`MigrationError`], each with its remedy.
pub async fn migrate(owner_url: &str) -> Result<(), MigrationError> {
    let unreachable = |error: sqlx::Error| MigrationError::Unreachable(error.into());
    let mut connection = PgConnection::connect(owner_url).await.map_err(unreachable)?;
    for role in ROLES {
        let has_role = sqlx::query_scalar!(r#"select exists (select from pg_roles where rolname = $1) as "exists!""#, role)
            .fetch_one(&mut connection)
            .await
            .map_err(unreachable)?;
        if !has_role {
            let made = connection.execute(AssertSqlSafe(create_role(role))).await;
            made.map_err(|_| MigrationError::RoleMissing(role, format!("{}; -- and give it a password", create_role(role))))?;
        }
    }
    MIGRATOR.run(&mut connection).await.map_err(MigrationError::Failed)?;
    connection
        .execute("grant select on _sqlx_migrations to charter_app, charter_keeper; grant usage on schema public to charter_app, charter_keeper")
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
