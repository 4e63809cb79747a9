//! The one throw-away cluster of a machine's user, which all test processes share, and its template database.
//!
//! It lies in `charter-test-<uid>` below the system's temporary directory. A process that uses it leaves its number in
//! `users/`; a small shell loop, started with the server, stops the server a minute after the last of them has ended. The
//! data stays, so that the next run starts in a tenth of a second; if it does not start (other Postgres version, crash of the
//! machine), it is made anew. `lock` guards start and template.
//! Never here: data that is worth keeping.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::canonical::sha256;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::cluster::{Cluster, ClusterError, user_number};
use crate::migrate::{MIGRATOR, migrate};

/// Ends the server `$1` when no process named in `$2` has lived for a minute.
const WATCH: &str = r#"idle=0
while kill -0 "$1" 2>/dev/null; do
  sleep 5
  alive=
  for user in "$2"/*; do
    if kill -0 "${user##*/}" 2>/dev/null; then alive=yes; else rm -f "$user"; fi
  done
  if [ "$alive" ]; then idle=0; else idle=$((idle + 1)); fi
  if [ "$idle" -ge 12 ]; then kill -INT "$1"; exit; fi
done"#;

/// Joined: the cluster, and the name of the template to clone.
pub(super) struct Shared {
    pub(super) cluster: Cluster,
    pub(super) template: String,
}

/// Joins the cluster, or starts it, and makes the template of these migrations if it is missing.
pub(super) async fn join() -> Result<Shared, Box<dyn std::error::Error + Send + Sync>> {
    let base = base()?;
    let _lock = lock(&base.join("lock")).await?;
    let users = base.join("users");
    fs::create_dir_all(&users)?;
    let user = users.join(std::process::id().to_string());
    let is_new_here = !user.exists();
    fs::write(&user, "")?;
    let cluster = Cluster::at(base.join("pg"), false);
    if cluster.process().is_none() {
        let server = match cluster.start() {
            Ok(server) => server,
            Err(ClusterError::Program { .. }) => {
                fs::remove_dir_all(base.join("pg"))?;
                cluster.start()?
            }
            Err(other) => return Err(other.into()),
        };
        watch(server, &users)?;
    }
    let mut administrator = cluster.administrator().await?;
    let template = template_name();
    if !has_database(&mut administrator, &template).await? {
        // The name is given last, so that a template is whole or absent.
        let unfinished = format!("{template}_unfinished");
        drop_database(&mut administrator, &unfinished).await?;
        cluster.provide(&unfinished).await?;
        migrate(&cluster.url("charter_owner", &unfinished)).await?;
        administrator.execute(AssertSqlSafe(format!("alter database {unfinished} rename to {template}"))).await?;
    }
    if is_new_here {
        tidy(&mut administrator, &users).await?;
    }
    Ok(Shared { cluster, template })
}

/// `charter-test-<uid>`, ours and only ours to write; others may pass, because the server may run as another user.
fn base() -> Result<PathBuf, Box<dyn std::error::Error + Send + Sync>> {
    let uid = user_number()?;
    let base = std::env::temp_dir().join(format!("charter-test-{uid}"));
    if let Err(error) = fs::DirBuilder::new().mode(0o711).create(&base)
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(error.into());
    }
    let found = fs::symlink_metadata(&base)?;
    if !found.is_dir() || found.uid() != uid || found.mode() & 0o022 != 0 {
        return Err(format!("{} is not a directory that only we can write: remove it", base.display()).into());
    }
    Ok(base)
}

/// Takes the lock without blocking the thread: two futures of one thread may both want it.
async fn lock(path: &Path) -> std::io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

fn watch(server: u32, users: &Path) -> std::io::Result<()> {
    let mut watch = Command::new("sh");
    watch.args(["-c", WATCH, "charter-test-watch", &server.to_string()]).arg(users).current_dir("/").process_group(0);
    watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    Ok(())
}

fn template_name() -> String {
    let parts: Vec<u8> = MIGRATOR.iter().flat_map(|migration| migration.checksum.iter().copied()).collect();
    let hash = hex::encode(sha256(&[&parts]));
    format!("charter_template_{}", hash.get(..16).unwrap_or(&hash))
}

async fn has_database(administrator: &mut PgConnection, name: &str) -> sqlx::Result<bool> {
    let has = sqlx::query_scalar!(r#"select exists (select from pg_database where datname = $1) as "exists!""#, name);
    has.fetch_one(administrator).await
}

pub(super) async fn drop_database(administrator: &mut PgConnection, name: &str) -> sqlx::Result<()> {
    administrator.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await?;
    Ok(())
}

/// Drops the databases of processes that ended without dropping theirs, and all but the four newest templates.
async fn tidy(administrator: &mut PgConnection, users: &Path) -> sqlx::Result<()> {
    let rows = administrator.fetch_all("select datname::text from pg_database where datname like 'charter\\_test\\_%'").await?;
    for row in rows {
        let name: String = row.try_get(0)?;
        let process = name.strip_prefix("charter_test_").and_then(|rest| rest.split('_').next()).unwrap_or_default();
        if process == std::process::id().to_string() || !users.join(process).exists() {
            drop_database(administrator, &name).await?;
        }
    }
    let old =
        "select datname::text from pg_database where datname ~ '^charter_template_[0-9a-f]{16}$' order by oid desc offset 4";
    for row in administrator.fetch_all(old).await? {
        drop_database(administrator, &row.try_get::<String, _>(0)?).await?;
    }
    Ok(())
}
