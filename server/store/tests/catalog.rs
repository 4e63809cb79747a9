//! What every table must be, read from Postgres's catalog: a new table cannot leave the wall by oversight.
//! Never here: a list of tables that a new one has to be added to, but for the lobby and the exceptions.

use sqlx::postgres::PgConnection;

use crate::scene::{Scene, texts};

/// The tables without a tenant policy. Whoever adds one says here that it holds ids, slugs, times, hashes and public keys only.
const LOBBY: [&str; 7] = ["audit_key", "installation", "session", "set_up_link", "sign_in_attempt", "work", "workspace"];
/// sqlx's own table.
const MIGRATIONS: &str = "_sqlx_migrations";
/// Unique across tenants on purpose: an AWS organization belongs to at most one tenant.
const UNIQUE_ACROSS_TENANTS: [&str; 1] = ["organization_is_connected_once"];
/// The one form of a policy, as Postgres prints it.
const POLICY: &str = "(tenant_id = ( SELECT (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid AS \"nullif\"))";
const NONE: [&str; 0] = [];

/// The names of the tables, as a subquery for `in`.
fn tenant_tables() -> String {
    let lobby = LOBBY.map(|name| format!("'{name}'")).join(", ");
    format!(
        "(select oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')
             and relname not in ({lobby}, '{MIGRATIONS}'))"
    )
}

async fn owner() -> (Scene, PgConnection) {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    (scene, owner)
}

#[tokio::test]
async fn only_the_lobby_is_without_row_level_security() {
    let (_scene, mut owner) = owner().await;
    let open = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')
                   and not (relrowsecurity and relforcerowsecurity) order by 1";
    let mut expected = vec![MIGRATIONS];
    expected.extend(LOBBY);
    assert_eq!(texts(&mut owner, open).await, expected);
    let closed = texts(&mut owner, format!("select count(*)::text from pg_class where oid in {}", tenant_tables())).await;
    assert!(closed[0].parse::<u32>().unwrap() > 15, "{closed:?} tables: the test looks at the wrong place");
}

#[tokio::test]
async fn every_tenant_table_has_the_one_policy_for_reading_and_writing() {
    let (_scene, mut owner) = owner().await;
    let policies = format!(
        "select relname::text || ': ' || string_agg(case when polname is null then 'no policy' else concat_ws(' ', polcmd::text,
                    polpermissive::text, polroles::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) end, '; ')
           from pg_class left join pg_policy on polrelid = pg_class.oid where pg_class.oid in {} group by relname order by relname",
        tenant_tables()
    );
    for policy in texts(&mut owner, policies).await {
        let (table, form) = policy.split_once(": ").unwrap();
        assert_eq!(form, format!("* true {{0}} {POLICY} {POLICY}"), "{table}");
    }
}

#[tokio::test]
async fn every_key_of_a_tenant_table_leads_with_the_tenant() {
    let (_scene, mut owner) = owner().await;
    let others = format!(
        "select relname::text from pg_index join pg_class on pg_class.oid = indexrelid
          where indisunique and indrelid in {}
            and (select attname from pg_attribute where attrelid = indrelid and attnum = indkey[0]) is distinct from 'tenant_id'",
        tenant_tables()
    );
    assert_eq!(texts(&mut owner, others).await, UNIQUE_ACROSS_TENANTS);
    let keyless = format!(
        "select relname::text from pg_class where oid in {} and not exists (select from pg_index where indrelid = pg_class.oid and indisprimary)",
        tenant_tables()
    );
    assert_eq!(texts(&mut owner, keyless).await, NONE);
}

#[tokio::test]
async fn every_reference_between_tenant_tables_stays_in_the_tenant() {
    let (_scene, mut owner) = owner().await;
    let leaving = format!(
        "select conname::text from pg_constraint
          where contype = 'f' and conrelid in {0} and confrelid in {0}
            and not exists (select from unnest(conkey, confkey) as pair(ours, theirs)
                              join pg_attribute a on a.attrelid = conrelid and a.attnum = ours and a.attname = 'tenant_id'
                              join pg_attribute b on b.attrelid = confrelid and b.attnum = theirs and b.attname = 'tenant_id')",
        tenant_tables()
    );
    assert_eq!(texts(&mut owner, leaving).await, NONE);
    let out = format!(
        "select conname::text from pg_constraint where contype = 'f' and (conrelid in {0}) <> (confrelid in {0})",
        tenant_tables()
    );
    assert_eq!(texts(&mut owner, out).await, NONE, "a reference between the lobby and a tenant table would tell what exists");
}

