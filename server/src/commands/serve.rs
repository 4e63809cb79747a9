//! `charter serve`: the site, and the engine beside it.
//! Never here: what a door does; what a demo needs.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::TimeDelta;
use control::Means;
use store::sessions::SessionLimits;
use tokio::net::TcpListener;

use super::{CommandError, start};
use crate::config::Serve;
use crate::demo::{Demo, DemoError};
use crate::indexer;
use crate::outbound::Outbound;
use crate::proxies::TrustedProxies;
use crate::router::router;
use crate::set_up;
use crate::site::{Site, WebSettings};
use crate::tasks::{Stop, Tasks};
use crate::worker;

/// How often ended sessions are thrown away.
const TIDY_EVERY: Duration = Duration::from_secs(600);

/// Serves until SIGINT or SIGTERM.
pub async fn run(mut serve: Serve) -> Result<(), CommandError> {
    if serve.demo && !serve.reach.listen.ip().is_loopback() {
        return Err(DemoError::NotLoopback.into());
    }
    let tasks = Tasks::default();
    tasks.end_on_signals().map_err(system)?;
    let public_url = serve.reach.public_url()?;
    let demo = if serve.demo { Some(Demo::start(&mut serve, &public_url, &tasks).await?) } else { None };
    let served = run_with(serve, public_url, &tasks, demo.as_ref()).await;
    tasks.finish(Duration::from_secs(10)).await;
    if let Some(demo) = demo {
        demo.end().await;
    }
    served
}

async fn run_with(serve: Serve, public_url: url::Url, tasks: &Tasks, demo: Option<&Demo>) -> Result<(), CommandError> {
    let store = match demo {
        Some(_) => start::store(&serve.database).await?,
        None => start::own_store(&serve.database).await?,
    };
    let means = start::means(store.clone(), &serve.engine).await?;
    if let Some(demo) = demo {
        demo.seed(&means).await?;
    }
    let minutes = |count: u32| TimeDelta::minutes(count.into());
    let limits = SessionLimits { idle: minutes(serve.session_idle), absolute: minutes(serve.session_limit) };
    let means = Means { session_limits: limits, ..means };
    let outbound = Outbound::new(serve.reach.outbound_allow).map_err(system)?;
    let web = WebSettings { public_url: public_url.clone(), limits };
    let site = Site::new(means.clone(), web, outbound).behind(TrustedProxies::new(serve.trusted_proxies));
    let gauges = site.heads.clone();
    let router = router(site).map_err(system)?;
    let listener =
        TcpListener::bind(serve.reach.listen).await.map_err(|error| CommandError::Listen(serve.reach.listen, error))?;
    let engine_store = if serve.no_worker { None } else { Some(start::engine_store(&serve.database).await?) };
    if let Some(store) = &engine_store {
        worker::start(tasks, Means { store: store.clone(), ..means.clone() });
        indexer::start(tasks, means.clone());
    }
    let head_store = start::heads(tasks, &serve.database, &means, &serve.heads, gauges).await?;
    println!("Charter is at {public_url}");
    match demo {
        Some(demo) => demo.introduce(&public_url),
        None => {
            if let Some(link) = set_up::announce(&means, &public_url).await.map_err(system)? {
                println!("{link}");
            }
        }
    }
    tasks.start("sessions", tidy(means, tasks.stop()));
    let mut stop = tasks.stop();
    let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>());
    let served = served.with_graceful_shutdown(async move { stop.requested().await }).await;
    // Tasks use the pool until they have ended.
    tasks.finish(Duration::from_secs(10)).await;
    store.close().await;
    for store in [engine_store, head_store].into_iter().flatten() {
        store.close().await;
    }
    served.map_err(system)
}

async fn tidy(means: Means, mut stop: Stop) {
    while stop.sleep(TIDY_EVERY).await {
        match means.store.delete_expired_sessions().await {
            Ok(gone) => tracing::debug!(gone, "ended sessions were thrown away"),
            Err(error) => tracing::warn!(%error, "ended sessions could not be thrown away"),
        }
    }
}

fn system(error: impl std::fmt::Display) -> CommandError {
    CommandError::System(error.to_string())
}
