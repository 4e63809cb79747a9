//! What happens in a made-up workspace: accounts are requested, approved and created; people sign in and are refused. Sealed by the
//! product's own `seal`, so that every chain is true.
//! Never here: where the events go.

use domain::access::{
    Actor, ApproveRequest, DeclineRequest, DrawPlan, ExportAudit, FinishRun, Origin, RecordIntent, RecordOutcome, Recorded,
    Refuse, SignIn, SignOut, SubmitRequest,
};
use domain::audit::{Chain, Correlation, Event, Field, Leaf, SealedEvent, Stamp, seal};
use domain::ids::EventId;
use domain::time::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::Outcome;
use crate::people::Workspace;
use crate::words::{Chance, RARE};

/// An event with what its row repeats.
pub struct Told {
    /// The bytes and what lies beside them.
    pub sealed: SealedEvent,
    /// The id.
    pub id: Uuid,
    /// The sequence.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// The event's name.
    pub action: &'static str,
    /// Who.
    pub actor: Actor,
    /// About what kind of thing.
    pub object_kind: &'static str,
    /// About which.
    pub object_id: String,
    /// What it belongs to.
    pub of: Correlation,
}

/// Tells one chain of a workspace.
pub struct Teller<'a> {
    workspace: &'a Workspace,
    chance: Chance,
    addresses: Vec<String>,
    /// The last sequence.
    pub sequence: i64,
    /// The last leaf.
    pub leaf: Leaf,
    left: u64,
    at: Timestamp,
    pause: chrono::TimeDelta,
    request: u64,
    rare_every: u64,
}

/// Where events go.
pub trait Listener {
    /// Takes one.
    fn hear(&mut self, told: Told) -> Outcome<()>;
}

impl<'a> Teller<'a> {
    /// Goes on after a chain's head: so many events, one each `pause` from `from`. Every so many requests one has the rare word.
    pub fn new(
        workspace: &'a Workspace,
        seed: u64,
        head: (i64, Leaf),
        events: u64,
        from: Timestamp,
        pause: chrono::TimeDelta,
        rare_every: u64,
    ) -> Self {
        let mut chance = Chance::new(seed);
        let addresses =
            (0..64).map(|_| format!("10.{}.{}.{}", chance.below(4), chance.below(256), 1 + chance.below(254))).collect();
        let (sequence, leaf) = head;
        Self { workspace, chance, addresses, sequence, leaf, left: events, at: from, pause, request: 1_000, rare_every }
    }

    /// Tells everything.
    pub fn tell(&mut self, chain: Chain, to: &mut impl Listener) -> Outcome<()> {
        while self.left > 0 {
            match chain {
                Chain::Changes => self.request(to)?,
                Chain::Access => self.visit(to)?,
            }
        }
        Ok(())
    }

    fn say<A: Recorded>(&mut self, actor: Actor, event: Event<A>, to: &mut impl Listener) -> Outcome<()> {
        if self.left == 0 {
            return Ok(());
        }
        self.left -= 1;
        self.sequence += 1;
        self.at += self.pause;
        let mut random = [0; 10];
        random.copy_from_slice(&self.chance.bytes()[..10]);
        let id = uuid::Builder::from_unix_timestamp_millis(self.at.timestamp_millis().unsigned_abs(), &random).into_uuid();
        let origin = match &actor {
            Actor::Member(_) | Actor::Nobody => {
                let address = self.addresses.get(self.chance.below(64) as usize).cloned();
                Origin { address, session: Some(format!("{:016x}", self.chance.below(500) * 0x1234_5678_9abc)) }
            }
            _ => Origin::default(),
        };
        let stamp = Stamp {
            id: EventId::from_uuid(id),
            tenant: self.workspace.tenant,
            sequence: self.sequence,
            previous: self.leaf,
            at: self.at,
            actor: &actor,
            origin: &origin,
        };
        let body = event.into_body();
        let (object, of) = (body.object.clone(), body.correlation.clone());
        let sealed = seal::<A>(body, &stamp, || self.chance.bytes())?;
        self.leaf = sealed.leaf;
        let (sequence, at) = (self.sequence, self.at);
        to.hear(Told { sealed, id, sequence, at, action: A::EVENT, actor, object_kind: object.kind, object_id: object.id, of })
    }

    fn member(&mut self) -> Actor {
        let members = &self.workspace.members;
        let member = members.get(self.chance.below(members.len() as u64) as usize).copied();
        member.map_or(Actor::Nobody, Actor::Member)
    }

