//! Two workspaces, both full: requests in every stage with their plans and runs, members, teams, an organization, events. All of it
//! through the use cases. Every free text of `globex` holds the canary.
//! Never here: an assertion about a rule.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chrono::TimeDelta;
use control::entrance::{IdentityClaims, SignInOutcome, WorkspaceForm, complete_sign_in, create_workspace};
use control::runs::{Advance, advance};
use control::{Caller, Means, Visitor, members, organization, requests};
use domain::access::{Origin, Role};
use domain::ids::TenantId;
use domain::organization::{AccountState, ContactFacts};
use domain::request::{AccountForm, TagRow};
use domain::wire::{AccountsQuery, AuditFilter, RequestState};
use server::outbound::Outbound;
use server::router::router;
use server::site::{Site, WebSettings};
use server::world::OsChance;
use simulator::{Options, Seed, SeedAccount, SeedPolicy, SeedUnit, SimulatedClouds, Simulator};
use store::Clock as _;
use store::sessions::SessionLimits;
use store::testing::{FixedClock, TestDatabase};
use uuid::Uuid;

use super::browse::let_in;
use crate::support::browser::Browser;
use crate::support::{LIMITS, PUBLIC_URL};

/// What every free text of `globex` holds, in small letters.
pub const CANARY: &str = "kestrel";
/// Runs of each workspace that wait for a person.
pub const N_PARKED: usize = 4;
const ISSUER: &str = "https://id.example.com";

/// Everything that a test needs.
pub struct World {
    pub site: Site,
    pub router: Router,
    pub clock: Arc<FixedClock>,
    pub acme: Party,
    pub globex: Party,
    /// Dropped last: it takes its database with it.
    pub database: TestDatabase,
}

/// A workspace with its people and things.
pub struct Party {
    pub tenant: TenantId,
    pub administrator: Caller,
    pub requester: Caller,
    pub approver: Caller,
    pub auditor: Caller,
    /// A member with no role.
    pub bystander: Caller,
    /// A member who was suspended after signing in.
    pub suspended: Caller,
    /// Ids of things by what they are.
    pub ids: Ids,
}

/// Ids by what they are.
pub type Ids = BTreeMap<&'static str, String>;

impl World {
    pub async fn new() -> Self {
        let clock = Arc::new(FixedClock::default());
        let database = TestDatabase::create().await;
        let store = database.store(clock.clone(), Arc::new(OsChance)).await;
        let wall = clock.clone();
        let seeds = [seed("111122223333", "acme", "acme"), seed("444455556666", "globex", CANARY)];
        let simulator = Simulator::open(Options::default(), &seeds, Arc::new(move || wall.now())).unwrap();
        let clouds = Arc::new(SimulatedClouds::new(simulator));
        let means = Means {
            store,
            clouds,
            clock: clock.clone(),
            chance: Arc::new(OsChance),
            settling_window: Duration::from_secs(8),
            session_limits: SessionLimits::STANDARD,
        };
        let web = WebSettings { public_url: PUBLIC_URL.parse().unwrap(), limits: LIMITS };
        let site = Site::new(means, web, Outbound::new(Vec::new()).unwrap());
        let build = Build { site: &site, database: &database, clock: &clock };
        let acme = build.party("acme", "acme", "111122223333", 0).await;
        // The numbers and places of the second run past those of the first, so that they are foreign and not shared.
        let globex = build.party("globex", CANARY, "444455556666", 120).await;
        let router = router(site.clone()).unwrap();
        let world = Self { site, router, clock, acme, globex, database };
        // The engine's work took longer than a proof lasts.
        world.prove().await;
        world
    }

    /// Everybody who is signed in proves now who they are.
    pub async fn prove(&self) {
        for tenant in [self.acme.tenant, self.globex.tenant] {
            let prove = format!("update sign_in set proven_at = '{}'", self.clock.now().to_rfc3339());
            self.database.seed(tenant, &prove).await;
        }
    }

    /// A browser in which that member is signed in.
    pub async fn browser(&self, caller: &Caller) -> Browser {
        let_in(&self.site, vec![caller.signed_in.clone()]).await
    }
}

struct Build<'a> {
    site: &'a Site,
    database: &'a TestDatabase,
    clock: &'a FixedClock,
}

