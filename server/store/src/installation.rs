//! The demo's mark in the database, made as the owner before the demo serves.
//! Never here: being called by anything but `charter serve --demo`.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::error::Error;
use crate::migrate::{MigrationError, migrate};

/// Why a database cannot become a demo's.
#[derive(Debug, thiserror::Error)]
pub enum NoDemo {
    /// Something is in it that no demo put there.
    #[error("this database is not empty and not marked as a demo's: a demo never touches it. Choose another --data-dir")]
    NotOurs,
    /// It cannot be reached.
    #[error("the demo's database cannot be reached")]
    Unreachable(#[source] Error),
    /// It cannot be migrated.
    #[error(transparent)]
    Migration(#[from] MigrationError),
}

/// Migrates a database for the demo and marks it, if it is empty or marked already.
///
/// # Errors
/// [`NoDemo`]; a database that is not a demo's is left untouched.
pub async fn claim_for_demo(owner_url: &str, at: domain::time::Timestamp) -> Result<(), NoDemo> {
    let unreachable = |error: sqlx::Error| NoDemo::Unreachable(error.into());
    let mut connection = PgConnection::connect(owner_url).await.map_err(unreachable)?;
    let has_tables = sqlx::query_scalar!(
        r#"select exists (select from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace) as "has_tables!""#
    )
    .fetch_one(&mut connection)
    .await
    .map_err(unreachable)?;
    if has_tables && !is_marked(&mut connection).await {
        return Err(NoDemo::NotOurs);
    }
    migrate(owner_url).await?;
    sqlx::query!("insert into installation (is_demo, created_at) values (true, $1) on conflict do nothing", at)
        .execute(&mut connection)
        .await
        .map_err(unreachable)?;
    connection.close().await.map_err(unreachable)
}

/// Whether the mark is there. A database without the table has none.
async fn is_marked(connection: &mut PgConnection) -> bool {
    let mark = sqlx::query_scalar!("select is_demo from installation").fetch_optional(connection).await;
    matches!(mark, Ok(Some(true)))
}
