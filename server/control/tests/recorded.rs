//! The table of actions × an audit insert that fails: without its event no change happens, and with it there is exactly one.
//! Never here: an action that is left out (the last test compares with the table).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use control::audit::Format;
use control::entrance::{
    IdentityClaims, SignInOutcome, SignInRefusal, WorkspaceForm, complete_sign_in, create_workspace, refuse_sign_in, sign_out,
};
use control::evidence::{erase, hold, prune, release, retain};
use control::runs::{Advance, advance};
use control::{Visitor, members, organization, requests, runs, sign_ins};
use domain::access::{Origin, Role, TABLE};
use domain::audit::Chain;
use domain::ids::TenantId;
use domain::organization::ContactFacts;
use domain::run::Reaction;
use domain::wire::{AuditFilter, RequestState};
use simulator::{Fault, Refusal as AwsRefusal};
use uuid::Uuid;

use crate::evidence;
use crate::flow::Flow;
use crate::support::{ISSUER, PATTERN, ROLE, TestWorld};

/// Breaks the insert of one event and watches what happens.
struct Breaker<'a> {
    world: &'a TestWorld,
    tenant: TenantId,
    tried: BTreeSet<&'static str>,
}

impl<'a> Breaker<'a> {
    async fn new(world: &'a TestWorld) -> Self {
        let breaker = Self { world, tenant: world.acme.tenant, tried: BTreeSet::new() };
        breaker.fail_on("").await;
        let trigger = "create trigger broken before insert on audit_event for each row execute function broken()";
        world.database.seed(breaker.tenant, trigger).await;
        breaker
    }

    async fn fail_on(&self, event: &str) {
        let function = format!(
            "create or replace function broken() returns trigger language plpgsql as $$ begin
               if new.action = '{event}' then raise exception 'the event cannot be written'; end if; return new; end $$"
        );
        self.world.database.seed(self.tenant, &function).await;
    }

    async fn n_events(&self, event: &str) -> usize {
        let query = format!("select event_id::text from audit_event where '{event}' in ('', action)");
        self.world.database.ask(self.tenant, &query).await.len()
    }

    /// An act of one transaction: it fails and changes no row of any table while its event cannot be written; then it is done and
    /// has exactly one event, and no other.
    async fn whole<T, E: std::fmt::Debug>(&mut self, event: &'static str, act: impl AsyncFn() -> Result<T, E>) {
        let database = &self.world.database;
        self.fail_on(event).await;
        let before = database.fingerprint(self.tenant).await;
        assert!(act().await.is_err(), "{event}: done without its event");
        assert_eq!(before, database.fingerprint(self.tenant).await, "{event}: something stayed");
        self.fail_on("").await;
        let (n_all, n_own) = (self.n_events("").await, self.n_events(event).await);
        act().await.unwrap_or_else(|error| panic!("{event}: {error:?}"));
        assert_eq!((self.n_events("").await - n_all, self.n_events(event).await - n_own), (1, 1), "{event}");
        self.tried.insert(event);
    }

    /// A change within an act of several: what `watched` answers stays as it was while the event cannot be written; then the answer has
    /// grown by as many rows as there are events.
    async fn part(&mut self, event: &'static str, watched: &str, act: impl AsyncFn()) {
        let database = &self.world.database;
        self.fail_on(event).await;
        let before = database.ask(self.tenant, watched).await;
        act().await;
        assert_eq!(before, database.ask(self.tenant, watched).await, "{event}: done without its event");
        self.fail_on("").await;
        let n_own = self.n_events(event).await;
        act().await;
        let grown = database.ask(self.tenant, watched).await.len() - before.len();
        assert!(grown > 0, "{event}: nothing happened");
        assert_eq!(self.n_events(event).await - n_own, grown, "{event}");
        self.tried.insert(event);
    }
}

#[tokio::test]
async fn without_its_event_no_change_happens_and_with_it_there_is_exactly_one() {
    let world = TestWorld::new().await;
    let mut breaker = Breaker::new(&world).await;
    settings(&world, &mut breaker).await;
    entrance(&world, &mut breaker).await;
    keeping(&world, &mut breaker).await;
    let mut tried = breaker.tried;

    let flow = Flow::new().await;
    let mut breaker = Breaker::new(&flow.world).await;
    workflow(&flow, &mut breaker).await;
    engine(&flow, &mut breaker).await;
    steering(&flow, &mut breaker).await;
    tried.extend(breaker.tried);

    let table: BTreeSet<_> = TABLE.iter().filter_map(|row| row.3).collect();
    println!("{} events, each with a failing insert", tried.len());
    assert_eq!(tried, table, "every action that leaves an event is tried here");
}

