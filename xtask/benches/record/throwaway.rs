//! A private Postgres for one run: made by the product's own means, asked beside the product by `psql`.
//! Never here: SQL that the product would have to say.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use store::cluster::Cluster;
use store::{Chance, Clock, Store, StoreSettings};

use crate::Outcome;

/// The name of the database.
const DATABASE: &str = "charter";

/// Settings for loading: nothing survives a crash, nothing is written twice.
const LOADING: &str = "
    alter system set wal_level = minimal; alter system set max_wal_senders = 0; alter system set archive_mode = off;
    alter system set shared_buffers = '1GB'; alter system set maintenance_work_mem = '512MB'; alter system set max_wal_size = '1GB';
    alter system set checkpoint_timeout = '30min'; alter system set autovacuum = off; alter system set max_parallel_maintenance_workers = 2;";

/// A running server. Whoever made the directory ends it and deletes everything.
pub struct Throwaway {
    cluster: Cluster,
    directory: PathBuf,
    psql: PathBuf,
}

impl Throwaway {
    /// Makes the cluster, with settings for loading, and the schema.
    pub async fn start(directory: PathBuf, psql: PathBuf) -> Outcome<Self> {
        let cluster = Cluster::at(directory.join("pg"), false);
        cluster.start()?;
        cluster.provide(DATABASE).await?;
        let server = Self { cluster, directory, psql };
        server.ask("postgres", LOADING)?;
        server.cluster.stop()?;
        server.cluster.start()?;
        store::migrate(&server.cluster.url("charter_owner", DATABASE)).await?;
        Ok(server)
    }

    /// The same data with the settings that Postgres comes with: what is committed is on the disk.
    pub fn as_installed(&self) -> Outcome<Self> {
        self.ask("postgres", "alter system reset all; checkpoint")?;
        self.cluster.stop()?;
        // Nothing of the load is still on its way to the disk while something else is measured.
        Command::new("sync").arg("-f").arg(&self.directory).status()?;
        let cluster = Cluster::at(self.directory.join("pg"), true);
        cluster.start()?;
        Ok(Self { cluster, directory: self.directory.clone(), psql: self.psql.clone() })
    }

    /// Where files may lie.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The address for the product.
    pub fn url(&self) -> String {
        self.cluster.url("charter_app", DATABASE)
    }

    /// The product's store.
    pub async fn store(&self, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Outcome<Store> {
        Ok(Store::connect(&StoreSettings { url: self.url(), connections: 8 }, clock, chance).await?)
    }

    /// `psql` as a role, stopping at the first error, printing bare values.
    pub fn psql(&self, role: &str) -> Command {
        let mut psql = Command::new(&self.psql);
        psql.args(["-X", "-q", "-A", "-t", "-F", "|", "-v", "ON_ERROR_STOP=1", "-d", DATABASE, "-U", role, "-h"]);
        psql.arg(self.directory.join("pg")).stdin(Stdio::null()).stderr(Stdio::inherit());
        psql
    }

    /// Runs statements and gives back what they print.
    pub fn ask(&self, role: &str, statements: &str) -> Outcome<String> {
        // Each statement by itself: some cannot run in a transaction.
        let mut psql = self.psql(role);
        for statement in statements.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            psql.args(["-c", statement]);
        }
        let output = psql.output()?;
        if !output.status.success() {
            return Err(format!("psql failed: {}", statements.trim()).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The space that everything takes.
    pub fn size(&self) -> Outcome<String> {
        let output = Command::new("du").args(["-s", "-B", "1000000"]).arg(&self.directory).output()?;
        let text = String::from_utf8(output.stdout)?;
        let megabytes: f64 = text.split_whitespace().next().unwrap_or_default().parse()?;
        Ok(format!("{:.2} GB", megabytes / 1000.0))
    }
}
