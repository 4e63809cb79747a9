//! One lane: a database, a workspace that is connected to moto, a proxy, and a server that is started and killed.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use aws::{AwsClouds, AwsSettings};
use control::entrance::{IdentityClaims, SignInOutcome, WorkspaceForm, complete_sign_in, create_workspace};
use control::{Caller, Means, SignedIn, Visitor, members, organization, requests};
use domain::access::Origin;
use domain::organization::ContactFacts;
use domain::request::AccountForm;
use domain::wire::RequestState;
use serde_json::json;
use server::world::{OsChance, SystemClock};
use store::sessions::SessionLimits;
use store::testing::TestDatabase;
use tokio::process::{Child, Command};

use super::moto::{MANAGEMENT, Moto};
use super::proxy::Proxy;

const ISSUER: &str = "https://id.example.com";

pub struct Lane {
    name: String,
    moto: Arc<Moto>,
    database: TestDatabase,
    proxy: Proxy,
    requester: Caller,
    approver: Caller,
    team: String,
}

impl Lane {
    /// A workspace that is connected to moto and has read it.
    pub async fn open(moto: &Arc<Moto>, name: &str) -> Self {
        let database = TestDatabase::create().await;
        let (clock, chance) = (Arc::new(SystemClock), Arc::new(OsChance));
        let store = database.store(clock.clone(), chance.clone()).await;
        let settings = AwsSettings {
            organizations_endpoint: Some(moto.url.clone()),
            account_endpoint: Some(moto.url.clone()),
            sts_endpoint: Some(moto.url.clone()),
            has_lenient_sts: true,
            credentials: Some(("test".to_owned(), "test".to_owned())),
            call_timeout: Duration::from_secs(30),
            ..AwsSettings::default()
        };
        let means = Means {
            store,
            clouds: Arc::new(AwsClouds::new(settings).await),
            clock,
            chance,
            settling_window: Duration::from_secs(8),
            session_limits: SessionLimits::STANDARD,
        };
        let form = WorkspaceForm {
            slug: "acme".to_owned(),
            name: String::new(),
            issuer: ISSUER.to_owned(),
            client_id: "charter".to_owned(),
            admin_email: "admin@example.com".to_owned(),
        };
        let tenant = create_workspace(&means, form).await.unwrap();
        let administrator = enter(&means, tenant, "admin@example.com").await;
        organization::connect::prepare(&administrator).await.unwrap();
        let role = format!("arn:aws:iam::{MANAGEMENT}:role/charter");
        organization::connect::connect(&administrator, &role, &format!("aws+{name}-{{name}}@example.com")).await.unwrap();
        let contact = ContactFacts {
            name: "Sam Okafor".to_owned(),
            title: "Head of security".to_owned(),
            email: "soc@example.com".to_owned(),
            phone: "+1 555 0100".to_owned(),
        };
        organization::contact::change(&administrator, &contact).await.unwrap();
        members::create_team(&administrator, "Core").await.unwrap();
        let team = members::list(&administrator).await.unwrap().teams.remove(0).id;
        members::invite(&administrator, "ana@example.com", vec!["requester".to_owned()], &team).await.unwrap();
        members::invite(&administrator, "bo@example.com", vec!["approver".to_owned()], "").await.unwrap();
        let requester = enter(&means, tenant, "ana@example.com").await;
        let approver = enter(&means, tenant, "bo@example.com").await;
        let proxy = Proxy::start(&moto.url).await;
        Self { name: name.to_owned(), moto: moto.clone(), database, proxy, requester, approver, team }
    }

    /// One request through a server that is killed at the `at`-th call (0: never); returns the calls of the first server.
    pub async fn run(&self, at: u32, after_effect: bool) -> u32 {
        let name = format!("{}-{at}-{}", self.name, if after_effect { "after" } else { "before" });
        let number = self.approved(&name).await;
        self.proxy.arm(at, after_effect, self.serve());
        if at > 0 {
            self.wait(&name, |_| self.proxy.has_burned(), number).await;
            if let Some(mut killed) = self.proxy.take_victim() {
                killed.wait().await.unwrap();
            }
            self.proxy.arm(0, false, self.serve());
        }
        self.wait(&name, |state| state == RequestState::Ready, number).await;
        let n_calls = self.proxy.calls();
        if let Some(mut server) = self.proxy.take_victim() {
            server.kill().await.unwrap();
        }
        self.check(&name, number).await;
        n_calls
    }