async fn settings(world: &TestWorld, breaker: &mut Breaker<'_>) {
    let administrator = &world.acme.administrator;
    breaker.whole("organization.connection_prepared", async || organization::connect::prepare(administrator).await).await;
    let read = async || organization::connection::show(administrator).await.map(|_| ());
    breaker.whole("organization.connection_read", read).await;
    // Reading AWS for the first time is an act of its own; a connection that cannot be read yet stands.
    let connect = async || organization::connect::connect(administrator, ROLE, PATTERN).await.map(|_| ());
    let connected = "select organization_id::text from organization where connected_at is not null";
    breaker.part("organization.connected", connected, async || drop(connect().await)).await;
    breaker.whole("organization.observed", async || organization::observe::observe(administrator).await).await;
    let contact = ContactFacts {
        name: "Security".to_owned(),
        title: "Desk".to_owned(),
        email: "security@example.com".to_owned(),
        phone: "+1 555 0100".to_owned(),
    };
    let change = async || organization::contact::change(administrator, &contact).await;
    breaker.whole("organization.contact_changed", change).await;
    breaker.whole("team.created", async || members::create_team(administrator, "Payments").await).await;
    let roles = || vec![Role::Requester.to_string()];
    breaker.whole("member.invited", async || members::invite(administrator, "new@example.com", roles(), "").await).await;
    let member =
        members::list(administrator).await.unwrap().members.into_iter().find(|one| one.email == "new@example.com").unwrap();
    let change = async || {
        members::change(administrator, &member.id, member.version, vec![Role::Auditor.to_string()], Vec::new(), "invited").await
    };
    breaker.whole("member.changed", change).await;
}

async fn entrance(world: &TestWorld, breaker: &mut Breaker<'_>) {
    let (means, tenant) = (&world.means, world.acme.tenant);
    let claims = IdentityClaims {
        issuer: ISSUER.to_owned(),
        subject: "new".to_owned(),
        email: Some("new@example.com".to_owned()),
        is_email_verified: true,
        name: Some("New".to_owned()),
        proven_at: None,
    };
    let sign_in = async || complete_sign_in(means, tenant, &claims, Origin::default()).await.map(|_| ());
    breaker.whole("session.signed_in", sign_in).await;
    let refuse = async || refuse_sign_in(means, tenant, Some(&claims), SignInRefusal::NotInvited, Origin::default()).await;
    breaker.whole("access.refused", refuse).await;
    let auditor = world.caller(&[Role::Auditor]).await;
    let read = async || control::audit::list(&auditor, AuditFilter::default()).await.map(|_| ());
    breaker.whole("audit.read", read).await;
    let export = async || control::audit::export(&auditor, AuditFilter::default(), Format::Csv).await.map(|_| ());
    breaker.whole("audit.exported", export).await;
    let elsewhere = complete_sign_in(means, tenant, &claims, Origin::default()).await.unwrap();
    let SignInOutcome::In(signed_in) = elsewhere else { panic!("{elsewhere:?}") };
    let here = Visitor::new(means.clone(), vec![signed_in], Origin::default()).enter("acme").await.unwrap();
    complete_sign_in(means, tenant, &claims, Origin::default()).await.unwrap();
    breaker.whole("session.ended", async || sign_ins::end(&here, None).await.map(|_| ())).await;
    let (administrator, member) = (&world.acme.administrator, here.member().to_string());
    breaker.whole("member.signed_out", async || sign_ins::sign_member_out(administrator, &member).await.map(|_| ())).await;
    breaker.whole("session.signed_out", async || sign_out(&auditor).await).await;

    // Another tenant's first event: no workspace without it.
    breaker.fail_on("workspace.created").await;
    let form = || WorkspaceForm {
        slug: "globex".to_owned(),
        name: String::new(),
        issuer: ISSUER.to_owned(),
        client_id: "charter".to_owned(),
        admin_email: "admin@globex.example".to_owned(),
    };
    assert!(create_workspace(means, form()).await.is_err());
    assert_eq!(means.store.tenant_of("globex").await.unwrap(), None);
    breaker.fail_on("").await;
    let made = create_workspace(means, form()).await.unwrap();
    assert_eq!(world.database.ask(made, "select action from audit_event").await, ["workspace.created"]);
    breaker.tried.insert("workspace.created");
}

