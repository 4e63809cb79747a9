//! What is attacked: true exports, with where everything stands in them.
//! Never here: an attack.

use domain::audit::Chain;
use domain::audit::evidence::testing::{Record, tenant};
use domain::audit::evidence::{Anchors, file_end_line, section_end_line};
use domain::ids::TenantId;

use crate::chance::Chance;
use crate::history::{Act, CHAINS, drawn, played};
use crate::{Outcome, verdict};

/// How many different records are attacked.
const RECORDS: u64 = 16;
/// The most events that a tail cut takes.
pub const LONGEST_TAIL: usize = 1_000;

/// A true record and its export.
pub struct Target {
    /// From which it was made.
    pub seed: u64,
    /// What happened.
    pub history: Vec<Act>,
    /// What came of it.
    pub record: Record,
    /// The export, line by line.
    pub lines: Vec<Vec<u8>>,
    /// The export.
    pub bytes: Vec<u8>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Exports of the same events that miss only the newest signature of a chain: as true as this one.
    harmless: Vec<Vec<u8>>,
}

/// Where a section stands.
pub struct Section {
    /// The tenant.
    pub tenant: TenantId,
    /// The chain.
    pub chain: Chain,
    /// The sequence of the last event before its first one.
    pub before: u64,
    /// The lines of its events.
    pub events: Vec<usize>,
    /// The lines of its heads.
    pub heads: Vec<usize>,
    /// The line of its end.
    pub end: usize,
}

/// Everything that is attacked.
pub struct Targets {
    small: Vec<Target>,
    /// One chain that is long enough to lose a tail.
    pub long: Target,
}

impl Targets {
    /// The records of a seed, each found true.
    ///
    /// # Errors
    /// A false alarm.
    pub fn new(seed: u64) -> Outcome<Self> {
        let small = (0..RECORDS).map(|number| {
            let mut chance = Chance::new(seed, u64::MAX - number);
            let acts = 25 + chance.below(75);
            let tenants = 2 + u128::from(number % 3);
            Target::new(seed.wrapping_add(number) & 0xFFFF, drawn(&mut chance, tenants, acts))
        });
        let mut long = Vec::new();
        for number in 0..LONGEST_TAIL + 200 {
            long.push(Act::Append(tenant(1), Chain::Changes, format!("w{number}")));
            if number % 80 == 79 {
                long.push(Act::Sign(tenant(1), Chain::Changes));
            }
        }
        long.push(Act::Sign(tenant(1), Chain::Changes));
        Ok(Self { small: small.collect::<Outcome<_>>()?, long: Target::new(seed & 0xFFFF, long)? })
    }

    /// One of the small records.
    pub fn one(&self, chance: &mut Chance) -> Outcome<&Target> {
        chance.one(&self.small).ok_or_else(|| "there is nothing to attack".into())
    }
}

impl Target {
    fn new(seed: u64, history: Vec<Act>) -> Outcome<Self> {
        let record = played(seed, &history);
        let lines = record.export();
        verdict::of_lines(&lines, Anchors::default()).map_err(|fault| format!("false alarm: {fault}"))?;
        let sections = sections(&record, &lines);
        let harmless = sections.iter().filter_map(|section| section.heads.last()).map(|last| {
            let others = lines.iter().enumerate().filter(|(at, _)| at != last);
            others.flat_map(|(_, line)| line.iter().copied()).collect()
        });
        Ok(Self { seed, harmless: harmless.collect(), bytes: lines.concat(), record, lines, sections, history })
    }

    /// Whether these bytes are this export, or it without a newest signature: no event is different then.
    pub fn is_true(&self, bytes: &[u8]) -> bool {
        bytes == self.bytes || self.harmless.iter().any(|harmless| bytes == harmless)
    }

    /// The export without the last events of a chain, counted and ended as if they had never been.
    pub fn without_tail(&self, section: &Section, gone: usize) -> Vec<Vec<u8>> {
        let left = section.events.len() - gone;
        let end = section.events.get(left).copied().unwrap_or(section.end);
        let leaves = self.record.chains.get(&(section.tenant, section.chain.as_str())).map(|kept| &kept.leaves);
        let sequence = section.before + left as u64;
        let last = leaves.and_then(|leaves| leaves.get((sequence as usize).checked_sub(1)?)).copied().unwrap_or_default();
        let mut lines = self.lines[..end].to_vec();
        lines.push(section_end_line(section.tenant, section.chain, sequence, &last));
        lines.extend_from_slice(&self.lines[section.end + 1..self.lines.len() - 1]);
        let events: usize = self.sections.iter().map(|section| section.events.len()).sum();
        lines.push(file_end_line(self.sections.len() as u64, (events - gone) as u64));
        lines
    }
}

fn sections(record: &Record, lines: &[Vec<u8>]) -> Vec<Section> {
    let starts = |at: usize, what: &str| lines[at].starts_with(what.as_bytes());
    let mut at = lines.iter().position(|line| line.starts_with(b"{\"chain\":")).unwrap_or(lines.len());
    let mut sections = Vec::new();
    for (&(tenant, word), kept) in &record.chains {
        let Some(chain) = CHAINS.into_iter().find(|chain| chain.as_str() == word) else { continue };
        let before = (kept.leaves.len() - kept.events.len()) as u64;
        let mut section = Section { tenant, chain, before, events: Vec::new(), heads: Vec::new(), end: 0 };
        at += 1;
        loop {
            if starts(at, "{\"event\":") {
                section.events.push(at);
            } else if starts(at, "{\"chain\":") {
                section.end = at;
                at += 1;
                break;
            } else {
                section.heads.push(at);
            }
            at += 1;
        }
        sections.push(section);
    }
    sections
}
