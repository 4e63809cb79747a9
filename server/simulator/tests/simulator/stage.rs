//! One simulated organization on a clock that a test moves by hand.
//! Never here: a rule under test.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use control::cloud::{Cloud, CreationState, CreationStatus, NewAccount};
use domain::organization::{AccountId, AlternateContact, ContactFacts, RootId, UnitId};
use domain::request::{AccountName, RootEmail};
use domain::time::Timestamp;
use simulator::{NewUnit, Options, Seed, SimulatedCloud, Simulator, WallClock};

/// The management account of every test.
pub const MANAGEMENT: &str = "111122223333";

/// A wall clock in a test's hand, in seconds.
#[derive(Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_800_000_000)))
    }

    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn clock(&self) -> WallClock {
        let seconds = self.0.clone();
        Arc::new(move || Timestamp::from_timestamp(seconds.load(Ordering::SeqCst), 0).unwrap())
    }
}

pub struct Stage {
    pub hand: Hand,
    pub simulator: Simulator,
    pub cloud: SimulatedCloud,
}

pub fn management() -> AccountId {
    MANAGEMENT.parse().unwrap()
}

pub fn stage(options: Options) -> Stage {
    let hand = Hand::new();
    let simulator = Simulator::open(options, &[Seed::bare(management())], hand.clock()).unwrap();
    let cloud = SimulatedCloud::new(simulator.clone(), management());
    Stage { hand, simulator, cloud }
}

/// A contact that AWS takes.
pub fn contact(phone: &str) -> AlternateContact {
    let (name, title, email) = ("Sam".to_owned(), "SOC".to_owned(), "soc@example.com".to_owned());
    AlternateContact::parse(&ContactFacts { name, title, email, phone: phone.to_owned() }).unwrap()
}

/// A path that no other test has; the file is not there.
pub fn path(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.journal", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

pub fn account(name: &str, email: &str) -> NewAccount {
    let tags = BTreeMap::from([("charter:intent".to_owned(), name.to_owned())]);
    NewAccount { account_name: AccountName::parse(name).unwrap(), email: RootEmail::parse(email).unwrap(), tags }
}

impl Stage {
    pub async fn root(&self) -> RootId {
        self.cloud.list_roots(None).await.unwrap().value.items[0].id.clone()
    }

    pub fn unit(&self, parent: impl Into<String>, name: &str) -> UnitId {
        let parent = parent.into().parse().unwrap();
        self.cloud.create_unit(&NewUnit { name: name.to_owned(), parent, tags: BTreeMap::new() }).unwrap().value.id
    }

    /// Creates and lets the time pass that AWS needs.
    pub async fn create(&self, name: &str, email: &str) -> CreationStatus {
        let taken = self.cloud.create_account(&account(name, email)).await.unwrap().value;
        self.hand.pass(9);
        self.cloud.describe_creation(&taken.id).await.unwrap().value
    }

    pub async fn created(&self, name: &str, email: &str) -> AccountId {
        match self.create(name, email).await.state {
            CreationState::Succeeded(id) => id,
            other => panic!("{other:?}"),
        }
    }
}