impl Build<'_> {
    /// A workspace whose texts hold `word`. `beyond` is by how much its numbers and places run past those of a workspace without it.
    async fn party(&self, slug: &'static str, word: &'static str, management: &str, beyond: usize) -> Party {
        let admin_email = format!("admin@{word}.example");
        let form = WorkspaceForm {
            slug: slug.to_owned(),
            name: String::new(),
            issuer: ISSUER.to_owned(),
            client_id: "charter-test".to_owned(),
            admin_email: admin_email.clone(),
        };
        let tenant = create_workspace(&self.site.means, form).await.unwrap();
        let administrator = self.enter(tenant, slug, &admin_email, &format!("{word} admin")).await.unwrap();
        for n in 0..beyond {
            members::create_team(&administrator, &format!("{word} team {n}")).await.unwrap();
            self.enter(tenant, slug, &admin_email, &format!("{word} admin")).await.unwrap();
        }
        members::create_team(&administrator, &format!("{word} payments")).await.unwrap();
        let view = members::list(&administrator).await.unwrap();
        let team = view.teams.into_iter().find(|team| team.name.ends_with("payments")).unwrap().id;
        let mut callers = Vec::new();
        for (name, role) in [
            ("requester", Role::Requester),
            ("approver", Role::Approver),
            ("auditor", Role::Auditor),
            ("bystander", Role::Auditor),
            ("suspended", Role::Administrator),
        ] {
            let email = format!("{name}@{word}.example");
            members::invite(&administrator, &email, vec![role.to_string()], &team).await.unwrap();
            callers.push(self.enter(tenant, slug, &email, &format!("{word} {name}")).await.unwrap());
        }
        let [requester, approver, auditor, bystander, suspended] = callers.try_into().ok().unwrap();
        organization::connect::prepare(&administrator).await.unwrap();
        let role = format!("arn:aws:iam::{management}:role/Charter");
        organization::connect::connect(&administrator, &role, &format!("aws+{{name}}@{word}.example")).await.unwrap();
        for _ in 0..beyond {
            let number = requests::begin(&requester).await.unwrap();
            requests::discard(&requester, number).await.unwrap();
        }
        let ids = Ids::from([("team", team), ("role_arn", role)]);
        let mut party = Party { tenant, administrator, requester, approver, auditor, bystander, suspended, ids };
        self.requests(&mut party, word).await;
        self.standings(&party).await;
        things(&mut party).await;
        party
    }

    async fn enter(&self, tenant: TenantId, slug: &str, email: &str, name: &str) -> control::Result<Caller> {
        let claims = IdentityClaims {
            issuer: ISSUER.to_owned(),
            subject: email.to_owned(),
            email: Some(email.to_owned()),
            is_email_verified: true,
            name: Some(name.to_owned()),
            proven_at: Some(self.site.means.now()),
        };
        let outcome = complete_sign_in(&self.site.means, tenant, &claims, Origin::default()).await?;
        let SignInOutcome::In(signed_in) = outcome else { panic!("{email} was refused: {outcome:?}") };
        let visitor = Visitor::new(self.site.means.clone(), vec![signed_in], Origin::default());
        visitor.enter(slug).await
    }

    /// One request in each stage, several that are parked, and the engine's part in them.
    async fn requests(&self, party: &mut Party, word: &str) {
        // Trusted access for account management is off in this AWS, so these wait for a person at a step that may be skipped.
        contact(party, Some(word)).await;
        for (n, key) in ["skippable", "skippable-1"].into_iter().enumerate() {
            let number = self.approved(party, &form(party, word, &format!("skippable {n}"))).await;
            party.ids.insert(key, number.to_string());
        }
        contact(party, None).await;
        for n in 0..N_PARKED {
            let number = self.approved(party, &form(party, word, &format!("taken-{n}"))).await;
            party.ids.insert(["parked", "parked-1", "parked-2", "parked-3"][n], number.to_string());
        }
        let ready = self.approved(party, &form(party, word, "ready")).await;
        self.run_to_end(party).await;
        assert_eq!(requests::show(&party.requester, ready).await.unwrap().row.state, RequestState::Ready);
        for n in 0..N_PARKED {
            let number = party.ids[["parked", "parked-1", "parked-2", "parked-3"][n]].parse().unwrap();
            let state = requests::show(&party.requester, number).await.unwrap().row.state;
            assert_eq!(state, RequestState::NeedsAttention, "R-{number}");
        }
        for key in ["skippable", "skippable-1"] {
            let view = requests::show(&party.approver, party.ids[key].parse().unwrap()).await.unwrap();
            assert!(view.run.unwrap().can_skip, "{key}");
        }
        contact(party, Some(word)).await;
        party.ids.insert("ready", ready.to_string());
        let running = self.approved(party, &form(party, word, "running")).await;
        party.ids.insert("running", running.to_string());

        let withdrawn = self.submitted(party, form(party, word, "withdrawn")).await;
        let version = requests::show(&party.requester, withdrawn).await.unwrap().version;
        requests::withdraw(&party.requester, withdrawn, version).await.unwrap();
        party.ids.insert("withdrawn", withdrawn.to_string());
        let declined = self.submitted(party, form(party, word, "declined")).await;
        let version = requests::show(&party.approver, declined).await.unwrap().version;
        requests::decline(&party.approver, declined, version, &format!("{word} says no")).await.unwrap();
        party.ids.insert("declined", declined.to_string());
        let changes = self.submitted(party, form(party, word, "changes")).await;
        let version = requests::show(&party.approver, changes).await.unwrap().version;
        requests::ask_for_changes(&party.approver, changes, version, &format!("{word} asks why")).await.unwrap();
        party.ids.insert("changes", changes.to_string());
        for (name, key) in [("waiting", "waiting"), ("waiting too", "waiting-1"), ("still waiting", "waiting-2")] {
            let number = self.submitted(party, form(party, word, name)).await;
            party.ids.insert(key, number.to_string());
        }
        let planned = self.submitted(party, form(party, word, "planned")).await;
        let (plan, hash) = self.plan(party, planned).await;
        party.ids.extend([("planned", planned.to_string()), ("plan", plan), ("hash", hash)]);
        for key in ["draft", "draft-1", "draft-2"] {
            let (number, _) = draft(party, form(party, word, key)).await;
            party.ids.insert(key, number.to_string());
        }
    }

    async fn submitted(&self, party: &Party, form: AccountForm) -> i64 {
        let (number, version) = draft(party, form).await;
        requests::submit(&party.requester, number, version).await.unwrap();
        self.clock.advance(TimeDelta::seconds(1));
        number
    }

    async fn plan(&self, party: &Party, number: i64) -> (String, String) {
        let review = requests::review(&party.approver, number, None, None).await.unwrap();
        let unit = review.units.iter().find(|unit| unit.path.contains('/')).unwrap().id.clone();
        let policies = review.policies.first().map(|policy| policy.id.clone()).into_iter().collect();
        let plan = requests::draw(&party.approver, number, &unit, policies).await.unwrap();
        let hash = requests::review(&party.approver, number, Some(&plan), None).await.unwrap().plan.unwrap().hash;
        (plan, hash)
    }

    async fn approved(&self, party: &Party, form: &AccountForm) -> i64 {
        let number = self.submitted(party, form.clone()).await;
        let (plan, hash) = self.plan(party, number).await;
        let version = requests::show(&party.approver, number).await.unwrap().version;
        let comment = format!("{} is fine", form.purpose);
        requests::approve(&party.approver, number, version, &plan, &hash, &comment).await.unwrap();
        number
    }

    /// Lets the engine work until no run of the workspace goes on by itself.
    async fn run_to_end(&self, party: &Party) {
        for _ in 0..60 {
            for _ in 0..20 {
                let turn = advance(&self.site.means, Uuid::from_u128(7)).await;
                if matches!(turn, Ok(Advance::Idle { .. })) {
                    break;
                }
            }
            let requests = requests::list(&party.requester, None).await.unwrap().requests;
            if requests.iter().all(|row| row.state != RequestState::Running) {
                return;
            }
            self.clock.advance(TimeDelta::seconds(3));
            let due = "update work set wake_at = clock_timestamp(), lease_owner = null, lease_until = null";
            self.database.seed(party.tenant, due).await;
        }
        panic!("the runs do not end");
    }

    /// One member loses every role, which no use case does, and one is suspended.
    async fn standings(&self, party: &Party) {
        let none = format!("delete from member_role where member_id = '{}'", party.bystander.member());
        self.database.seed(party.tenant, &none).await;
        let id = party.suspended.member().to_string();
        let view = members::list(&party.administrator).await.unwrap();
        let version = view.members.iter().find(|row| row.id == id).unwrap().version;
        let roles = vec!["administrator".to_owned()];
        members::change(&party.administrator, &id, version, roles, Vec::new(), "suspended").await.unwrap();
    }
}