    /// Moto itself says: one account with the e-mail, in the unit, with the policy, our mark and the security contact.
    async fn check(&self, name: &str, number: i64) {
        let email = format!("aws+{}-{name}@example.com", self.name);
        let accounts = self.moto.accounts(&email).await;
        assert_eq!(accounts.len(), 1, "{email}");
        let parents = self.moto.ask("ListParents", json!({ "ChildId": accounts[0] })).await;
        assert_eq!(parents["Parents"][0]["Id"], self.moto.unit, "{email}");
        let filter = json!({ "TargetId": accounts[0], "Filter": "SERVICE_CONTROL_POLICY" });
        let policies = self.moto.ask("ListPoliciesForTarget", filter).await;
        assert!(
            policies["Policies"].as_array().unwrap().iter().any(|policy| policy["Id"] == self.moto.policy),
            "{email}: {policies}"
        );
        let tags = self.moto.ask("ListTagsForResource", json!({ "ResourceId": accounts[0] })).await;
        let is_ours = tags["Tags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|tag| tag["Key"] == "charter:request" && tag["Value"] == format!("R-{number}"));
        assert!(is_ours, "{email}: {tags}");
        let told = self.moto.security_contact(&accounts[0]).await;
        assert_eq!(told["EmailAddress"], "soc@example.com", "{email}: {told}");
    }

    async fn wait(&self, name: &str, is_reached: impl Fn(RequestState) -> bool, number: i64) {
        for _ in 0..600 {
            let view = requests::show(&self.requester, number).await.unwrap();
            if is_reached(view.row.state) {
                return;
            }
            assert_eq!(view.row.state, RequestState::Running, "{name}: {:?}", view.run);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{name}: nothing happens any more: {:?}", requests::show(&self.requester, number).await.unwrap().run);
    }

    async fn approved(&self, name: &str) -> i64 {
        let form = AccountForm {
            account_name: name.to_owned(),
            owner: "ana@example.com".to_owned(),
            team: self.team.clone(),
            purpose: "An account that survives a kill.".to_owned(),
            environment: "development".to_owned(),
            ..AccountForm::default()
        };
        let number = requests::begin(&self.requester).await.unwrap();
        let version = requests::save_draft(&self.requester, number, 1, form).await.unwrap();
        requests::submit(&self.requester, number, version).await.unwrap();
        let plan = requests::draw(&self.approver, number, &self.moto.unit, vec![self.moto.policy.clone()]).await.unwrap();
        let review = requests::review(&self.approver, number, Some(&plan), None).await.unwrap();
        let hash = review.plan.unwrap().hash;
        requests::approve(&self.approver, number, review.request.version, &plan, &hash, "").await.unwrap();
        number
    }

    /// The real binary, with AWS behind the proxy.
    fn serve(&self) -> Child {
        let binary = std::env::var_os("CHARTER_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_charter").into());
        let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Command::new(binary)
            .args(["serve", "--listen", &listen.to_string(), "--settling-window", "8"])
            .env("CHARTER_DATABASE_URL", &self.database.url)
            .env("CHARTER_AWS_ORGANIZATIONS_ENDPOINT", &self.proxy.url)
            .env("CHARTER_AWS_ACCOUNT_ENDPOINT", &self.proxy.url)
            .env("CHARTER_AWS_STS_ENDPOINT", &self.proxy.url)
            .env("CHARTER_AWS_LENIENT_STS", "true")
            .env("CHARTER_AWS_ACCESS_KEY_ID", "test")
            .env("CHARTER_AWS_SECRET_ACCESS_KEY", "test")
            .env("CHARTER_LOG", "error,sqlx=off")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }
}

async fn enter(means: &Means, tenant: domain::ids::TenantId, email: &str) -> Caller {
    let claims = IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: email.to_owned(),
        email: Some(email.to_owned()),
        is_email_verified: true,
        name: None,
        proven_at: Some(means.now()),
    };
    let outcome = complete_sign_in(means, tenant, &claims, Origin::default()).await.unwrap();
    let SignInOutcome::In(signed_in) = outcome else { panic!("{email} was refused") };
    let signed_in: Vec<SignedIn> = vec![signed_in];
    Visitor::new(means.clone(), signed_in, Origin::default()).enter("acme").await.unwrap()
}
