//! What the suite runs against: an organization of its own for each test, the port to it, and an administrator's client beside the port.
//! Never here: an assertion of the contract.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use aws::{AwsClouds, AwsSettings};
use aws_sdk_organizations::Client;
use aws_sdk_organizations::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_organizations::types::{OrganizationFeatureSet, PolicyType};
use control::cloud::{Cloud, Clouds, Connection, CreationState, CreationStatus, NewAccount};
use domain::organization::{AccountId, ParentId, PolicyId, RootId, UnitId};
use domain::request::{AccountName, RootEmail};
use domain::time::Timestamp;
use simulator::{Options, Seed, Simulator};
use tokio::task::JoinSet;

use crate::moto::Moto;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Simulator,
    Moto,
}

pub struct Backend {
    pub kind: Kind,
    pub url: String,
    pub account: AccountId,
    pub clouds: AwsClouds,
    pub cloud: Arc<dyn Cloud>,
    pub admin: Client,
    pub simulator: Option<Simulator>,
    _moto: Option<Arc<Moto>>,
    _door: JoinSet<()>,
}

/// Each rule becomes two tests.
#[macro_export]
macro_rules! on_both {
    ($($rule:ident)*) => {
        mod on_the_simulator {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                super::$rule(&$crate::backend::Backend::simulated().await).await;
            }
        )*}
        mod on_moto {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                super::$rule(&$crate::backend::Backend::moto().await).await;
            }
        )*}
    };
}

pub fn settings(url: &str) -> AwsSettings {
    AwsSettings {
        organizations_endpoint: Some(url.to_owned()),
        account_endpoint: Some(url.to_owned()),
        sts_endpoint: Some(url.to_owned()),
        credentials: Some(("operator".to_owned(), "operator-secret".to_owned())),
        // moto makes an account's role and its key first; on a busy machine that takes its time.
        call_timeout: Duration::from_secs(30),
        ..AwsSettings::default()
    }
}

pub fn connection(account: &AccountId) -> Connection {
    Connection {
        role_arn: format!("arn:aws:iam::{account}:role/charter"),
        external_id: "0123456789abcdef0123456789abcdef".to_owned(),
    }
}

impl Backend {
    /// The simulator behind its wire door, 200 times as fast as the clock, which starts in 2100 so that nothing expires.
    pub async fn simulated() -> Self {
        let started = Instant::now();
        let clock = move || Timestamp::from_timestamp(4_102_444_800, 0).unwrap() + started.elapsed();
        let account = own_account();
        let options = Options { time_scale: 200.0, ..Options::default() };
        let simulator = Simulator::open(options, &[Seed::bare(account.clone())], Arc::new(clock)).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut door = JoinSet::new();
        let served = simulator.clone();
        door.spawn(async move { simulator::serve(listener, served).await.unwrap() });
        let admin = admin(&url, Credentials::new(format!("ASIA{account}TEST"), "x", None, None, "test"));
        Self::over(Kind::Simulator, account, &url, admin, Some(simulator), None, door).await
    }

    /// An organization of an account of its own in moto.
    pub async fn moto() -> Self {
        let moto = Moto::get();
        let (url, account) = (moto.url(), own_account());
        let config = aws_sdk_sts::Config::builder()
            .endpoint_url(&url)
            .region(Region::new("us-east-1"))
            .behavior_version(BehaviorVersion::v2026_01_12());
        let sts =
            aws_sdk_sts::Client::from_conf(config.credentials_provider(Credentials::new("a", "b", None, None, "test")).build());
        let role = format!("arn:aws:iam::{account}:role/administrator");
        let assumed = sts.assume_role().role_arn(role).role_session_name("test").send().await.unwrap().credentials.unwrap();
        let credentials =
            Credentials::new(assumed.access_key_id, assumed.secret_access_key, Some(assumed.session_token), None, "test");
        let admin = admin(&url, credentials);
        admin.create_organization().feature_set(OrganizationFeatureSet::All).send().await.unwrap();
        Self::over(Kind::Moto, account, &url, admin, None, Some(moto), JoinSet::new()).await
    }

    async fn over(
        kind: Kind,
        account: AccountId,
        url: &str,
        admin: Client,
        simulator: Option<Simulator>,
        moto: Option<Arc<Moto>>,
        door: JoinSet<()>,
    ) -> Self {
        let clouds = AwsClouds::new(settings(url)).await;
        let cloud = clouds.connect(&connection(&account)).await.unwrap();
        Self { kind, url: url.to_owned(), account, clouds, cloud, admin, simulator, _moto: moto, _door: door }
    }

    pub async fn root(&self) -> RootId {
        self.cloud.list_roots(None).await.unwrap().value.items[0].id.clone()
    }

    pub async fn unit(&self, parent: &ParentId, name: &str) -> UnitId {
        let made = self.admin.create_organizational_unit().parent_id(parent.as_str()).name(name).send().await.unwrap();
        made.organizational_unit().unwrap().id().unwrap().parse().unwrap()
    }

    pub async fn policy(&self, name: &str, content: &str) -> PolicyId {
        let call = self
            .admin
            .create_policy()
            .name(name)
            .description("of a test")
            .content(content)
            .r#type(PolicyType::ServiceControlPolicy);
        call.send().await.unwrap().policy().unwrap().policy_summary().unwrap().id().unwrap().parse().unwrap()
    }

    /// Polls until AWS has ended the creation.
    pub async fn ended(&self, taken: CreationStatus) -> CreationStatus {
        let mut status = taken;
        for _ in 0..2_000 {
            if status.state != CreationState::InProgress {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            status = self.cloud.describe_creation(&status.id).await.unwrap().value;
        }
        panic!("{status:?} does not end");
    }

    pub async fn created(&self, new: &NewAccount) -> AccountId {
        let taken = self.cloud.create_account(new).await.unwrap().value;
        match self.ended(taken).await.state {
            CreationState::Succeeded(id) => id,
            other => panic!("{other:?}"),
        }
    }
}

pub const DENY: &str = r#"{"Version": "2012-10-17",
 "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#;

pub fn new_account(name: &str, email: &str, nonce: &str) -> NewAccount {
    let tags = BTreeMap::from([("charter:intent".to_owned(), nonce.to_owned()), ("team".to_owned(), "payments".to_owned())]);
    NewAccount { account_name: AccountName::parse(name).unwrap(), email: RootEmail::parse(email).unwrap(), tags }
}

fn admin(url: &str, credentials: Credentials) -> Client {
    let config = aws_sdk_organizations::Config::builder().endpoint_url(url).region(Region::new("us-east-1"));
    Client::from_conf(config.credentials_provider(credentials).behavior_version(BehaviorVersion::v2026_01_12()).build())
}

/// A management account that no other test of this process has: moto is shared.
fn own_account() -> AccountId {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("7{:011}", NEXT.fetch_add(1, Ordering::SeqCst)).parse().unwrap()
}