async fn keeping(world: &TestWorld, breaker: &mut Breaker<'_>) {
    let (means, log, keeper) = (&world.means, evidence::key(1), evidence::keeper(world).await);
    breaker.whole("audit.retention_set", async || retain(means, "acme", Some(1)).await).await;
    breaker.whole("audit.held", async || hold(means, "acme", "A case.").await).await;
    breaker.whole("audit.released", async || release(means, "acme").await).await;
    breaker.whole("audit.erased", async || erase(&keeper, "acme", "new@example.com").await).await;
    evidence::signed(means, &log).await;
    world.clock.advance(TimeDelta::days(2));
    evidence::append(means, breaker.tenant, Chain::Changes, 1).await;
    evidence::append(means, breaker.tenant, Chain::Access, 1).await;
    evidence::signed(means, &log).await;
    breaker.fail_on("audit.pruned").await;
    let before = world.database.fingerprint(breaker.tenant).await;
    assert!(prune(&keeper, "acme").await.is_err(), "cut without an event");
    assert_eq!(before, world.database.fingerprint(breaker.tenant).await, "something was cut without an event");
    breaker.fail_on("").await;
    let cut = prune(&keeper, "acme").await.unwrap();
    assert!(!cut.is_empty() && breaker.n_events("audit.pruned").await == cut.len(), "{cut:?}");
    breaker.tried.insert("audit.pruned");
}

async fn workflow(flow: &Flow, breaker: &mut Breaker<'_>) {
    let (requester, approver) = (&flow.requester, &flow.approver);
    let mut version = 0;
    let mut submitted = Vec::new();
    for name in ["one", "two", "three"] {
        let (number, drafted) = flow.draft(flow.form(name)).await;
        breaker.whole("request.submitted", async || requests::submit(requester, number, drafted).await).await;
        version = requests::review(approver, number, None, None).await.unwrap().request.version;
        submitted.push(number);
    }
    let [one, two, three] = submitted[..] else { unreachable!() };
    breaker.whole("request.changes_asked", async || requests::ask_for_changes(approver, one, version, "Why?").await).await;
    breaker.whole("request.declined", async || requests::decline(approver, two, version, "No.").await).await;
    breaker.whole("request.withdrawn", async || requests::withdraw(requester, three, version).await).await;
    let number = flow.submitted("drawn").await;
    let unit = flow.unit(number, "Development").await;
    breaker.whole("plan.drawn", async || requests::draw(approver, number, &unit, Vec::new()).await.map(|_| ())).await;
    let plan = requests::draw(approver, number, &unit, Vec::new()).await.unwrap();
    let review = requests::review(approver, number, Some(&plan), None).await.unwrap();
    let hash = review.plan.unwrap().hash;
    let approve = async || requests::approve(approver, number, review.request.version, &plan, &hash, "Fine.").await;
    breaker.whole("request.approved", approve).await;
    flow.run_to_end(number).await;
}

async fn engine(flow: &Flow, breaker: &mut Breaker<'_>) {
    let turns = async || {
        for _ in 0..40 {
            match advance(&flow.world.means, Uuid::from_u128(7)).await {
                Ok(Advance::Worked) => {}
                _ => flow.pass(TimeDelta::seconds(3)).await,
            }
        }
    };
    flow.approved("intent").await;
    let creations = flow.world.simulator.calls().get("CreateAccount").copied();
    breaker.fail_on("step.intended").await;
    turns().await;
    assert_eq!(
        creations,
        flow.world.simulator.calls().get("CreateAccount").copied(),
        "nothing is sent that was not recorded first"
    );
    breaker.part("step.intended", "select attempt_id::text from step_attempt", turns).await;
    flow.approved("outcome").await;
    breaker.part("step.concluded", "select attempt_id::text from step_attempt where concluded_at is not null", turns).await;
    flow.approved("finished").await;
    breaker.part("run.finished", "select run_id::text from run where ended_at is not null", turns).await;
    let emails = ["intent", "outcome", "finished"].map(|name| format!("aws+{name}@northwind.example"));
    for email in emails {
        assert_eq!(flow.world.simulator.state().accounts_per_email(&email).len(), 1, "{email}");
    }
}

async fn steering(flow: &Flow, breaker: &mut Breaker<'_>) {
    let denied = || Fault::Refuse(AwsRefusal::new("AccessDeniedException", Reaction::Blocked, "Not you."));
    flow.world.simulator.fail("CreateAccount", 1, denied());
    flow.world.simulator.fail("CreateAccount", 2, denied());
    let number = flow.approved("parked").await;
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    breaker.whole("run.retried", async || runs::retry(&flow.approver, number).await).await;
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    breaker.whole("run.stopped", async || runs::stop(&flow.approver, number, "Enough.").await).await;

    // Without trusted access AWS takes no contact, and the step is one that may be left out.
    flow.set_contact("+1 555 0100").await;
    flow.aws().trust_service("account.amazonaws.com", false).unwrap();
    let number = flow.approved("skipped").await;
    assert_eq!(flow.run_to_end(number).await, RequestState::NeedsAttention);
    breaker.whole("step.skipped", async || runs::skip(&flow.approver, number).await).await;
}
