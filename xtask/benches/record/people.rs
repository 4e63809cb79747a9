//! Workspaces and their people, made by use cases, and what use cases work with.
//! Never here: an event that a use case did not write.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use control::cloud::{Cloud, CloudError, Clouds, Connection};
use control::entrance::{IdentityClaims, SignInOutcome, WorkspaceForm, complete_sign_in, create_workspace};
use control::{Caller, Means, SignedIn, Visitor, members};
use domain::access::Origin;
use domain::ids::{MemberId, SignInId, TenantId};
use domain::run::Reaction;
use domain::time::Timestamp;
use store::sessions::SessionLimits;
use store::testing::SeededChance;
use store::{Clock, Store};

use crate::Outcome;
use crate::throwaway::Throwaway;

/// Workspaces with a long history.
pub const LOADED: usize = 50;
/// All workspaces.
pub const WORKSPACES: usize = 100;
/// The identity provider of every workspace.
const ISSUER: &str = "https://id.example.com";
/// When everything ends that is loaded: 2026-11-01T00:00:00Z, in microseconds.
pub const NOW: i64 = 1_793_491_200_000_000;
/// How long before that everything begins: 400 days.
pub const SPAN: i64 = 400 * 86_400 * 1_000_000;

/// A clock that goes as time does, first before the loaded history, then after it.
pub struct RunClock {
    from: AtomicI64,
    begun: Instant,
}

impl RunClock {
    /// After everything that was loaded.
    pub fn after() -> Self {
        Self { from: AtomicI64::new(NOW), begun: Instant::now() }
    }

    /// Jumps behind everything that was loaded.
    pub fn go_on(&self) {
        self.from.store(NOW, Ordering::SeqCst);
    }
}

impl Clock for RunClock {
    fn now(&self) -> Timestamp {
        let gone = i64::try_from(self.begun.elapsed().as_micros()).unwrap_or(0);
        Timestamp::from_timestamp_micros(self.from.load(Ordering::SeqCst) + gone).unwrap_or_default()
    }
}

/// A workspace and who is in it.
#[derive(Clone)]
pub struct Workspace {
    /// The address.
    pub slug: String,
    /// The tenant.
    pub tenant: TenantId,
    /// Everybody; the first is the administrator, the second the auditor.
    pub members: Vec<MemberId>,
    /// Their sign-ins, in the same order.
    pub sign_ins: Vec<SignInId>,
}

impl Workspace {
    /// Who signed in as that one of the members.
    pub fn person(&self, number: usize) -> (MemberId, SignInId) {
        (self.members[number], self.sign_ins[number])
    }
}

/// The product on a database.
#[derive(Clone)]
pub struct Installation {
    /// What use cases work with.
    pub means: Means,
    /// Their clock.
    pub clock: Arc<RunClock>,
    /// The workspaces.
    pub workspaces: Vec<Workspace>,
}

/// What use cases work with on this store. There is no AWS.
pub fn means(store: Store, clock: Arc<RunClock>) -> Means {
    Means {
        store,
        clouds: Arc::new(NoClouds),
        clock,
        chance: Arc::new(SeededChance::new(1)),
        settling_window: Duration::from_secs(900),
        session_limits: SessionLimits::STANDARD,
    }
}

/// A member who signed in.
pub async fn caller(means: &Means, slug: &str, tenant: TenantId, (member, id): (MemberId, SignInId)) -> Outcome<Caller> {
    let origin = Origin { address: Some("192.0.2.1".to_owned()), session: Some("00ff00ff00ff00ff".to_owned()) };
    let signed_in = vec![SignedIn { tenant, member, id, at: means.now() }];
    Ok(Visitor::new(means.clone(), signed_in, origin).enter(slug).await?)
}

impl Installation {
    /// A new installation with all workspaces.
    pub async fn made(server: &Throwaway) -> Outcome<Self> {
        let clock = Arc::new(RunClock { from: AtomicI64::new(NOW - SPAN), begun: Instant::now() });
        let store = server.store(clock.clone(), Arc::new(SeededChance::new(2))).await?;
        let means = means(store, clock.clone());
        let mut workspaces = Vec::new();
        for number in 1..=WORKSPACES {
            workspaces.push(workspace(&means, number).await?);
        }
        Ok(Self { means, clock, workspaces })
    }

    /// The same after the server was started anew.
    pub async fn again(self, server: &Throwaway) -> Outcome<Self> {
        self.means.store.close().await;
        let store = server.store(self.clock.clone(), Arc::new(SeededChance::new(3))).await?;
        Ok(Self { means: means(store, self.clock.clone()), ..self })
    }

    /// The administrator of a workspace.
    pub async fn administrator(&self, workspace: &Workspace) -> Outcome<Caller> {
        caller(&self.means, &workspace.slug, workspace.tenant, workspace.person(0)).await
    }

    /// The auditor of a workspace.
    pub async fn auditor(&self, workspace: &Workspace) -> Outcome<Caller> {
        caller(&self.means, &workspace.slug, workspace.tenant, workspace.person(1)).await
    }
}

async fn workspace(means: &Means, number: usize) -> Outcome<Workspace> {
    let slug = format!("org-{number}");
    let admin_email = format!("admin@{slug}.example");
    let form = WorkspaceForm {
        slug: slug.clone(),
        name: String::new(),
        issuer: ISSUER.to_owned(),
        client_id: "charter".to_owned(),
        admin_email: admin_email.clone(),
    };
    let tenant = create_workspace(means, form).await?;
    let first = sign_in(means, tenant, &admin_email, "Admin").await?;
    let administrator = caller(means, &slug, tenant, first).await?;
    let (mut members, mut sign_ins) = (vec![first.0], vec![first.1]);
    // Only workspaces with a history have many people.
    let people = if number <= LOADED { 8 } else { 2 };
    for person in 1..people {
        let email = format!("person-{person}@{slug}.example");
        let role = if person == 1 { "auditor" } else { "requester" };
        members::invite(&administrator, &email, vec![role.to_owned()], "").await?;
        let (member, id) = sign_in(means, tenant, &email, &format!("Person {person}")).await?;
        members.push(member);
        sign_ins.push(id);
    }
    Ok(Workspace { slug, tenant, members, sign_ins })
}

async fn sign_in(means: &Means, tenant: TenantId, email: &str, name: &str) -> Outcome<(MemberId, SignInId)> {
    let origin = Origin { address: Some("192.0.2.1".to_owned()), session: Some("00ff00ff00ff00ff".to_owned()) };
    let claims = IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: email.to_owned(),
        email: Some(email.to_owned()),
        is_email_verified: true,
        name: Some(name.to_owned()),
        proven_at: Some(means.now()),
    };
    match complete_sign_in(means, tenant, &claims, origin).await? {
        SignInOutcome::In(signed_in) => Ok((signed_in.member, signed_in.id)),
        SignInOutcome::Refused(why) => Err(format!("{email} was refused: {}", why.as_str()).into()),
    }
}

struct NoClouds;

#[async_trait]
impl Clouds for NoClouds {
    async fn connect(&self, _: &Connection) -> Result<Arc<dyn Cloud>, CloudError> {
        Err(no_aws())
    }

    async fn can_assume_without_external_id(&self, _: &str) -> Result<bool, CloudError> {
        Err(no_aws())
    }
}

fn no_aws() -> CloudError {
    CloudError {
        operation: "AssumeRole",
        reaction: Reaction::Bug,
        code: "NoAws".to_owned(),
        reason: None,
        message: "There is no AWS here.".to_owned(),
        aws_request: None,
    }
}
