//! The search as one would write it without an index: every event is looked at. Never here: the store's code.

use std::collections::BTreeMap;

use domain::audit::query::{Criterion, Outcome, Query};
use domain::audit::words::{asked_words, words_of};
use domain::ids::TenantId;
use domain::time::Timestamp;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgConnection;

use super::random;
use crate::scene::run;

struct One {
    at: Timestamp,
    chain: String,
    sequence: i64,
    bytes: Vec<u8>,
    event: Value,
    personal: BTreeMap<String, String>,
}

pub struct Naive(Vec<One>);

impl Naive {
    pub async fn load(owner: &mut PgConnection, tenant: TenantId) -> Self {
        run(owner, "begin read only").await.unwrap();
        run(owner, format!("select set_config('app.tenant', '{tenant}', true)")).await.unwrap();
        let rows = sqlx::query("select at, chain, sequence, bytes from audit_event").fetch_all(&mut *owner).await.unwrap();
        let beside = sqlx::query("select chain, sequence, path, value from audit_personal").fetch_all(&mut *owner).await.unwrap();
        let mut events: Vec<One> = rows
            .iter()
            .map(|row| {
                let (chain, sequence): (String, i64) = (row.get("chain"), row.get("sequence"));
                let bytes: Vec<u8> = row.get("bytes");
                let event = serde_json::from_slice(&bytes).unwrap();
                let personal = beside
                    .iter()
                    .filter(|row| row.get::<String, _>("chain") == chain && row.get::<i64, _>("sequence") == sequence)
                    .map(|row| (row.get("path"), row.get("value")))
                    .collect();
                One { at: row.get("at"), chain, sequence, bytes, event, personal }
            })
            .collect();
        events.sort_by(|a, b| (b.at, &b.chain, b.sequence).cmp(&(a.at, &a.chain, a.sequence)));
        Self(events)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn scan(&self, query: &Query) -> Vec<(String, i64)> {
        let holds = |one: &&One| query.terms().iter().all(|term| one.holds(&term.criterion) != term.is_negated);
        self.0.iter().filter(holds).map(|one| (one.chain.clone(), one.sequence)).collect()
    }
}

impl One {
    fn text(&self, outer: &str, inner: &str) -> Option<&str> {
        self.event.get(outer)?.get(inner)?.as_str()
    }

    fn holds(&self, criterion: &Criterion) -> bool {
        let words = || words_of(&self.bytes, self.personal.values().map(String::as_str)).unwrap();
        match criterion {
            Criterion::Actor(text) => {
                let member = self.text("actor", "member").or_else(|| self.text("actor", "on_behalf_of"));
                let text = text.to_lowercase();
                let is_named = random::MEMBERS.iter().enumerate().any(|(number, (name, email))| {
                    let is_it = Some(random::member(number).to_string().as_str()) == member;
                    is_it && (name.to_lowercase().contains(&text) || email.contains(&text))
                });
                is_named || self.text("actor", "kind") == Some(&text)
            }
            Criterion::Action(beginning) => self.event["action"].as_str().unwrap().starts_with(beginning.as_str()),
            Criterion::Target(target) => [
                ("object", "kind"),
                ("object", "id"),
                ("correlation", "request"),
                ("correlation", "run"),
                ("correlation", "plan"),
            ]
            .into_iter()
            .any(|(outer, inner)| self.text(outer, inner) == Some(target)),
            Criterion::Address(network) => {
                self.personal.get("origin/address").is_some_and(|address| network.contains(address.parse().unwrap()))
            }
            Criterion::Result(outcome) => Outcome::of(&self.event) == *outcome,
            Criterion::At(span) => {
                let (from, until) = span.bounds(random::now());
                from.is_none_or(|from| self.at >= from) && until.is_none_or(|until| self.at < until)
            }
            Criterion::Chain(chain) => self.chain == chain.as_str(),
            Criterion::Text(text) => asked_words(text).is_subset(&words()),
            Criterion::Beginning(beginning) => words().iter().any(|word| word.starts_with(beginning.as_str())),
        }
    }
}