    /// A request from its submission to its end.
    fn request(&mut self, to: &mut impl Listener) -> Outcome<()> {
        self.request += 1;
        let (number, slug) = (self.request, self.workspace.slug.clone());
        let (who, decider) = (self.member(), self.member());
        let name = format!("{}-{}-{number}", self.chance.word(), self.chance.word());
        let request = Uuid::from_bytes(self.chance.bytes()).to_string();
        let of = Correlation { request: Some(request), ..Correlation::default() };
        let about = format!("R-{number}");
        let mut tags = json!({ "project": self.chance.word(), "cost-center": format!("cc-{}", self.chance.below(300)) });
        if number % self.rare_every == 0 {
            tags["note"] = json!(RARE);
        }
        let submitted = Event::<SubmitRequest>::about("request", &about)
            .before("stage", Field::public("draft"))
            .after("stage", Field::public("submitted"))
            .after("account_name", Field::public(&*name))
            .after("root_email", Field::personal(format!("aws+{name}@{slug}.example")))
            .after("owner", Field::personal(format!("person-{}@{slug}.example", self.chance.below(400))))
            .after("environment", Field::public(if number % 3 == 0 { "production" } else { "sandbox" }))
            .after("purpose", Field::personal(self.chance.sentence(8)))
            .after("tags", Field::public(tags))
            .correlated(of.clone());
        self.say(who, submitted, to)?;
        let plan = hex::encode([self.chance.bytes(), self.chance.bytes()].concat());
        let of = Correlation { plan: Some(plan.clone()), ..of };
        let (unit, policy) = (format!("ou-ab12-{:08x}", self.chance.below(40)), format!("p-{:08x}", self.chance.below(60)));
        let drawn = Event::<DrawPlan>::about("plan", &plan)
            .after("destination", Field::public(&*unit))
            .after("policies", Field::public(vec![policy.clone()]))
            .correlated(of.clone());
        self.say(decider.clone(), drawn, to)?;
        let comment = self.chance.sentence(6);
        if self.chance.below(12) == 0 {
            let declined = Event::<DeclineRequest>::about("request", &about)
                .before("stage", Field::public("submitted"))
                .after("stage", Field::public("declined"))
                .because(&comment)
                .correlated(of);
            return self.say(decider, declined, to);
        }
        let approved = Event::<ApproveRequest>::about("request", &about)
            .before("stage", Field::public("submitted"))
            .after("stage", Field::public("approved"))
            .after("plan", Field::public(plan))
            .after("destination", Field::public(unit))
            .after("policies", Field::public(vec![policy]))
            .because(&comment)
            .correlated(of.clone());
        self.say(decider.clone(), approved, to)?;
        let engine = Actor::Engine {
            on_behalf_of: match decider {
                Actor::Member(member) => member,
                _ => return Ok(()),
            },
        };
        let run = Uuid::from_bytes(self.chance.bytes()).to_string();
        let of = Correlation { run: Some(run.clone()), ..of };
        for (step, operation) in [("create", "CreateAccount"), ("move", "MoveAccount")] {
            let of = Correlation { step: Some(step.to_owned()), ..of.clone() };
            let intended = Event::<RecordIntent>::about("step", format!("{run}/{step}"))
                .after("operation", Field::public(operation))
                .after("attempt", Field::public(1))
                .after("fence", Field::public(number))
                .correlated(of.clone());
            self.say(engine.clone(), intended, to)?;
            let aws_request = Uuid::from_bytes(self.chance.bytes()).to_string();
            let concluded = Event::<RecordOutcome>::about("step", format!("{run}/{step}"))
                .before("state", Field::public("sent"))
                .after("state", Field::public("done"))
                .after("attempt", Field::public(1))
                .correlated(Correlation { aws_request: Some(aws_request), ..of });
            self.say(engine.clone(), concluded, to)?;
        }
        let account = format!("{:012}", 100_000_000_000 + self.chance.below(800_000_000_000));
        let finished = Event::<FinishRun>::about("run", run)
            .after("ending", Field::public("succeeded"))
            .after("account", Field::public(account))
            .correlated(of);
        self.say(engine, finished, to)
    }

    /// Somebody comes, is refused, or takes something away.
    fn visit(&mut self, to: &mut impl Listener) -> Outcome<()> {
        let who = self.member();
        let session = format!("{:016x}", self.chance.draw());
        match self.chance.below(20) {
            0..12 => {
                let event = Event::<SignIn>::about("session", session).after("issuer", Field::public("https://id.example.com"));
                self.say(who, event, to)
            }
            12..15 => self.say(who, Event::<SignOut>::about("session", session), to),
            15..19 => {
                let event = Event::<Refuse>::about("action", "ApproveRequest")
                    .after("refusal", Field::public("not_permitted"))
                    .after("needs", Field::public("DecideRequest"));
                self.say(who, event, to)
            }
            _ => {
                let query = self.chance.word();
                let event = Event::<ExportAudit>::about("audit", self.workspace.tenant)
                    .after("format", Field::public("csv"))
                    .after("query", Field::personal(query));
                self.say(who, event, to)
            }
        }
    }
}
