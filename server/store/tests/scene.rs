//! A store on a database of its own, with tenants. Never here: an assertion.

use std::sync::Arc;

use domain::access::{Actor, CreateWorkspace, Origin, Permit, operate};
use domain::ids::TenantId;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, Row};
use store::Store;
use store::testing::{FixedClock, SeededChance, TestDatabase};
use uuid::Uuid;

pub struct Scene {
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub database: TestDatabase,
}

impl Scene {
    pub async fn new() -> Self {
        let (database, clock) = (TestDatabase::create().await, Arc::new(FixedClock::default()));
        let store = database.store(clock.clone(), Arc::new(SeededChance::new(1))).await;
        Self { store, clock, database }
    }

    /// A tenant with nothing but its row. The number becomes its id.
    pub async fn tenant(&self, number: u128) -> TenantId {
        let tenant = tenant(number);
        let row = format!("insert into tenant (tenant_id, name, created_at) values ('{tenant}', 'Tenant {number}', now())");
        self.database.seed(tenant, &row).await;
        tenant
    }

    pub async fn owner(&self) -> PgConnection {
        PgConnection::connect(&self.database.owner_url).await.unwrap()
    }

    pub async fn app(&self) -> PgConnection {
        PgConnection::connect(&self.database.url).await.unwrap()
    }
}

pub fn tenant(number: u128) -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(number))
}

/// The operator's permit, the shortest way to a transaction that leaves an event.
pub fn operator(tenant: TenantId) -> Permit<CreateWorkspace> {
    operate(tenant, Actor::Operator, Origin::default(), CreateWorkspace).unwrap()
}

/// Runs statements whose text a test generated.
pub async fn run(connection: &mut PgConnection, statements: impl Into<String>) -> Result<u64, sqlx::Error> {
    let done = connection.execute(AssertSqlSafe(statements.into())).await?;
    Ok(done.rows_affected())
}

/// The first column of every row, as text.
pub async fn texts(connection: &mut PgConnection, query: impl Into<String>) -> Vec<String> {
    let rows = connection.fetch_all(AssertSqlSafe(query.into())).await.unwrap();
    rows.iter().map(|row| row.try_get::<Option<String>, _>(0).unwrap().unwrap_or_default()).collect()
}
