//! For tests only (feature `testing`): a record in memory, with everything that evidence can have, and its files.
//! Never here: something that the `charter` binary contains; real chance or a clock.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::access::{Action, Actor, Origin, Permission, Recorded, SignIn, SubmitRequest, Writes};
use crate::audit::{Chain, Event, FIRST_PREVIOUS, Field, Leaf, Personal, SealedEvent, Stamp, seal};
use crate::canonical::sha256;
use crate::ids::{EventId, MemberId, TenantId};
use crate::time::Timestamp;

/// Erases personal values, as the record says it.
struct Erase;

impl Action for Erase {
    const NAME: &'static str = "Erase";
    const PERMISSION: Permission = Permission::Reserved;
    const NEEDS_PROOF: bool = false;
}

impl Writes for Erase {}

impl Recorded for Erase {
    const EVENT: &'static str = "audit.erased";
    const CHAIN: Chain = Chain::Changes;
}

/// One chain.
#[derive(Default)]
pub struct Kept {
    /// The events that are left, oldest first, with the values beside them.
    pub events: Vec<SealedEvent>,
    /// Every leaf, also of events that were cut.
    pub leaves: Vec<Leaf>,
    /// Heads that are left, oldest first.
    pub heads: Vec<SignedHead>,
    /// The head before the first event that is left.
    pub cut: Option<SignedHead>,
}

/// A record of several tenants. The same calls give the same bytes.
pub struct Record {
    /// The chains, in the order of an export.
    pub chains: BTreeMap<(TenantId, &'static str), Kept>,
    /// The keys, oldest first.
    pub keys: Vec<KeyStatement>,
    secret: SecretKey,
    drawn: u64,
}

/// The n-th tenant of a record.
pub fn tenant(number: u128) -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(number << 64 | 0xA11))
}

fn secret(number: u64) -> SecretKey {
    SecretKey::from_seed(&sha256(&[b"key", &number.to_be_bytes()]))
}

