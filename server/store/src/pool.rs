//! The pool, which never leaves this crate, and the checks that the role behind it is fit to serve.
//! Never here: a query of a use case.

use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::error::{Error, Result};
use crate::tx::Ends;
use crate::world::{Chance, Clock};

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// A `postgres://` address of the role `charter_app`.
    pub url: String,
    /// The most connections.
    pub connections: u32,
}

/// Why the role behind the address must not serve.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// A superuser, or one with BYPASSRLS: the wall between tenants would be off.
    #[error("the database role {0} bypasses row-level security: use charter_app (NOSUPERUSER NOBYPASSRLS)")]
    Bypasses(String),
    /// The owner of a table could switch the wall off.
    #[error(
        "the database role {0} owns tables of Charter: use charter_app for serving and charter_owner for `charter migrate` only"
    )]
    Owns(String),
    /// The schema is older or newer than this program.
    #[error("the database schema is not the one of this version: run `charter migrate` with CHARTER_OWNER_DATABASE_URL")]
    Schema,
    /// The database cannot be reached.
    #[error("the database cannot be reached: check CHARTER_DATABASE_URL and that Postgres runs")]
    Unreachable(#[source] Error),
}

/// The database as the application may use it. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: PgPool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) ends: Arc<Ends>,
}

impl Store {
    /// Connects and checks the role and the schema.
    ///
    /// # Errors
    /// [`Unfit`], each with its remedy.
    pub async fn connect(
        settings: &StoreSettings,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> std::result::Result<Self, Unfit> {
        let store = Self::open(settings, clock, chance).await?;
        match store.unfitness().await?.into_iter().next() {
            Some(unfit) => Err(unfit),
            None => Ok(store),
        }
    }

    /// Connects without a check: such a store never leaves this crate.
    pub(crate) async fn open(
        settings: &StoreSettings,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> std::result::Result<Self, Unfit> {
        let unreachable = |error: sqlx::Error| Unfit::Unreachable(error.into());
        let options: PgConnectOptions = settings.url.parse().map_err(unreachable)?;
        let pool =
            pool_options(settings.connections).connect_with(options.disable_statement_logging()).await.map_err(unreachable)?;
        Ok(Self { pool, clock, chance, ends: Arc::default() })
    }

    /// Everything that makes role and schema unfit.
    pub(crate) async fn unfitness(&self) -> std::result::Result<Vec<Unfit>, Unfit> {
        let unreachable = |error: sqlx::Error| Unfit::Unreachable(error.into());
        let role = sqlx::query!(
            r#"select rolname::text as "name!", (rolsuper or rolbypassrls) as "bypasses!",
                      exists (select from pg_class where relowner = pg_roles.oid and relnamespace = 'public'::regnamespace) as "owns!"
                 from pg_roles where rolname = current_user"#
        )
        .fetch_one(&self.pool)
        .await
        .map_err(unreachable)?;
        let mut unfit = Vec::new();
        if role.bypasses {
            unfit.push(Unfit::Bypasses(role.name.clone()));
        }
        if role.owns {
            unfit.push(Unfit::Owns(role.name));
        }
        if !crate::migrate::is_current(&self.pool).await {
            unfit.push(Unfit::Schema);
        }
        Ok(unfit)
    }

    /// Whether the database answers now.
    ///
    /// # Errors
    /// [`Error::Driver`] if it does not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query_scalar!("select 1 as one").fetch_one(&self.pool).await?;
        Ok(())
    }

    /// Ends every connection, waiting for those in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A connection that comes back is rolled back: a cancelled `begin_with` leaves a transaction that sqlx does not know of,
/// with the tenant of its caller set. `commit` and `rollback` of what is not open are only warnings.
pub(crate) fn pool_options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(5)).after_release(|connection, _| {
        Box::pin(async move {
            sqlx::raw_sql("rollback").execute(&mut *connection).await?;
            Ok(true)
        })
    })
}