/// Ids of what is neither a request nor made by one.
async fn things(party: &mut Party) {
    let accounts = organization::accounts::list(&party.auditor, AccountsQuery::default()).await.unwrap();
    let account = accounts.accounts.iter().find(|row| row.email.starts_with("seeded")).unwrap().id.clone();
    let policies = organization::policies::list(&party.auditor).await.unwrap().policies;
    let policy = policies.iter().find(|row| !row.is_aws_managed).unwrap().id.clone();
    let root = organization::tree::read(&party.auditor).await.unwrap().root.unwrap();
    let events = control::audit::list(&party.auditor, AuditFilter::default()).await.unwrap().events;
    let changes = events.iter().find(|event| event.chain == "changes").unwrap();
    let access = AuditFilter { q: "action:session.*".to_owned(), ..AuditFilter::default() };
    let access = control::audit::list(&party.auditor, access).await.unwrap().events;
    let view = members::list(&party.administrator).await.unwrap();
    let member = view.members.into_iter().find(|row| row.id == party.requester.member().to_string()).unwrap();
    party.ids.extend([
        ("account", account),
        ("policy", policy),
        ("unit", root.children[0].id.clone()),
        ("root", root.id),
        ("member", member.id),
        ("sign-in", party.requester.signed_in.id.to_string()),
        ("member-version", member.version.to_string()),
        ("sequence", changes.sequence.to_string()),
        ("object", changes.object_id.clone()),
        ("access", access[0].sequence.to_string()),
    ]);
}

