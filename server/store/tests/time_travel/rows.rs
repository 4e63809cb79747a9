//! Dated rows are opened and closed and never changed otherwise: by rights, and in fact.
//! Never here: what pages make of the rows.

use std::collections::BTreeMap;

use domain::ids::TenantId;

use crate::scene::{Scene, run, texts};

const DATED: [&str; 4] = ["aws_account", "aws_attachment", "aws_policy", "aws_unit"];

thread_local! {
    /// By database and row without its end: the end that was seen last.
    static SEEN: std::cell::RefCell<BTreeMap<(String, String), String>> = const { std::cell::RefCell::new(BTreeMap::new()) };
}

/// Compares with the call before: every row is there still, and an end that was set is the same.
pub async fn assert_only_ends_were_set(scene: &Scene, tenant: TenantId) {
    let mut owner = scene.owner().await;
    run(&mut owner, format!("begin; select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
    let mut now = BTreeMap::new();
    for table in DATED {
        let rows = format!(
            "select (to_jsonb(held) - 'seen_until')::text || '{table};;' || coalesce(seen_until::text, '') from {table} held"
        );
        for row in texts(&mut owner, rows).await {
            let (row, end) = row.rsplit_once(";;").unwrap();
            now.insert((scene.database.url.clone(), row.to_owned()), end.to_owned());
        }
    }
    SEEN.with_borrow_mut(|seen| {
        for (row, end) in seen.iter().filter(|((database, _), _)| *database == scene.database.url) {
            let found = now.get(row).unwrap_or_else(|| panic!("{row:?} is gone or changed"));
            assert!(end.is_empty() || found == end, "{row:?} ended at {end:?} and now at {found:?}");
        }
        seen.extend(now);
    });
}

#[tokio::test]
async fn only_the_end_of_a_dated_row_may_be_written() {
    let scene = Scene::new().await;
    let mut owner = scene.owner().await;
    let list = DATED.map(|table| format!("'{table}'")).join(", ");
    let updates = format!(
        "select table_name::text || '.' || column_name::text from information_schema.column_privileges
          where grantee = 'charter_app' and privilege_type = 'UPDATE' and table_name in ({list}) order by 1"
    );
    assert_eq!(texts(&mut owner, updates).await, DATED.map(|table| format!("{table}.seen_until")));
    let snapshot = "select privilege_type::text from information_schema.table_privileges
                     where grantee = 'charter_app' and table_name = 'snapshot' order by 1";
    assert_eq!(texts(&mut owner, snapshot).await, ["INSERT", "SELECT"]);
    let deletes = format!(
        "select table_name::text from information_schema.table_privileges
          where grantee = 'charter_app' and privilege_type in ('DELETE', 'TRUNCATE') and table_name in ({list})"
    );
    assert_eq!(texts(&mut owner, deletes).await, [""; 0]);
}