impl Record {
    /// An empty record whose first key comes from the seed.
    pub fn new(seed: u64) -> Self {
        let secret = secret(seed);
        Self { chains: BTreeMap::new(), keys: vec![KeyStatement::first(secret.public())], secret, drawn: seed << 32 }
    }

    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        sha256(&[&self.drawn.to_be_bytes()])
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + chrono::TimeDelta::microseconds(1_900_000_000_000_000 + (self.drawn & 0xFFFF_FFFF) as i64 * 1001)
    }

    /// The chain as it is kept.
    pub fn kept(&mut self, tenant: TenantId, chain: Chain) -> &mut Kept {
        self.chains.entry((tenant, chain.as_str())).or_default()
    }

    fn add<A: Recorded>(&mut self, tenant: TenantId, event: Event<A>) {
        let draw = self.draw();
        let at = self.now();
        let kept = self.kept(tenant, A::CHAIN);
        let actor = Actor::Member(MemberId::from_uuid(Uuid::from_u128(7)));
        let origin = Origin { address: Some("192.0.2.1".into()), session: Some("00ff".into()) };
        let stamp = Stamp {
            id: EventId::from_uuid(Uuid::from_slice(&draw[..16]).unwrap_or_default()),
            tenant,
            sequence: kept.leaves.len() as i64 + 1,
            previous: kept.leaves.last().copied().unwrap_or(FIRST_PREVIOUS),
            at,
            actor: &actor,
            origin: &origin,
        };
        let mut count = 0_u8;
        let mut salt = || {
            count += 1;
            let mut salt = [0; 16];
            salt.copy_from_slice(&sha256(&[&draw, &[count]])[..16]);
            salt
        };
        let sealed = seal::<A>(event.into_body(), &stamp, &mut salt).unwrap_or_else(|error| panic!("{error}"));
        kept.leaves.push(sealed.leaf);
        kept.events.push(sealed);
    }

    /// Appends an event that says `word`: a submitted request, or a sign-in.
    pub fn append(&mut self, tenant: TenantId, chain: Chain, word: &str) {
        match chain {
            Chain::Changes => {
                let event = Event::<SubmitRequest>::about("request", word)
                    .before("stage", Field::public("draft"))
                    .after("email", Field::personal(format!("{word}@example.com")))
                    .after("ü\u{e000}\u{10000}\n", Field::public(json!({"b": [1, null, -5], "a": word})))
                    .because("because \"we\" must\u{1}");
                self.add(tenant, event);
            }
            Chain::Access => self.add(tenant, Event::<SignIn>::about("session", word).after("issuer", Field::public("id"))),
        }
    }

    /// Appends an event with a public value of any shape.
    pub fn append_public(&mut self, tenant: TenantId, value: serde_json::Value) {
        self.add(tenant, Event::<SubmitRequest>::about("request", "R-1").after("tags", Field::public(value)));
    }

    /// Appends many events and a head after every `every`-th.
    pub fn fill(&mut self, tenant: TenantId, chain: Chain, events: usize, every: usize) {
        for number in 1..=events {
            self.append(tenant, chain, &format!("w{number}"));
            if number % every == 0 {
                self.sign(tenant, chain);
            }
        }
    }

    /// Signs a head of the chain as it is.
    pub fn sign(&mut self, tenant: TenantId, chain: Chain) {
        let (at, key) = (self.now(), self.secret.public().fingerprint());
        let kept = self.kept(tenant, chain);
        let size = kept.leaves.len() as u64;
        let root = Self::tree(kept, size).root();
        let head = TreeHead { tenant, chain, size, root, at, key }.signed(&self.secret);
        self.kept(tenant, chain).heads.push(head);
    }

    /// From now on another key signs, which the present one endorses.
    pub fn rotate(&mut self) {
        let next = secret(self.drawn + 1_000_000);
        self.draw();
        self.keys.push(self.secret.endorse(next.public(), self.now()));
        self.secret = next;
    }

    /// Erases the personal values of an event, and records it.
    pub fn erase(&mut self, tenant: TenantId, chain: Chain, sequence: u64) {
        let kept = self.kept(tenant, chain);
        let first = (kept.leaves.len() - kept.events.len()) as u64;
        let gone = std::mem::take(&mut kept.events[(sequence - 1 - first) as usize].personal);
        let places: Vec<String> = gone.iter().map(|Personal { path, .. }| format!("{chain}/{sequence}/{path}")).collect();
        self.add(tenant, Event::<Erase>::about("member", "m1").after("places", Field::public(json!(places))));
    }

    /// Cuts everything up to the n-th head that is left.
    pub fn cut(&mut self, tenant: TenantId, chain: Chain, head: usize) {
        let kept = self.kept(tenant, chain);
        let first = (kept.leaves.len() - kept.events.len()) as u64;
        let at = kept.heads.drain(..=head).next_back();
        let gone = at.as_ref().map_or(0, |head| head.head.size - first);
        kept.events.drain(..gone as usize);
        kept.cut = at;
    }

    fn tree(kept: &Kept, size: u64) -> CompactRange {
        let mut tree = CompactRange::new();
        kept.leaves.iter().take(size as usize).for_each(|leaf| tree.push(*leaf));
        tree
    }

    fn hash(kept: &Kept, block: Block) -> Option<Hash> {
        let start = (block.index * width(block.level)) as usize;
        let mut tree = CompactRange::new();
        kept.leaves.get(start..start + width(block.level) as usize)?.iter().for_each(|leaf| tree.push(*leaf));
        Some(tree.root())
    }

    fn proof(kept: &Kept, before: Option<&SignedHead>, head: &SignedHead) -> Option<Vec<Hash>> {
        consistency(before?.head.size, head.head.size, |block| Self::hash(kept, block)).ok()
    }

    /// The keys from the first to the last that is needed.
    fn key_lines(&self, used: impl Fn(&SignedHead) -> bool) -> Vec<Vec<u8>> {
        let heads = self.chains.values().flat_map(|kept| kept.heads.iter().chain(&kept.cut));
        let signers: Vec<Fingerprint> = heads.filter(|head| used(head)).map(|head| head.head.key).collect();
        let last = self.keys.iter().rposition(|key| signers.contains(&key.public.fingerprint()));
        self.keys.iter().take(last.map_or(0, |last| last + 1)).map(key_line).collect()
    }

    /// The export, line by line.
    pub fn export(&self) -> Vec<Vec<u8>> {
        let (mut lines, mut events) = (vec![export_line()], 0);
        lines.extend(self.key_lines(|_| true));
        for (&(tenant, chain), kept) in &self.chains {
            let Ok(chain) = chain.parse::<Chain>() else { continue };
            let cut = kept.cut.clone().and_then(|head| {
                let size = head.head.size;
                let path = inclusion(size - 1, size, |block| Self::hash(kept, block)).ok()?;
                let peaks = Self::tree(kept, size).peaks().to_vec();
                Some(Cut { head, leaf: kept.leaves[size as usize - 1], path, peaks })
            });
            lines.push(chain_line(tenant, chain, cut.as_ref()));
            let (mut sequence, mut before) = (kept.leaves.len() - kept.events.len(), kept.cut.as_ref());
            let mut heads = kept.heads.iter().peekable();
            for event in &kept.events {
                lines.push(event_line(&event.bytes, &event.personal, None));
                (sequence, events) = (sequence + 1, events + 1);
                if let Some(head) = heads.next_if(|head| head.head.size == sequence as u64) {
                    lines.push(head_line(head, Self::proof(kept, before, head).as_deref()));
                    before = Some(head);
                }
            }
            let leaf = kept.leaves.last().copied().unwrap_or(FIRST_PREVIOUS);
            lines.push(section_end_line(tenant, chain, sequence as u64, &leaf));
        }
        lines.push(file_end_line(self.chains.len() as u64, events));
        lines
    }

    /// The excerpt of every `every`-th event of every chain, line by line.
    pub fn excerpt(&self, every: usize) -> Vec<Vec<u8>> {
        let (mut lines, mut events) = (vec![excerpt_line()], 0);
        lines.extend(self.key_lines(|head| self.chains.values().any(|kept| kept.heads.last() == Some(head))));
        for (&(tenant, chain), kept) in &self.chains {
            let Ok(chain) = chain.parse::<Chain>() else { continue };
            lines.push(chain_line(tenant, chain, None));
            let head = kept.heads.last();
            lines.extend(head.map(|head| head_line(head, None)));
            let (size, first) = (head.map_or(0, |head| head.head.size), kept.leaves.len() - kept.events.len());
            for (number, event) in kept.events.iter().enumerate().step_by(every) {
                let proof = inclusion((first + number) as u64, size, |block| Self::hash(kept, block)).ok();
                lines.push(event_line(&event.bytes, &event.personal, proof.as_deref()));
                events += 1;
            }
        }
        lines.push(file_end_line(self.chains.len() as u64, events));
        lines
    }

    /// The sink file of every head that is left.
    pub fn sink_files(&self) -> Vec<Vec<u8>> {
        let mut files = Vec::new();
        for kept in self.chains.values() {
            let mut before = kept.cut.as_ref();
            for head in &kept.heads {
                let signer = self.keys.iter().position(|key| key.public.fingerprint() == head.head.key).unwrap_or_default();
                files.push(sink_file(&self.keys[..=signer], head, Self::proof(kept, before, head).as_deref()));
                before = Some(head);
            }
        }
        files
    }

    /// A record with everything: three tenants, heads of several sizes, keys that changed, erased values, a prefix cut off, an empty
    /// chain, events that nothing signed yet.
    pub fn with_everything(seed: u64) -> Self {
        let mut record = Self::new(seed);
        let (a, b, c) = (tenant(1), tenant(2), tenant(3));
        record.fill(a, Chain::Changes, 7, 3);
        record.fill(a, Chain::Access, 5, 5);
        record.fill(b, Chain::Changes, 9, 2);
        record.erase(a, Chain::Changes, 2);
        record.rotate();
        record.fill(a, Chain::Changes, 3, 2);
        record.fill(c, Chain::Access, 1, 1);
        record.erase(a, Chain::Access, 1);
        record.sign(a, Chain::Changes);
        record.cut(b, Chain::Changes, 1);
        record.kept(c, Chain::Changes);
        record.rotate();
        record.fill(b, Chain::Changes, 4, 3);
        record.fill(a, Chain::Access, 2, 2);
        record.fill(c, Chain::Access, 3, 2);
        record
    }
}
