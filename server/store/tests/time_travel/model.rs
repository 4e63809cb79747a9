//! An organization that changes by chance, and what each of its states looks like as plain texts.
//! Never here: the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::organization::{
    AccountFacts, AccountReading, AccountState, Attachment, JoinedMethod, ParentId, PlacedAccount, PolicyContent, PolicyFacts,
    Reading, RootFacts, UnitFacts,
};
use domain::time::Timestamp;

pub const ROOT: &str = "r-abcd";

/// Chance from a seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { from.get(usize::try_from(self.roll(from.len() as u64)).unwrap()).cloned() }
    }

    /// A microsecond, or up to three days.
    pub fn pause(&mut self) -> TimeDelta {
        if self.roll(4) == 0 {
            TimeDelta::microseconds(1)
        } else {
            TimeDelta::microseconds(self.roll(259_200_000_000) as i64 + 2)
        }
    }
}

/// What AWS has.
#[derive(Clone, Default)]
pub struct Model {
    units: BTreeMap<String, (String, String)>,
    accounts: BTreeMap<String, Account>,
    policies: BTreeMap<String, (String, String)>,
    attachments: BTreeSet<(String, String)>,
    drawn: u64,
}

#[derive(Clone)]
struct Account {
    parent: String,
    name: String,
    state: String,
}

impl Model {
    pub fn new(dice: &mut Dice) -> Self {
        let mut model = Self::default();
        for _ in 0..30 {
            model.change(dice);
        }
        model
    }

    pub fn accounts(&self) -> Vec<String> {
        self.accounts.keys().cloned().collect()
    }

    pub fn policies(&self) -> Vec<String> {
        self.policies.keys().cloned().collect()
    }

    /// One thing happens. Ids are never used again, as in AWS.
    pub fn change(&mut self, dice: &mut Dice) {
        self.drawn += 1;
        let (number, name) = (self.drawn, format!("n{}", dice.roll(50)));
        let units: Vec<String> = self.units.keys().cloned().collect();
        let parents: Vec<String> = units.iter().cloned().chain([ROOT.to_owned()]).collect();
        let (accounts, policies) = (self.accounts(), self.policies());
        let targets: Vec<String> = parents.iter().chain(&accounts).cloned().collect();
        let parent = dice.pick(&parents).unwrap();
        match dice.roll(14) {
            0 => {
                self.units.insert(format!("ou-abcd-{number:08}"), (parent, name));
            }
            1 => {
                if let Some(id) = dice.pick(&units) {
                    self.units.get_mut(&id).unwrap().1 = name;
                }
            }
            2 => {
                if let Some(id) = dice.pick(&units).filter(|id| self.is_empty(id)) {
                    self.units.remove(&id);
                    self.attachments.retain(|(_, target)| *target != id);
                }
            }
            3 | 4 => {
                let state = AccountState::Active.into();
                self.accounts.insert(format!("{number:012}"), Account { parent, name, state });
            }
            5 | 6 => {
                if let Some(id) = dice.pick(&accounts) {
                    self.accounts.get_mut(&id).unwrap().parent = parent;
                }
            }
            7 => {
                if let Some(id) = dice.pick(&accounts) {
                    self.accounts.get_mut(&id).unwrap().name = name;
                }
            }
            8 => {
                let states = ["ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"].map(str::to_owned);
                if let Some(id) = dice.pick(&accounts) {
                    self.accounts.get_mut(&id).unwrap().state = dice.pick(&states).unwrap();
                }
            }
            9 => {
                if let Some(id) = dice.pick(&accounts) {
                    self.accounts.remove(&id);
                    self.attachments.retain(|(_, target)| *target != id);
                }
            }
            10 => {
                self.policies.insert(format!("p-{number:08}"), (name.clone(), content(&name)));
            }
            11 => {
                if let Some(id) = dice.pick(&policies) {
                    self.policies.get_mut(&id).unwrap().1 = content(&name);
                }
            }
            12 => {
                if let Some(id) = dice.pick(&policies) {
                    self.attachments.insert((id, dice.pick(&targets).unwrap()));
                }
            }
            _ => {
                let attachments: Vec<_> = self.attachments.iter().cloned().collect();
                if let Some(one) = dice.pick(&attachments) {
                    self.attachments.remove(&one);
                }
            }
        }
    }

