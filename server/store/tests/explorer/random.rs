//! Events and queries over a small vocabulary, so that they meet. The clock runs backwards now and then. Never here: an assertion.

use domain::access::{Actor, CreateWorkspace, FinishRun, Origin, RecordOutcome, Recorded, Refuse, SignIn, operate};
use domain::audit::{Correlation, Event, Field};
use domain::ids::{MemberId, TenantId};
use domain::time::Timestamp;
use uuid::Uuid;

use crate::scene::Scene;

pub const MEMBERS: [(&str, &str); 3] =
    [("Ana Maria", "ana@example.com"), ("Tom", "tom@example.com"), ("Ben Alpha", "ben@alpha.example")];
const WORDS: [&str; 8] = ["alpha", "beta", "payments-prod", "ana@example.com", "R-1042", "123456789012", "Größe", "alphabet"];
const ADDRESSES: [&str; 4] = ["192.0.2.1", "192.0.2.200", "203.0.113.9", "2001:db8::7"];
const RUNS: [&str; 3] =
    ["00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b", "00000000-0000-7000-8000-00000000000c"];

/// When the queries are asked.
pub fn now() -> Timestamp {
    chrono::DateTime::parse_from_rfc3339("2026-05-21T09:00:00Z").unwrap().to_utc()
}

pub fn member(number: usize) -> Uuid {
    Uuid::from_u128(0x70 + number as u128)
}

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// One transaction of one to eight events.
    pub async fn write_some(&mut self, scene: &Scene, tenant: TenantId) {
        let minutes = i64::try_from(self.below(180)).unwrap() - 45;
        scene.clock.advance(chrono::TimeDelta::minutes(minutes));
        match self.below(5) {
            0 => self.write(scene, tenant, CreateWorkspace).await,
            1 => self.write(scene, tenant, SignIn).await,
            2 => self.write(scene, tenant, Refuse).await,
            3 => self.write(scene, tenant, RecordOutcome).await,
            _ => self.write(scene, tenant, FinishRun).await,
        }
    }

    async fn write<A: Recorded>(&mut self, scene: &Scene, tenant: TenantId, action: A) {
        let actor = match self.below(4) {
            0 => Actor::Operator,
            1 => Actor::Nobody,
            2 => Actor::Engine { on_behalf_of: MemberId::from_uuid(member(self.below(3))) },
            _ => Actor::Member(MemberId::from_uuid(member(self.below(3)))),
        };
        let address = (self.below(3) > 0).then(|| self.one(&ADDRESSES).to_owned());
        let permit = operate(tenant, actor, Origin { address, session: Some("00ff00ff00ff00ff".into()) }, action).unwrap();
        let n = 1 + self.below(8);
        let events = (0..n).map(|_| self.event::<A>()).collect();
        scene.store.write(permit).await.unwrap().commit_all(events).await.unwrap();
    }

    fn event<A: Recorded>(&mut self) -> Event<A> {
        let kind = ["request", "run", "step"][self.below(3)];
        let id = self.one(&["R-1042", "R-7", RUNS[0], "alpha"]);
        let mut event = Event::about(kind, id);
        for name in ["name", "code", "ending"] {
            let text = format!("{}, {}", self.one(&WORDS), self.one(&WORDS));
            match self.below(4) {
                0 => event = event.after(name, Field::public(text)),
                1 => event = event.before(name, Field::personal(text)),
                2 if name == "ending" => event = event.after(name, Field::public("succeeded")),
                _ => {}
            }
        }
        let run = (self.below(2) == 0).then(|| self.one(&RUNS).to_owned());
        event.correlated(Correlation { run, ..Correlation::default() })
    }

    /// A query of one to three terms.
    pub fn query(&mut self) -> String {
        let n = 1 + self.below(3);
        (0..n).map(|_| self.term()).collect::<Vec<_>>().join(" ")
    }

    fn term(&mut self) -> String {
        let minus = if self.below(4) == 0 { "-" } else { "" };
        let term = match self.below(11) {
            0 => format!("actor:{}", self.one(&["ana", "example.com", "engine", "operator", "\"Ana Maria\"", "nobody", "ALPHA"])),
            1 => format!("action:{}", self.one(&["session.*", "step.concluded", "run.", "work", "access_"])),
            2 => format!("target:{}", self.one(&["R-1042", "request", "run", RUNS[0], RUNS[1], "alpha"])),
            3 => format!("ip:{}", self.one(&["192.0.2.0/24", "192.0.2.1", "2001:db8::/32", "10.0.0.0/8", "203.0.113.9"])),
            4 => format!("result:{}", self.one(&["done", "refused", "failed"])),
            5 => format!("chain:{}", self.one(&["changes", "access"])),
            6 => format!(
                "at:{}",
                self.one(&[
                    "2026-05-20",
                    "2026-05",
                    ">=2026-05-20T15:00Z",
                    "<2026-05-20T12:00Z",
                    "24h",
                    "2026-05-20T10:00Z..2026-05-21"
                ])
            ),
            7 => self.one(&["alph*", "pay*", "ana@*", "12345*", "zz*", "grö*"]).to_owned(),
            8 => self
                .one(&["\"alpha beta\"", "\"ana@example.com 123456789012\"", "step.concluded", "00ff00ff00ff00ff", RUNS[2]])
                .to_owned(),
            _ => self.one(&WORDS).to_owned(),
        };
        format!("{minus}{term}")
    }
}
