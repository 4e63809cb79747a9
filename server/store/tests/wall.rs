//! What `charter_app` may never do, tried; and who may not serve at all.
//! Never here: the tenants' wall, which is in `isolation`.

use std::sync::Arc;

use domain::audit::Event;
use store::testing::{FixedClock, SeededChance};
use store::{Store, StoreSettings, Unfit};

use crate::scene::{Scene, operator, run};

#[tokio::test]
async fn the_application_cannot_change_or_shorten_the_record() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let write = scene.store.write(operator(tenant)).await.unwrap();
    write.commit(Event::about("workspace", "acme")).await.unwrap();
    let mut app = scene.app().await;
    for statement in [
        "update audit_event set action = 'nothing.happened'",
        "delete from audit_event",
        "truncate audit_event cascade",
        "update audit_personal set value = ''",
        "delete from audit_personal",
        "delete from audit_head",
        "alter table audit_event disable row level security",
        "drop policy audit_event_is_of_its_tenant on audit_event",
        "create table extra (n integer)",
        "update _sqlx_migrations set success = true",
    ] {
        run(&mut app, "begin").await.unwrap();
        run(&mut app, format!("select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
        let refused = run(&mut app, statement).await.unwrap_err().into_database_error().unwrap();
        assert_eq!(refused.code().as_deref(), Some("42501"), "{statement}: {}", refused.message());
        run(&mut app, "rollback").await.unwrap();
    }
}

#[tokio::test]
async fn a_role_that_owns_tables_does_not_serve() {
    let scene = Scene::new().await;
    let settings = StoreSettings { url: scene.database.owner_url.clone(), connections: 1 };
    let refused = Store::connect(&settings, Arc::new(FixedClock::default()), Arc::new(SeededChance::new(1))).await;
    assert!(matches!(refused.err(), Some(Unfit::Owns(role)) if role == "charter_owner"));
}

#[tokio::test]
async fn a_role_that_bypasses_the_wall_does_not_serve() {
    let scene = Scene::new().await;
    let url = scene.database.url.replacen("charter_app", "postgres", 1);
    let settings = StoreSettings { url, connections: 1 };
    let refused = Store::connect(&settings, Arc::new(FixedClock::default()), Arc::new(SeededChance::new(1))).await;
    assert!(matches!(refused.err(), Some(Unfit::Bypasses(role)) if role == "postgres"));
}

#[tokio::test]
async fn a_schema_of_another_version_is_not_served() {
    let scene = Scene::new().await;
    let mut owner = scene.owner().await;
    run(&mut owner, "update _sqlx_migrations set checksum = '\\x00' where version = 1").await.unwrap();
    let settings = StoreSettings { url: scene.database.url.clone(), connections: 1 };
    let refused = Store::connect(&settings, Arc::new(FixedClock::default()), Arc::new(SeededChance::new(1))).await;
    assert!(matches!(refused.err(), Some(Unfit::Schema)));
}
