//! The long history: told by several threads at once, copied into the tables as they are migrated, indexed after that.
//! Never here: words and trees, which the product writes itself.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::access::Actor;
use domain::audit::{Chain, Leaf};
use domain::time::Timestamp;

use crate::copy::Copy;
use crate::people::{Installation, LOADED, NOW, SPAN, Workspace};
use crate::story::{Listener, Teller, Told};
use crate::throwaway::Throwaway;
use crate::{Outcome, step};

/// How many events of the large workspace have the rare word.
const RARE_HITS: u64 = 250;
/// About how many events a request leaves.
const OF_A_REQUEST: u64 = 7;
/// Indexes that no constraint needs: they are made when the rows are there.
const PLAIN_INDEXES: &str = "select indexdef from pg_indexes where tablename in ('audit_event', 'audit_personal')
    and indexname not in (select conname from pg_constraint) order by 1";

/// What is loaded.
pub struct Plan {
    workspaces: Vec<Workspace>,
    events: u64,
    heads: HashMap<(String, String), (i64, Leaf)>,
}

/// The workspace with a tenth of everything.
pub struct Large<'a> {
    /// It.
    pub workspace: &'a Workspace,
    /// About how many events it has.
    pub events: u64,
}

impl Plan {
    /// A tenth of the events in the first workspace, the rest in the others.
    pub fn new(server: &Throwaway, installation: &Installation, events: u64) -> Outcome<Self> {
        let rows = server.ask("postgres", "select tenant_id, chain, sequence, encode(leaf, 'hex') from audit_head")?;
        let mut heads = HashMap::new();
        for row in rows.lines() {
            let [tenant, chain, sequence, leaf] = row.split('|').collect::<Vec<_>>()[..] else { return Err("no head".into()) };
            let mut bytes = Leaf::default();
            hex::decode_to_slice(leaf, &mut bytes)?;
            heads.insert((tenant.to_owned(), chain.to_owned()), (sequence.parse()?, bytes));
        }
        Ok(Self { workspaces: installation.workspaces.iter().take(LOADED).cloned().collect(), events, heads })
    }

    /// The large workspace.
    pub fn large(&self) -> Large<'_> {
        Large { workspace: &self.workspaces[0], events: self.events / 10 }
    }

    fn events_of(&self, number: usize) -> u64 {
        let large = self.events / 10;
        if number == 0 { large } else { (self.events - large) / (LOADED as u64 - 1) }
    }

    fn teller(&self, number: usize, chain: Chain) -> Outcome<Teller<'_>> {
        let (workspace, all) = (&self.workspaces[number], self.events_of(number));
        let events = match chain {
            Chain::Changes => all - all / 4,
            Chain::Access => all / 4,
        };
        let head = self.heads.get(&(workspace.tenant.to_string(), chain.to_string())).ok_or("a chain without a beginning")?;
        let day = 86_400_000_000;
        let from = Timestamp::from_timestamp_micros(NOW - SPAN + day).ok_or("no time")?;
        let pause = chrono::TimeDelta::microseconds((SPAN - 2 * day) / i64::try_from(events.max(1))?);
        let seed = number as u64 * 2 + u64::from(chain == Chain::Access) + 1;
        let rare_every = (all * 3 / 4 / OF_A_REQUEST / RARE_HITS).max(1);
        Ok(Teller::new(workspace, seed, *head, events, from, pause, rare_every))
    }
}

struct Tables<'a> {
    events: Copy,
    personal: Copy,
    of: (&'a Workspace, Chain),
}

