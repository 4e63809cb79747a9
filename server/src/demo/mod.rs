//! Everything that `charter serve --demo` starts beside the site: a private Postgres, two identity providers, a simulated AWS.
//! Never here: a short cut around sign-in, adapter or engine; those are the ones of production.

pub mod issuer;
pub mod people;
mod place;
mod requests;
mod seed;
mod simulated;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use control::Means;
use store::Clock as _;
use store::cluster::{Cluster, ClusterError};
use tokio::net::TcpListener;
use url::Url;

use crate::config::Serve;
use crate::sign_in::CALLBACK;
use crate::tasks::Tasks;
use crate::world::{OsChance, SystemClock};
use issuer::Issuer;
use people::{CLIENT_ID, WORKSPACES, Workspace};
use place::Place;
use simulated::SimulatedAws;

/// Why a demo does not start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A demo lets everybody in, so only this machine may reach it.
    #[error("a demo listens on loopback only: use --listen 127.0.0.1:PORT")]
    NotLoopback,
    /// Another one runs.
    #[error("a demo runs already with {0}: end it, or choose another --data-dir")]
    Running(PathBuf),
    /// A file or directory.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// Where to put the data is not known.
    #[error("there is no home directory: choose --data-dir")]
    NoHome,
    /// A port that this demo's data names is in use.
    #[error("port {0}, which this demo keeps using, is taken: end whatever uses it, or choose another --data-dir")]
    Port(u16),
    /// The private Postgres.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// Its database.
    #[error(transparent)]
    Database(#[from] store::NoDemo),
    /// The simulated AWS.
    #[error("the simulated AWS did not start: see {0}")]
    Simulator(PathBuf),
    /// An identity provider.
    #[error("a demo's identity provider cannot be set up")]
    Issuer,
    /// The people and workspaces.
    #[error("the demo's people could not be made: {0}")]
    Seed(#[source] control::Error),
    /// A workspace.
    #[error("the demo's workspace could not be made: {0}")]
    Workspace(#[from] control::entrance::NotCreated),
    /// A task of ours broke.
    #[error("the demo could not be set up")]
    Broken,
}

/// A running demo.
pub struct Demo {
    place: Place,
    cluster: Cluster,
    simulated: SimulatedAws,
}

impl Demo {
    /// Starts or joins everything, and points the settings at it.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn start(serve: &mut Serve, public_url: &Url, tasks: &Tasks) -> Result<Self, DemoError> {
        let place = Place::open(serve)?;
        println!("The demo's data is in {}", place.directory().display());
        let cluster = Cluster::at(place.directory().join("pg"), true);
        let starting = cluster.clone();
        tokio::task::spawn_blocking(move || starting.start()).await.map_err(|_| DemoError::Broken)??;
        let demo = Self { cluster, simulated: SimulatedAws::at(&place), place };
        match demo.fill(serve, public_url, tasks).await {
            Ok(()) => Ok(demo),
            Err(error) => {
                demo.end().await;
                Err(error)
            }
        }
    }

    async fn fill(&self, serve: &mut Serve, public_url: &Url, tasks: &Tasks) -> Result<(), DemoError> {
        let cluster = &self.cluster;
        cluster.provide("charter").await?;
        store::claim_for_demo(&cluster.url("charter_owner", "charter"), SystemClock.now()).await?;
        self.simulated.start().await?;
        for (workspace, port) in WORKSPACES.iter().zip(self.place.ports().issuers) {
            start_issuer(workspace, port, public_url, tasks).await?;
            serve.reach.outbound_allow.push(format!("localhost:{port}"));
        }
        serve.database.database_url = Some(cluster.url("charter_app", "charter"));
        serve.engine.aws_organizations_endpoint = Some(self.simulated.endpoint());
        serve.engine.aws_account_endpoint = Some(self.simulated.endpoint());
        serve.engine.aws_sts_endpoint = Some(self.simulated.endpoint());
        serve.engine.aws_access_key_id = Some("demo".to_owned());
        serve.engine.aws_secret_access_key = Some("demo".to_owned());
        if serve.heads.log_key_file.is_none() {
            serve.heads.log_key_file = Some(self.place.log_key()?);
            serve.heads.head_sinks = vec![format!("dir:{}", self.place.directory().join("heads").display())];
        }
        serve.engine.settling_window = serve.engine.settling_window.or(Some(8));
        Ok(())
    }

    /// Makes what is missing of workspaces, people and teams, through the use cases.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn seed(&self, means: &Means) -> Result<(), DemoError> {
        for (workspace, port) in WORKSPACES.iter().zip(self.place.ports().issuers) {
            seed::seed(means, workspace, &issuer_url(port)).await?;
        }
        Ok(())
    }

    /// Says where to go.
    pub fn introduce(&self, public_url: &Url) {
        for workspace in WORKSPACES {
            println!("  {} at {public_url}t/{}", workspace.name, workspace.slug);
        }
        println!("Ctrl-C ends the demo and everything it started; the next start finds its data.");
    }

    /// Ends everything that it started or joined.
    pub async fn end(self) {
        self.simulated.end().await;
        let cluster = self.cluster;
        let stopped = tokio::task::spawn_blocking(move || cluster.stop()).await;
        if !matches!(stopped, Ok(Ok(()))) {
            tracing::warn!("the demo's Postgres did not end in time");
        }
        // Held until nothing runs any more.
        drop(self.place);
    }
}

fn issuer_url(port: u16) -> String {
    // `localhost`, while the site is at 127.0.0.1: signing in crosses sites, as it does in production.
    format!("http://localhost:{port}")
}

async fn start_issuer(workspace: &'static Workspace, port: u16, public_url: &Url, tasks: &Tasks) -> Result<(), DemoError> {
    let mut callback = public_url.clone();
    callback.set_path(CALLBACK);
    let issuer = Issuer::new(issuer_url(port), CLIENT_ID, callback, workspace, Arc::new(SystemClock), Arc::new(OsChance))?;
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await.map_err(|_| DemoError::Port(port))?;
    let mut stop = tasks.stop();
    tasks.start("issuer", async move {
        let served = axum::serve(listener, issuer.router()).with_graceful_shutdown(async move { stop.requested().await });
        if let Err(error) = served.await {
            tracing::error!(%error, "a demo's identity provider ended");
        }
    });
    Ok(())
}