/// The security contact of the connection, or none.
async fn contact(party: &Party, word: Option<&str>) {
    let text = |text: &str| word.map(|word| text.replace("{word}", word)).unwrap_or_default();
    let contact = ContactFacts {
        name: text("{word} security team"),
        title: text("{word} head of security"),
        email: text("security@{word}.example"),
        phone: text("+1 555 0100"),
    };
    organization::contact::change(&party.administrator, &contact).await.unwrap();
}

async fn draft(party: &Party, form: AccountForm) -> (i64, i32) {
    let number = requests::begin(&party.requester).await.unwrap();
    let version = requests::save_draft(&party.requester, number, 1, form).await.unwrap();
    (number, version)
}

/// A form that passes every rule.
fn form(party: &Party, word: &str, name: &str) -> AccountForm {
    AccountForm {
        account_name: format!("{word} {name}"),
        root_email: if name.starts_with("taken") { format!("{name}@{word}.example") } else { String::new() },
        owner: format!("owner@{word}.example"),
        team: party.ids["team"].clone(),
        purpose: format!("A place for the {word} service."),
        environment: "development".to_owned(),
        tags: vec![TagRow { key: format!("{word}-centre"), value: format!("{word} 4711") }],
    }
}

/// A small organization whose texts hold `word`.
fn seed(management: &str, name: &str, word: &str) -> Seed {
    let policy = |n: u32| SeedPolicy {
        name: format!("{word}-policy-{n}"),
        description: format!("A {word} policy."),
        content: format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"{word}{n}","Effect":"Deny","Action":"s3:*","Resource":"*"}}]}}"#
        ),
    };
    let unit = |path: String| SeedUnit { path, policies: Vec::new() };
    let account = |n: i64| SeedAccount {
        name: format!("{word} seeded {n}"),
        email: format!("seeded-{n}@{word}.example"),
        unit: format!("{word} workloads"),
        state: AccountState::Active,
        tags: BTreeMap::from([(format!("{word}-key"), word.to_owned())]),
        policies: Vec::new(),
        age_days: n,
    };
    Seed {
        name: format!("{word} management"),
        email: format!("management@{word}.example"),
        root_policies: vec![format!("{word}-policy-1")],
        units: vec![unit(format!("{word} workloads")), unit(format!("{word} workloads/{name} {word} development"))],
        policies: vec![policy(1), policy(2)],
        accounts: (1..4).map(account).collect(),
        reserved_emails: (0..N_PARKED).map(|n| format!("taken-{n}@{word}.example")).collect(),
        ..Seed::bare(management.parse().unwrap())
    }
}