#[tokio::test]
async fn every_constraint_has_a_name_of_ours_and_no_other_the_same() {
    let (_scene, mut owner) = owner().await;
    let generated = format!(
        "select conname::text from pg_constraint
          where connamespace = 'public'::regnamespace and conrelid <> '{MIGRATIONS}'::regclass and contype in ('c', 'f', 'u', 'p', 'x')
            and (conname ~ '_(pkey|fkey|key|check|excl)[0-9]*$' or conname ~ '^.{{63}}$')"
    );
    assert_eq!(texts(&mut owner, generated).await, NONE);
    let indexes = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'i' and relname ~ '_idx[0-9]*$'";
    assert_eq!(texts(&mut owner, indexes).await, NONE);
    // A refusal is told by the constraint's name alone.
    let twice = "select conname::text from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n' group by 1 having count(*) > 1";
    assert_eq!(texts(&mut owner, twice).await, NONE);
}

#[tokio::test]
async fn every_table_says_what_it_is_for() {
    let (_scene, mut owner) = owner().await;
    let silent = format!(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f') and relname <> '{MIGRATIONS}'
            and char_length(coalesce(obj_description(oid, 'pg_class'), '')) < 10"
    );
    assert_eq!(texts(&mut owner, silent).await, NONE);
    let lobby = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')
                    and obj_description(oid, 'pg_class') like 'Lobby.%' order by 1";
    assert_eq!(texts(&mut owner, lobby).await, LOBBY);
}

#[tokio::test]
async fn the_application_has_no_right_that_it_does_not_use() {
    let (_scene, mut owner) = owner().await;
    let rights =
        "select relname::text || ' ' || grantee::regrole::text || ' ' || privilege_type from pg_class, aclexplode(relacl)
                   where relnamespace = 'public'::regnamespace and grantee <> relowner";
    let columns = "select relname::text || '.' || attname || ' ' || grantee::regrole::text || ' ' || privilege_type
                     from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl)
                    where relnamespace = 'public'::regnamespace and grantee <> relowner";
    let mut all = texts(&mut owner, rights).await;
    all.extend(texts(&mut owner, columns).await);
    assert!(all.iter().any(|right| right == "team charter_app INSERT"));
    for right in all {
        let [table, role, privilege] = right.split(' ').collect::<Vec<_>>()[..] else { panic!("{right}") };
        assert!(["charter_app", "charter_keeper"].contains(&role), "{right}");
        assert!(["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&privilege), "{right}");
        assert!(table != MIGRATIONS || privilege == "SELECT", "{right}");
    }
}

/// What each role may do on the record: table, the application, the keeper. `u(…)` are the only columns that may be changed. What is
/// derived and can be thrown away (`audit_index`, `audit_segment`, `audit_posting`) is not the record.
const RECORD: [(&str, &str, &str); 9] = [
    ("audit_cut", "r", "ar"),
    ("audit_event", "ar", "adr"),
    ("audit_head", "ar u(leaf,sequence)", "ar u(leaf,sequence)"),
    ("audit_head_delivery", "ar u(size)", ""),
    ("audit_key", "ar", "r"),
    ("audit_personal", "ar", "adr"),
    ("audit_retention", "ar u(hold_reason,hold_since,keep_days)", "r"),
    ("audit_tree_head", "ar", "r"),
    ("audit_tree_node", "ar", "r"),
];

/// The query for what a role may do with a table, in the words of [`RECORD`].
fn rights(table: &str, role: &str) -> String {
    format!(
        "select concat_ws(' ',
            (select nullif(string_agg(case privilege_type when 'INSERT' then 'a' when 'DELETE' then 'd' when 'SELECT' then 'r' else privilege_type end, '' order by privilege_type = 'SELECT', privilege_type = 'DELETE'), '')
               from pg_class, aclexplode(relacl) where relname = '{table}' and grantee = '{role}'::regrole),
            (select 'u(' || string_agg(attname, ',' order by attname) || ')' from pg_attribute, aclexplode(attacl)
              where attrelid = '{table}'::regclass and grantee = '{role}'::regrole and privilege_type = 'UPDATE'),
            (select 'other columns' from pg_attribute, aclexplode(attacl)
              where attrelid = '{table}'::regclass and grantee = '{role}'::regrole and privilege_type <> 'UPDATE' limit 1))"
    )
}