impl Listener for Tables<'_> {
    fn hear(&mut self, told: Told) -> Outcome<()> {
        let (workspace, chain) = self.of;
        let (kind, member) = match &told.actor {
            Actor::Member(member) => ("member", Some(member.as_uuid())),
            Actor::Engine { on_behalf_of } => ("engine", Some(on_behalf_of.as_uuid())),
            Actor::Operator => ("operator", None),
            Actor::Nobody => ("nobody", None),
        };
        let tenant = workspace.tenant.as_uuid();
        let row = &mut self.events;
        row.begin(16)?;
        row.put(tenant.as_bytes());
        row.put(chain.as_str().as_bytes());
        row.put_number(told.sequence);
        row.put(told.id.as_bytes());
        row.put_time(told.at);
        row.put(told.action.as_bytes());
        row.put(kind.as_bytes());
        row.put_optional(member.as_ref().map(|member| &member.as_bytes()[..]));
        row.put(told.object_kind.as_bytes());
        row.put(told.object_id.as_bytes());
        for link in [&told.of.request, &told.of.plan, &told.of.run, &told.of.step] {
            row.put_optional(link.as_deref().map(str::as_bytes));
        }
        row.put(&told.sealed.bytes);
        row.put(&told.sealed.leaf);
        for personal in &told.sealed.personal {
            let row = &mut self.personal;
            row.begin(6)?;
            row.put(tenant.as_bytes());
            row.put(chain.as_str().as_bytes());
            row.put_number(told.sequence);
            row.put(personal.path.as_bytes());
            row.put(&personal.salt);
            row.put(personal.value.as_bytes());
        }
        Ok(())
    }
}

/// Loads everything, then makes the indexes that were left out, and gathers statistics.
pub fn load(server: &Throwaway, plan: &Plan) -> Outcome<()> {
    let indexes = server.ask("postgres", PLAIN_INDEXES)?;
    let names = indexes.lines().filter_map(|definition| definition.split(' ').skip_while(|word| *word != "INDEX").nth(1));
    server.ask("postgres", &names.map(|name| format!("drop index {name};")).collect::<String>())?;
    let ends = step("told and copied", || told(server, plan))?;
    let values: Vec<String> = ends
        .into_iter()
        .map(|(tenant, chain, sequence, leaf)| {
            format!("('{tenant}'::uuid, '{chain}', {sequence}, '\\x{}'::bytea)", hex::encode(leaf))
        })
        .collect();
    server.ask(
        "postgres",
        &format!(
            "update audit_head head set sequence = said.sequence, leaf = said.leaf from (values {}) said (tenant_id, chain, sequence, leaf)
              where head.tenant_id = said.tenant_id and head.chain = said.chain",
            values.join(",")
        ),
    )?;
    step("indexes", || server.ask("postgres", &indexes.lines().map(|line| format!("{line};")).collect::<String>()))?;
    step("statistics", || server.ask("postgres", "vacuum (analyze) audit_event; vacuum (analyze) audit_personal; analyze"))?;
    Ok(())
}

type End = (String, Chain, i64, Leaf);

fn told(server: &Throwaway, plan: &Plan) -> Outcome<Vec<End>> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = || -> Outcome<Vec<End>> {
        let columns =
            "tenant_id, chain, sequence, event_id, at, action, actor_kind, actor_member, object_kind, object_id, request_id,
                       plan_hash, run_id, step_key, bytes, leaf";
        let mut tables = Tables {
            events: Copy::into(server, "audit_event", columns)?,
            personal: Copy::into(server, "audit_personal", "tenant_id, chain, sequence, path, salt, value")?,
            of: (&plan.workspaces[0], Chain::Changes),
        };
        let mut ends = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(workspace) = plan.workspaces.get(number) else { break };
            for chain in [Chain::Access, Chain::Changes] {
                tables.of = (workspace, chain);
                let mut teller = plan.teller(number, chain)?;
                teller.tell(chain, &mut tables)?;
                ends.push((workspace.tenant.to_string(), chain, teller.sequence, teller.leaf));
            }
        }
        tables.events.finish()?;
        tables.personal.finish()?;
        Ok(ends)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut ends = Vec::new();
        for thread in running {
            ends.extend(thread.join().map_err(|_| "a thread panicked")??);
        }
        Ok(ends)
    })
}
