//! A site on a database of its own, at a clock that the test moves, and browsers that visit it.
//! Never here: an assertion about a rule; a way around the site's own layers.

pub mod browser;
pub mod hostile;
pub mod people;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chrono::TimeDelta;
use control::Means;
use control::entrance::{WorkspaceForm, create_workspace};
use domain::access::Role;
use domain::ids::TenantId;
use server::demo::issuer::Issuer;
use server::demo::people::{Person, Workspace};
use server::outbound::Outbound;
use server::router::router;
use server::site::{Site, WebSettings};
use server::tasks::Tasks;
use server::world::OsChance;
use simulator::{Options, SimulatedClouds, Simulator};
use store::Clock;
use store::sessions::SessionLimits;
use store::testing::{FixedClock, TestDatabase};
use tokio::net::TcpListener;

/// The client id at every provider of these tests.
pub const CLIENT_ID: &str = "charter-test";
/// Where browsers think they are.
pub const PUBLIC_URL: &str = "http://127.0.0.1:3000";
/// How long sessions live here.
pub const LIMITS: SessionLimits = SessionLimits { idle: TimeDelta::minutes(60), absolute: TimeDelta::minutes(720) };

/// The people of these tests at the well-behaved provider. The first is the administrator who is invited.
pub const ACME: Workspace = Workspace {
    slug: "acme",
    name: "Acme",
    email_pattern: "aws+{name}@acme.example",
    has_requests: false,
    security_contact: None,
    teams: &[],
    people: &[
        person("ana", "ana@acme.example", true, &[Role::Administrator]),
        person("ana-unverified", "ana@acme.example", false, &[]),
        person("sam", "sam@elsewhere.example", true, &[]),
        person("mallory", "mallory@acme.example", true, &[]),
    ],
};

const fn person(subject: &'static str, email: &'static str, is_email_verified: bool, roles: &'static [Role]) -> Person {
    Person { subject, name: "Somebody", email, is_email_verified, roles, team: None, has_signed_in: false }
}

/// A site, and what it stands on.
pub struct TestSite {
    pub site: Site,
    pub router: Router,
    pub clock: Arc<FixedClock>,
    tasks: Tasks,
    /// Dropped last: it takes its database with it.
    pub database: TestDatabase,
}

impl TestSite {
    /// A site whose providers may be at those ports of localhost.
    pub async fn new(ports: &[u16]) -> Self {
        Self::at(PUBLIC_URL, ports).await
    }

    /// The same at another public address.
    pub async fn at(public_url: &str, ports: &[u16]) -> Self {
        let clock = Arc::new(FixedClock::default());
        let database = TestDatabase::create().await;
        let store = database.store(clock.clone(), Arc::new(OsChance)).await;
        let wall = clock.clone();
        let simulator = Simulator::open(Options::default(), &simulator::seed_demo(), Arc::new(move || wall.now())).unwrap();
        let means = Means {
            store,
            clouds: Arc::new(SimulatedClouds::new(simulator)),
            clock: clock.clone(),
            chance: Arc::new(OsChance),
            settling_window: Duration::from_secs(8),
            session_limits: SessionLimits::STANDARD,
        };
        let outbound = Outbound::new(ports.iter().map(|port| format!("localhost:{port}")).collect()).unwrap();
        let site = Site::new(means, WebSettings { public_url: public_url.parse().unwrap(), limits: LIMITS }, outbound);
        let router = router(site.clone()).unwrap();
        Self { site, router, clock, tasks: Tasks::default(), database }
    }

    /// A site with the workspace `acme` and its well-behaved provider.
    pub async fn with_acme() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let test = Self::new(&[port]).await;
        let url = format!("http://localhost:{port}");
        let callback = format!("{PUBLIC_URL}/sign-in/callback").parse().unwrap();
        let issuer = Issuer::new(url.clone(), CLIENT_ID, callback, &ACME, test.clock.clone(), Arc::new(OsChance)).unwrap();
        test.serve(listener, issuer.router());
        test.create_workspace("acme", &url).await;
        test
    }

    /// Serves a router until the test ends.
    pub fn serve(&self, listener: TcpListener, router: Router) {
        self.tasks.start("provider", async move { axum::serve(listener, router).await.unwrap() });
    }

    /// Makes a workspace that ana@acme.example administers.
    pub async fn create_workspace(&self, slug: &str, issuer: &str) -> TenantId {
        let form = WorkspaceForm {
            slug: slug.to_owned(),
            name: String::new(),
            issuer: issuer.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            admin_email: "ana@acme.example".to_owned(),
        };
        create_workspace(&self.site.means, form).await.unwrap()
    }
}