#[tokio::test]
async fn the_record_is_insert_only_but_for_the_keeper_who_erases_and_cuts() {
    let (_scene, mut owner) = owner().await;
    let derived = "'audit_index', 'audit_segment', 'audit_posting'";
    let tables = format!(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'audit%' and relname not in ({derived}) order by 1"
    );
    assert_eq!(texts(&mut owner, tables).await, RECORD.map(|(table, _, _)| table));
    for (table, application, keeper) in RECORD {
        for (role, expected) in [("charter_app", application), ("charter_keeper", keeper)] {
            assert_eq!(texts(&mut owner, rights(table, role)).await, [expected], "{role} on {table}");
        }
    }
}

#[tokio::test]
async fn a_set_up_link_stays_and_only_its_use_is_written() {
    let (_scene, mut owner) = owner().await;
    assert_eq!(texts(&mut owner, rights("set_up_link", "charter_app")).await, ["ar u(tenant_id,used_at)"]);
    assert_eq!(texts(&mut owner, rights("set_up_link", "charter_keeper")).await, [""]);
}

#[tokio::test]
async fn the_keeper_reaches_nothing_but_the_record_and_the_rows_of_whom_it_erases() {
    let (_scene, mut owner) = owner().await;
    let reached = "select relname::text from pg_class, aclexplode(relacl) where grantee = 'charter_keeper'::regrole and relname not like 'audit%'
                    union select relname::text from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl)
                           where grantee = 'charter_keeper'::regrole and relname not like 'audit%' order by 1";
    assert_eq!(texts(&mut owner, reached).await, [MIGRATIONS, "installation", "member", "sign_in", "workspace"]);
    let member = "select distinct privilege_type from pg_class, aclexplode(relacl) where relname = 'member' and grantee = 'charter_keeper'::regrole";
    assert_eq!(texts(&mut owner, member).await, NONE, "columns of a member only");
    let role = "select concat_ws(' ', rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication) from pg_roles where rolname = 'charter_keeper'";
    assert_eq!(texts(&mut owner, role).await, ["f f f f f"]);
}

#[tokio::test]
async fn the_application_is_an_ordinary_role_that_owns_and_makes_nothing() {
    let (_scene, mut owner) = owner().await;
    let role = "select concat_ws(' ', rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
                    exists (select from pg_class where relowner = pg_roles.oid), exists (select from pg_auth_members where member = pg_roles.oid),
                    has_schema_privilege(oid, 'public', 'create'))
                  from pg_roles where rolname = 'charter_app'";
    assert_eq!(texts(&mut owner, role).await, ["f f f f f f f f"]);
    let owner_role = "select concat_ws(' ', rolsuper, rolbypassrls) from pg_roles where rolname = current_user";
    assert_eq!(texts(&mut owner, owner_role).await, ["f f"]);
}

#[tokio::test]
async fn nothing_walks_around_the_wall() {
    let (_scene, mut owner) = owner().await;
    // A view reads with its owner's rights, and so does a function that is SECURITY DEFINER.
    let views = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')";
    assert_eq!(texts(&mut owner, views).await, NONE);
    let functions =
        "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and (prosecdef or proleakproof)";
    assert_eq!(texts(&mut owner, functions).await, NONE);
    let triggers = "select tgname::text from pg_trigger where not tgisinternal";
    assert_eq!(texts(&mut owner, triggers).await, NONE);
}