    fn is_empty(&self, unit: &str) -> bool {
        self.units.values().all(|(parent, _)| parent != unit) && self.accounts.values().all(|account| account.parent != unit)
    }

    /// All of it as AWS would be read.
    pub fn reading(&self, taken_at: Timestamp) -> Reading {
        Reading {
            taken_at,
            root: RootFacts { id: ROOT.parse().unwrap(), name: "Root".into(), has_scps_enabled: true },
            units: self
                .units
                .iter()
                .map(|(id, (parent, name))| UnitFacts {
                    id: id.parse().unwrap(),
                    name: name.clone(),
                    parent: parent.parse().unwrap(),
                })
                .collect(),
            accounts: self.accounts.keys().map(|id| self.placed(id)).collect(),
            policies: self
                .policies
                .iter()
                .map(|(id, (name, content))| PolicyContent {
                    facts: PolicyFacts {
                        id: id.parse().unwrap(),
                        name: name.clone(),
                        description: String::new(),
                        is_aws_managed: false,
                    },
                    content: content.clone(),
                })
                .collect(),
            attachments: self.attached(|_| true),
        }
    }

    /// One account as the engine would read it; `None` if it is not there.
    pub fn account_reading(&self, id: &str, taken_at: Timestamp) -> Option<AccountReading> {
        let is_there = self.accounts.contains_key(id);
        is_there.then(|| AccountReading { taken_at, account: self.placed(id), attachments: self.attached(|target| target == id) })
    }

    fn placed(&self, id: &str) -> PlacedAccount {
        let Account { parent, name, state } = &self.accounts[id];
        let facts = AccountFacts {
            id: id.parse().unwrap(),
            arn: format!("arn:aws:organizations::1:account/o-1/{id}"),
            email: format!("aws+{id}@example.com"),
            name: name.clone(),
            state: state.clone().into(),
            joined_method: Some(JoinedMethod::Created),
            joined_at: None,
        };
        PlacedAccount { facts, parent: parent.parse::<ParentId>().unwrap() }
    }

    fn attached(&self, is_meant: impl Fn(&str) -> bool) -> Vec<Attachment> {
        let meant = self.attachments.iter().filter(|(_, target)| is_meant(target));
        meant.map(|(policy, target)| Attachment { policy: policy.parse().unwrap(), target: target.parse().unwrap() }).collect()
    }

    /// Whether that account, as it is in another state, hangs where this state knows a place.
    pub fn knows_place_of(&self, id: &str, other: &Self) -> bool {
        let parent = other.accounts.get(id).map(|account| account.parent.as_str());
        parent.is_some_and(|parent| parent == ROOT || self.units.contains_key(parent))
    }

    /// Takes over what another state has of one account: what a reading of that account alone brings.
    pub fn learn(&mut self, id: &str, from: &Self) {
        self.accounts.insert(id.to_owned(), from.accounts[id].clone());
        self.attachments.retain(|(_, target)| target != id);
        self.attachments.extend(from.attachments.iter().filter(|(_, target)| target == id).cloned());
    }

    /// Names from the root down.
    fn path(&self, place: &str) -> String {
        match self.units.get(place) {
            Some((parent, name)) => format!("{} / {name}", self.path(parent)),
            None => "Root".to_owned(),
        }
    }

    fn policies_on(&self, target: &str) -> BTreeSet<String> {
        self.attachments.iter().filter(|(_, on)| on == target).map(|(policy, _)| policy.clone()).collect()
    }

    /// What the pages must show, a line for each thing.
    pub fn lines(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::from([format!("unit {ROOT} Root below - with {:?}", self.policies_on(ROOT))]);
        for (id, (parent, name)) in &self.units {
            lines.insert(format!("unit {id} {name} below {parent} with {:?}", self.policies_on(id)));
        }
        for (id, account) in &self.accounts {
            let (path, on) = (self.path(&account.parent), self.policies_on(id));
            lines.insert(format!("account {id} {} {} in {path}", account.name, account.state));
            lines.insert(format!("ladder {id} in {path} with {on:?}"));
        }
        for (id, (name, content)) in &self.policies {
            let on: BTreeSet<_> = self.attachments.iter().filter(|(policy, _)| policy == id).map(|(_, on)| on.clone()).collect();
            lines.insert(format!("policy {id} {name} {content} on {on:?}"));
        }
        lines
    }
}

fn content(name: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[],\"Id\":\"{name}\"}}")
}
