//! A throw-away Postgres with Charter's roles and migrations, for the query cache. It must never hold anything that is
//! worth keeping.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::command;
use crate::places::Places;
use crate::system::{self, Need};
use crate::trouble::Trouble;

/// A running server on a socket of its own. Dropping it ends the server and removes its files.
pub struct Cluster {
    directory: PathBuf,
    server: Child,
}

/// The roles as `charter migrate` makes them; the schema's owner is no superuser here either.
const ROLES: &str = "create role charter_owner login nosuperuser nobypassrls;
    create role charter_app login nosuperuser nobypassrls;
    create role charter_keeper login nosuperuser nobypassrls;";

impl Cluster {
    /// Makes a cluster and starts it, listening on a socket only. As root it drops to `nobody`: Postgres refuses root.
    ///
    /// # Errors
    /// When Postgres is missing or does not start within ten seconds.
    pub fn start(places: &Places) -> Result<Self, Trouble> {
        system::require(&[Need::Postgres])?;
        // Below the system's temporary directory: a socket's path may have 107 bytes, and `nobody` must reach it.
        let directory = std::env::temp_dir().join(format!("charter-{}", std::process::id()));
        fs::create_dir(&directory).map_err(Trouble::file(&directory))?;
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o700)).map_err(Trouble::file(&directory))?;
        let user = if system::is_root(places) { Some((id("-u")?, id("-g")?)) } else { None };
        if let Some((uid, gid)) = user {
            chown(&directory, Some(uid), Some(gid)).map_err(Trouble::file(&directory))?;
        }
        let data = directory.join("data");
        let mut initdb = postgres("initdb", &directory, user)?;
        initdb.args(["-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8", "-D"]).arg(&data);
        command::quiet(&mut initdb)?;
        let mut server = postgres("postgres", &directory, user)?;
        server.arg("-D").arg(&data).args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "logging_collector=off", "-c"]);
        server.arg(format!("unix_socket_directories={}", directory.display()));
        let log = directory.join("log");
        server.stdout(Stdio::null()).stderr(fs::File::create(&log).map_err(Trouble::file(&log))?);
        let server = server.spawn().map_err(|cause| Trouble::Start { program: "postgres".to_owned(), cause })?;
        let cluster = Self { directory, server };
        cluster.answers(places)?;
        Ok(cluster)
    }

    /// Makes the roles and a database `charter`, and runs `migrations/*.sql` in their order, each in one transaction, as
    /// the schema's owner.
    ///
    /// # Errors
    /// At the first statement that fails.
    pub fn migrate(&self, places: &Places) -> Result<(), Trouble> {
        self.psql(places, "postgres", "postgres", &["-c", ROLES])?;
        self.psql(places, "postgres", "postgres", &["-c", "create database charter owner charter_owner"])?;
        let directory = places.root.join("migrations");
        let read = fs::read_dir(&directory).map_err(Trouble::file(&directory))?;
        let mut files: Vec<PathBuf> = read.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
        files.sort();
        for file in files {
            self.psql(places, "charter_owner", "charter", &["--single-transaction", "-f", &file.to_string_lossy()])?;
        }
        Ok(())
    }

    /// The address of the database for its owner.
    pub fn url(&self) -> String {
        format!("postgres://charter_owner@localhost/charter?host={}", self.directory.display())
    }

    fn psql(&self, places: &Places, user: &str, database: &str, rest: &[&str]) -> Result<(), Trouble> {
        let mut psql = Command::new(system::postgres("psql").unwrap_or_else(|| "psql".into()));
        psql.current_dir(&places.root).args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", user, "-d", database, "-h"]);
        command::quiet(psql.arg(&self.directory).args(rest))
    }

    fn answers(&self, places: &Places) -> Result<(), Trouble> {
        for _ in 0..200 {
            let mut ready = Command::new(system::postgres("pg_isready").unwrap_or_else(|| "pg_isready".into()));
            ready.current_dir(&places.root).args(["-q", "-h"]).arg(&self.directory);
            if ready.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        Err(Trouble::Unexpected(format!("the throw-away Postgres does not answer:\n{log}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is Postgres's fast shutdown.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn postgres(program: &str, directory: &Path, user: Option<(u32, u32)>) -> Result<Command, Trouble> {
    let path = system::postgres(program).ok_or_else(|| Trouble::missing(program, "install the package postgresql"))?;
    let mut command = Command::new(path);
    command.current_dir(directory);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    Ok(command)
}

/// The user or group number of `nobody`.
fn id(flag: &str) -> Result<u32, Trouble> {
    let text = command::output(Command::new("id").args([flag, "nobody"]))?;
    text.trim().parse().map_err(|_| Trouble::Unexpected(format!("`id {flag} nobody` printed {text:?}")))
}
