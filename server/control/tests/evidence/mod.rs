//! The record as evidence, on a real Postgres: signing, delivering, taking away, erasing, cutting, and what tampering shows.
//! Never here: the form of a line (`domain`), a disk or a network (`server`).

mod delivering;
mod exporting;
mod keeping;
mod signing;
mod tampering;

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use control::Means;
use control::evidence::{Delivery, HeadFile, HeadSink, NotExported, SinkError, Sweep, deliver, export, sign};
use domain::access::{Actor, CreateWorkspace, Origin, SignIn, operate};
use domain::audit::evidence::{Anchors, Fault, Report, SecretKey, Verifier};
use domain::audit::{Chain, Event, Field};
use domain::ids::TenantId;

use crate::support::TestWorld;

/// A log key of these tests.
pub fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

/// Events of the operator's, with personal values, the shortest way into a chain.
pub async fn append(means: &Means, tenant: TenantId, chain: Chain, count: usize) {
    let origin = Origin { address: Some("192.0.2.7".into()), session: None };
    match chain {
        Chain::Changes => {
            let permit = operate(tenant, Actor::Operator, origin, CreateWorkspace).unwrap();
            let event = |number| {
                Event::about("workspace", number)
                    .before("number", Field::public(number))
                    .after("email", Field::personal(format!("person-{number}@example.com")))
                    .because("a reason with \"quotes\" and é")
            };
            let events = (0..count).map(event).collect();
            means.store.write(permit).await.unwrap().commit_all(events).await.unwrap();
        }
        Chain::Access => {
            let permit = operate(tenant, Actor::Nobody, origin, SignIn).unwrap();
            let events = (0..count).map(|number| Event::about("session", number)).collect();
            means.store.write(permit).await.unwrap().commit_all(events).await.unwrap();
        }
    }
}

/// One turn of signing that finds nothing wrong.
pub async fn signed(means: &Means, key: &SecretKey) -> Sweep {
    let sweep = sign(means, key).await.unwrap();
    assert!(sweep.is_ours && sweep.altered.is_empty() && sweep.unsigned_since.is_none(), "{sweep:?}");
    sweep
}

/// The export of all workspaces.
async fn exported(means: &Means) -> Result<Vec<u8>, NotExported> {
    let mut bytes = Vec::new();
    export(means, None, &mut bytes).await?;
    Ok(bytes)
}

/// What the verifier says of a file.
fn verified(file: &[u8], anchors: Anchors) -> Result<Report, Fault> {
    let mut verifier = Verifier::new(anchors);
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        verifier.feed(line)?;
    }
    verifier.finish()
}

/// The file as the verifier sees it without anything from elsewhere.
async fn consistent(means: &Means) -> Report {
    verified(&exported(means).await.unwrap(), Anchors::default()).unwrap_or_else(|fault| panic!("{fault}"))
}

/// A sink in memory, which can be away, and breaks off after it has kept a head.
#[derive(Default)]
struct MemorySink {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    order: Mutex<Vec<String>>,
    is_away: Mutex<bool>,
    breaks_off: Mutex<bool>,
}

impl MemorySink {
    fn set_away(&self, is_away: bool) {
        *self.is_away.lock().unwrap() = is_away;
    }

    /// All heads, one file after the other, as `--head` takes them.
    fn anchors(&self) -> Anchors {
        let mut anchors = Anchors::default();
        for file in self.files.lock().unwrap().values() {
            anchors.add_heads(file).unwrap();
        }
        anchors
    }

    async fn deliver(&self, means: &Means) -> Delivery {
        deliver(means, self).await.unwrap()
    }
}

#[async_trait]
impl HeadSink for MemorySink {
    fn kind(&self) -> &'static str {
        "memory"
    }

    fn id(&self) -> &'static str {
        "00112233445566ff"
    }

    async fn put(&self, head: &HeadFile) -> Result<(), SinkError> {
        if *self.is_away.lock().unwrap() {
            return Err(SinkError::Unavailable("away".to_owned()));
        }
        self.order.lock().unwrap().push(head.name());
        let mut files = self.files.lock().unwrap();
        if files.get(&head.name()).is_some_and(|found| *found != head.bytes) {
            return Err(SinkError::Differs);
        }
        files.insert(head.name(), head.bytes.clone());
        if std::mem::take(&mut *self.breaks_off.lock().unwrap()) {
            return Err(SinkError::Unavailable("broke off".to_owned()));
        }
        Ok(())
    }
}

/// Means on the same database, as another process has them.
async fn another(world: &TestWorld) -> Means {
    let store = world.database.store(world.clock.clone(), world.means.chance.clone()).await;
    Means { store, ..world.means.clone() }
}

/// The keeper's means.
pub async fn keeper(world: &TestWorld) -> Means {
    let store = world.database.keeper_store(world.clock.clone(), world.means.chance.clone()).await;
    Means { store, ..world.means.clone() }
}
