//! A database of its own for one test, cloned from the template and dropped with the value.
//! Never here: a pool of another role than `charter_app` and `charter_keeper`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::ids::TenantId;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

use super::shared::{self, Shared};
use crate::cluster::Cluster;
use crate::pool::{Store, StoreSettings};
use crate::world::{Chance, Clock};

/// An empty, migrated database. Dropping it drops the database, whoever is still connected.
pub struct TestDatabase {
    /// The address for product code, of `charter_app`.
    pub url: String,
    /// The address of the schema's owner: for migrations and for tests that read `pg_catalog`. Product code never gets it.
    pub owner_url: String,
    /// The address of `charter_keeper`, for the commands that erase and cut.
    pub keeper_url: String,
    name: String,
    cluster: Cluster,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// Clones the template, and starts the shared cluster before if it does not run.
    ///
    /// # Panics
    /// With the reason, if there is no Postgres to be had: a test that cannot start has failed.
    pub async fn create() -> Self {
        // The shared server may end between joining and cloning, or another checkout may drop an old template: once more then.
        let made = match Self::try_create().await {
            Ok(made) => Ok(made),
            Err(_) => Self::try_create().await,
        };
        made.unwrap_or_else(|error| panic!("no test database: {error}"))
    }

    async fn try_create() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let Shared { cluster, template } = shared::join().await?;
        let name = format!("charter_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let mut administrator = cluster.administrator().await?;
        administrator.execute(AssertSqlSafe(format!("create database {name} template {template} owner charter_owner"))).await?;
        administrator.close().await?;
        Ok(Self {
            url: cluster.url("charter_app", &name),
            owner_url: cluster.url("charter_owner", &name),
            keeper_url: cluster.url("charter_keeper", &name),
            name,
            cluster,
        })
    }

    /// A store on it, as `charter_app`, with eight connections.
    ///
    /// # Panics
    /// If the role or the schema is not fit to serve.
    pub async fn store(&self, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Store {
        Self::connected(self.url.clone(), clock, chance).await
    }

    /// A store on it, as `charter_keeper`.
    ///
    /// # Panics
    /// If the role or the schema is not fit.
    pub async fn keeper_store(&self, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Store {
        Self::connected(self.keeper_url.clone(), clock, chance).await
    }

    async fn connected(url: String, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Store {
        let settings = StoreSettings { url, connections: 8 };
        Store::connect(&settings, clock, chance).await.unwrap_or_else(|unfit| panic!("the test database is unfit: {unfit}"))
    }

    /// Does to the database what only its superuser can: neither row-level security nor references between tables hold. All or nothing.
    ///
    /// # Errors
    /// Postgres's message, e.g. of a check that holds even here.
    pub async fn tamper(&self, statements: &str) -> Result<(), String> {
        let all = format!("begin; set local session_replication_role = replica; {statements}; commit");
        let run = async {
            let mut superuser = PgConnection::connect(&self.cluster.url("postgres", &self.name)).await?;
            superuser.execute(AssertSqlSafe(all)).await?;
            superuser.close().await
        };
        run.await.map_err(|error: sqlx::Error| error.to_string())
    }

    /// What one query of one column of text answers to the superuser, over all tenants.
    ///
    /// # Panics
    /// With Postgres's message if the query fails.
    pub async fn look(&self, query: &str) -> Vec<String> {
        let run = async {
            let mut superuser = PgConnection::connect(&self.cluster.url("postgres", &self.name)).await?;
            let rows = superuser.fetch_all(AssertSqlSafe(query.to_owned())).await?;
            superuser.close().await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, sqlx::Error>>()
        };
        run.await.unwrap_or_else(|error: sqlx::Error| panic!("no answer: {error}"))
    }

    /// Runs statements as the schema's owner in one transaction of that tenant, for rows that no use case makes. Row-level security
    /// binds the owner too.
    ///
    /// # Panics
    /// With Postgres's message if a statement fails.
    pub async fn seed(&self, tenant: TenantId, statements: &str) {
        let all = format!("begin; select set_config('app.tenant', '{}', true); {statements}; commit", tenant.as_uuid());
        let run = async {
            let mut owner = PgConnection::connect(&self.owner_url).await?;
            owner.execute(AssertSqlSafe(all)).await?;
            owner.close().await
        };
        run.await.unwrap_or_else(|error: sqlx::Error| panic!("seeding failed: {error}"));
    }

    /// What one query of one column of text answers to the schema's owner in a transaction of that tenant.
    ///
    /// # Panics
    /// With Postgres's message if the query fails.
    pub async fn ask(&self, tenant: TenantId, query: &str) -> Vec<String> {
        let run = async {
            let mut owner = PgConnection::connect(&self.owner_url).await?;
            owner.execute(AssertSqlSafe(format!("begin; select set_config('app.tenant', '{}', true)", tenant.as_uuid()))).await?;
            let rows = owner.fetch_all(AssertSqlSafe(query.to_owned())).await?;
            owner.close().await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, sqlx::Error>>()
        };
        run.await.unwrap_or_else(|error: sqlx::Error| panic!("no answer: {error}"))
    }

    /// What that tenant has in every table that has tenants, as the schema's owner sees it: per table the number of rows and a hash
    /// over all of them. Two that are equal say that nothing was changed between them.
    ///
    /// # Panics
    /// With Postgres's message if a table cannot be read.
    pub async fn fingerprint(&self, tenant: TenantId) -> BTreeMap<String, String> {
        let run = async {
            let mut owner = PgConnection::connect(&self.owner_url).await?;
            let tables = "select table_name::text from information_schema.columns
                           where table_schema = 'public' and column_name = 'tenant_id' order by table_name";
            let tables = owner.fetch_all(tables).await?;
            owner.execute(AssertSqlSafe(format!("begin; select set_config('app.tenant', '{}', true)", tenant.as_uuid()))).await?;
            let mut prints = BTreeMap::new();
            for table in tables {
                let table: String = table.try_get(0)?;
                // Lobby tables have no policy: there the tenant is compared.
                let print = format!(
                    "select count(*)::text || ' ' || coalesce(md5(string_agg(row::text, E'\\n' order by row::text)), '')
                       from {table} as row where tenant_id = '{}'",
                    tenant.as_uuid()
                );
                prints.insert(table, owner.fetch_one(AssertSqlSafe(print)).await?.try_get(0)?);
            }
            owner.close().await?;
            Ok(prints)
        };
        run.await.unwrap_or_else(|error: sqlx::Error| panic!("no fingerprint: {error}"))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster.clone(), self.name.clone());
        // `drop` cannot wait for a future, and the test's own runtime may be the one that is dropping us.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut administrator = cluster.administrator().await.ok()?;
                shared::drop_database(&mut administrator, &name).await.ok()
            })
        });
        // What could not be dropped is dropped by a later process.
        let _ = dropping.join();
    }
}
