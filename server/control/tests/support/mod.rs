//! A world for one test: a database of its own, a simulated AWS, a clock that the test moves. Everything in it is made by use cases.
//! Never here: rows that no use case could make, a permit made by hand.

mod clock;
pub mod watched;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use control::entrance::{IdentityClaims, SignInOutcome, WorkspaceForm, complete_sign_in, create_workspace};
use control::{Caller, Means, Visitor, members, organization};
use domain::access::{Origin, Role};
use domain::ids::TenantId;
use simulator::{Options, Seed, SimulatedClouds, Simulator, seed_demo};
use store::sessions::SessionLimits;
use store::testing::{SeededChance, TestDatabase};

pub use clock::TickingClock;

/// The identity provider of every workspace.
pub const ISSUER: &str = "https://id.example.com";
/// A role in the management account of the first simulated organization (101 accounts in 21 units).
pub const ROLE: &str = "arn:aws:iam::111122223333:role/Charter";
/// A role in the management account of the second simulated organization (9 accounts in 5 units).
pub const OTHER_ROLE: &str = "arn:aws:iam::444455556666:role/Charter";
/// From which root e-mails are made.
pub const PATTERN: &str = "aws+{name}@northwind.example";

/// Everything that a test needs.
pub struct TestWorld {
    /// Dropped with the world.
    pub database: TestDatabase,
    /// The means of every caller.
    pub means: Means,
    /// The simulated AWS; its virtual time is `clock`.
    pub simulator: Simulator,
    /// Moves by a millisecond whenever it is read, and by what a test says.
    pub clock: Arc<TickingClock>,
    /// The workspace `acme`.
    pub acme: Workspace,
    people: AtomicU32,
}

/// A workspace with its first administrator signed in.
pub struct Workspace {
    /// The address.
    pub slug: String,
    /// The tenant.
    pub tenant: TenantId,
    /// The first administrator.
    pub administrator: Caller,
}

impl TestWorld {
    /// A world with the demo's two organizations, and the workspace `acme`, which is not connected yet.
    pub async fn new() -> Self {
        Self::with(&seed_demo()).await
    }

    /// The same with organizations of the test's own.
    pub async fn with(seeds: &[Seed]) -> Self {
        Self::over(seeds, false).await
    }

    /// A connected world whose AWS does not check that e-mails are unique: whoever leans on that check makes two accounts.
    pub async fn hostile() -> Self {
        let world = Self::over(&seed_demo(), true).await;
        connect(&world.acme.administrator, ROLE).await.expect("acme connects");
        world
    }

    async fn over(seeds: &[Seed], hostile: bool) -> Self {
        let database = TestDatabase::create().await;
        let clock = Arc::new(TickingClock::default());
        let chance = Arc::new(SeededChance::new(1));
        let store = database.store(clock.clone(), chance.clone()).await;
        let simulator = open_simulator(seeds, clock.clone(), hostile);
        let clouds = Arc::new(SimulatedClouds::new(simulator.clone()));
        let means = Means {
            store,
            clouds,
            clock: clock.clone(),
            chance,
            settling_window: Duration::from_secs(8),
            session_limits: SessionLimits::STANDARD,
        };
        let acme = open(&means, "acme").await;
        Self { database, means, simulator, clock, acme, people: AtomicU32::new(0) }
    }

    /// A world in which `acme` is connected to the first organization, and has read it.
    pub async fn connected() -> Self {
        let world = Self::new().await;
        connect(&world.acme.administrator, ROLE).await.expect("acme connects");
        world
    }

    /// Another workspace.
    pub async fn open(&self, slug: &str) -> Workspace {
        open(&self.means, slug).await
    }

    /// A new member of `acme` with these roles, invited and signed in.
    pub async fn caller(&self, roles: &[Role]) -> Caller {
        self.member_of(&self.acme, roles, "").await
    }

    /// A new member of `acme` with these roles, in a team (its id).
    pub async fn caller_in(&self, roles: &[Role], team: &str) -> Caller {
        self.member_of(&self.acme, roles, team).await
    }

    /// A new member of a workspace. `person-1@example.com`, `Person 1`, and so on.
    pub async fn member_of(&self, workspace: &Workspace, roles: &[Role], team: &str) -> Caller {
        let number = self.people.fetch_add(1, Ordering::SeqCst) + 1;
        let email = format!("person-{number}@example.com");
        let words = roles.iter().map(ToString::to_string).collect();
        members::invite(&workspace.administrator, &email, words, team).await.expect("the invitation is taken");
        enter(&self.means, workspace.tenant, &workspace.slug, &email, &format!("Person {number}")).await
    }

    /// A new team of `acme`; its id.
    pub async fn team(&self, name: &str) -> String {
        members::create_team(&self.acme.administrator, name).await.expect("the team is made");
        let view = members::list(&self.acme.administrator).await.expect("the members are shown");
        view.teams.into_iter().find(|team| team.name == name).expect("the team is there").id
    }
}

/// Prepares and connects, as the connection page does.
pub async fn connect(administrator: &Caller, role: &str) -> control::Result<()> {
    organization::connect::prepare(administrator).await?;
    organization::connect::connect(administrator, role, PATTERN).await.map(|_| ())
}

/// The same person, entered anew: with the grants of this moment.
pub async fn again(caller: &Caller) -> control::Result<Caller> {
    let visitor = Visitor::new(caller.means.clone(), vec![caller.signed_in.clone()], caller.grants.origin().clone());
    visitor.enter(&caller.slug).await
}

/// A simulated AWS on this clock.
pub fn simulated(seeds: &[Seed], clock: Arc<dyn store::Clock>) -> Simulator {
    open_simulator(seeds, clock, false)
}

fn open_simulator(seeds: &[Seed], clock: Arc<dyn store::Clock>, hostile: bool) -> Simulator {
    let wall = Arc::new(move || clock.now());
    Simulator::open(Options { hostile, ..Options::default() }, seeds, wall).expect("a simulator in memory opens")
}

async fn open(means: &Means, slug: &str) -> Workspace {
    let admin_email = format!("admin@{slug}.example");
    let form = WorkspaceForm {
        slug: slug.to_owned(),
        name: String::new(),
        issuer: ISSUER.to_owned(),
        client_id: "charter".to_owned(),
        admin_email: admin_email.clone(),
    };
    let tenant = create_workspace(means, form).await.expect("the workspace is made");
    let administrator = enter(means, tenant, slug, &admin_email, "Admin").await;
    Workspace { slug: slug.to_owned(), tenant, administrator }
}

async fn enter(means: &Means, tenant: TenantId, slug: &str, email: &str, name: &str) -> Caller {
    let origin = Origin { address: Some("192.0.2.1".to_owned()), session: Some("00ff00ff00ff00ff".to_owned()) };
    let claims = IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: email.to_owned(),
        email: Some(email.to_owned()),
        is_email_verified: true,
        name: Some(name.to_owned()),
        proven_at: Some(means.now()),
    };
    let outcome = complete_sign_in(means, tenant, &claims, origin.clone()).await.expect("the sign-in is decided");
    let SignInOutcome::In(signed_in) = outcome else { panic!("{email} was refused: {outcome:?}") };
    let visitor = Visitor::new(means.clone(), vec![signed_in], origin);
    visitor.enter(slug).await.expect("the member enters")
}
