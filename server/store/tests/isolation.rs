//! Every tenant table × select, insert, update, delete × no tenant, another tenant. The tables come from the catalog.
//! Never here: a table's name.

use sqlx::postgres::PgConnection;

use crate::scene::{Scene, run, tenant, texts};

const TABLES: &str = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity order by 1";
/// The columns that a row must have, with a value that the type allows; the caller puts the tenant.
const COLUMNS: &str = "select string_agg(quote_ident(attname), ', ' order by attnum) || ' ;; ' || string_agg(
        case when attname = 'tenant_id' then 'TENANT'
             when format_type(atttypid, null) = 'text' then quote_literal('x')
             when format_type(atttypid, null) = 'uuid' then 'gen_random_uuid()'
             when format_type(atttypid, null) = 'bytea' then quote_literal('\\x00')
             when format_type(atttypid, null) like 'timestamp%' then 'now()'
             when format_type(atttypid, null) in ('json', 'jsonb') then quote_literal('{}')
             when format_type(atttypid, null) = 'boolean' then 'false'
             when format_type(atttypid, null) like '%[]' then quote_literal('{}')
             else '1' end, ', ' order by attnum)
    from pg_attribute where attrelid = 'TABLE'::regclass and attnum > 0 and not attisdropped and attnotnull and attgenerated = ''";

/// Takes all other walls down, in this database only: checks, references and missing rights must not be what stops a
/// statement. Then every table gets one row of tenant 1 and one of tenant 2. Gives back the tables with the statement that inserts.
async fn only_the_wall(scene: &Scene) -> Vec<(String, String)> {
    let mut owner = scene.owner().await;
    let other = "select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname) from pg_constraint
                  where contype in ('c', 'f') and connamespace = 'public'::regnamespace and conrelid <> '_sqlx_migrations'::regclass";
    for statement in texts(&mut owner, other).await {
        run(&mut owner, statement).await.unwrap();
    }
    let mut tables = Vec::new();
    for table in texts(&mut owner, TABLES).await {
        run(&mut owner, format!("grant all on {table} to charter_app")).await.unwrap();
        let columns = texts(&mut owner, COLUMNS.replace("TABLE", &table)).await.remove(0);
        let (names, values) = columns.split_once(" ;; ").unwrap();
        let insert = format!("insert into {table} ({names}) values ({values})");
        for number in [1, 2] {
            let id = tenant(number);
            scene.database.seed(id, &insert.replace("TENANT", &format!("'{id}'"))).await;
        }
        tables.push((table, insert));
    }
    tables
}

/// One statement in a transaction of that tenant, which is then rolled back: rows touched, or SQLSTATE and message.
async fn attempt(app: &mut PgConnection, tenant: &str, statement: &str) -> Result<u64, (String, String)> {
    run(app, "begin").await.unwrap();
    run(app, format!("select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
    let done = run(app, statement).await;
    run(app, "rollback").await.unwrap();
    done.map_err(|error| {
        let error = error.into_database_error().unwrap();
        (error.code().unwrap_or_default().into_owned(), error.message().to_owned())
    })
}

#[tokio::test]
async fn no_tenant_and_another_tenant_touch_nothing_in_any_table() {
    let scene = Scene::new().await;
    let tables = only_the_wall(&scene).await;
    assert!(tables.len() > 15, "the test looks at the wrong place");
    let mut app = scene.app().await;
    let (theirs, ours) = (tenant(1), tenant(2));
    for (table, insert) in tables {
        let statements = [
            format!("select 1 from {table} where tenant_id = '{theirs}'"),
            format!("update {table} set tenant_id = tenant_id where tenant_id = '{theirs}'"),
            format!("delete from {table} where tenant_id = '{theirs}'"),
        ];
        let forbidden = insert.replace("TENANT", &format!("'{theirs}'"));
        for statement in &statements {
            // The positive control: with the right tenant the same statement finds the row.
            assert_eq!(attempt(&mut app, &theirs.to_string(), statement).await, Ok(1), "{statement}");
            for foreign in [String::new(), ours.to_string()] {
                assert_eq!(attempt(&mut app, &foreign, statement).await, Ok(0), "{statement} as {foreign:?}");
            }
        }
        let moved = format!("update {table} set tenant_id = '{theirs}'");
        for (foreign, statement) in [(String::new(), &forbidden), (ours.to_string(), &forbidden), (ours.to_string(), &moved)] {
            let refused = attempt(&mut app, &foreign, statement).await.unwrap_err();
            assert_eq!(refused.0, "42501", "{statement}: {}", refused.1);
            assert!(refused.1.contains("row-level security"), "{statement}: {}", refused.1);
        }
    }
}

#[tokio::test]
async fn a_connection_that_never_set_a_tenant_sees_nothing() {
    let scene = Scene::new().await;
    let tables = only_the_wall(&scene).await;
    let mut app = scene.app().await;
    for (table, _) in tables {
        // Before the first use the setting is NULL, after it the empty text (tried above): both must be no tenant.
        assert_eq!(texts(&mut app, format!("select count(*)::text from {table}")).await, ["0"], "{table}");
    }
}

#[tokio::test]
async fn the_owner_is_behind_the_wall_too() {
    let scene = Scene::new().await;
    let tables = only_the_wall(&scene).await;
    let mut owner = scene.owner().await;
    for (table, _) in tables {
        assert_eq!(texts(&mut owner, format!("select count(*)::text from {table}")).await, ["0"], "{table}");
    }
}
