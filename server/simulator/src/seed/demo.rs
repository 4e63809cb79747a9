//! The demo's two organizations: a grown one with 100 member accounts in 21 units, and a small one.
//! Never here: anything of a real company. The policies are AWS's published examples (`data/`).

use std::collections::BTreeMap;

use domain::organization::{AccountId, AccountState};
use serde::Deserialize;

use super::{Seed, SeedAccount, SeedPolicy, SeedUnit};
use crate::operations::trust::ACCOUNT_MANAGEMENT;

#[derive(Deserialize)]
struct Published {
    name: String,
    source: String,
    path: String,
    content: String,
}

const LEAVE: &str = "Deny-member-accounts-from-leaving-your-AWS-organization";
const ROOT_USER: &str = "Deny-the-root-user-from-performing-actions-except-S3-bucketpolicy-changes";
const TRAILS: &str = "Deny-modifications-to-specific-CloudTrail-trails";
const GUARD_DUTY: &str = "Deny-users-from-disabling-Amazon-GuardDuty-or-modifying-its-configuration";
const REGIONS: &str = "Deny-access-to-AWS-based-on-the-requested-AWS-region";
const REGION_SWITCH: &str = "Deny-account-region-enable-and-disable-actions";
const CONFIG: &str = "Deny-enabling-and-disabling-AWS-Config";
const ENCRYPTION: &str = "Deny-disabling-default-EBS-encryption";
const KEYS: &str = "Deny-KMS-key-deletion";
const FLOW_LOGS: &str = "Deny-users-from-deleting-Amazon-VPC-flow-logs";
const INSTANCES: &str = "Require-Amazon-EC2-instances-to-use-a-specific-type";

/// Units of the first organization and what is attached to them.
const UNITS: [(&str, &[&str]); 21] = [
    ("Security", &[GUARD_DUTY]),
    ("Security/Audit", &[]),
    ("Security/Log Archive", &[KEYS]),
    ("Infrastructure", &[CONFIG]),
    ("Infrastructure/Network", &[FLOW_LOGS]),
    ("Infrastructure/Shared Services", &[]),
    ("Workloads", &[ROOT_USER, CONFIG]),
    ("Workloads/Development", &[]),
    ("Workloads/Development/Payments", &[]),
    ("Workloads/Development/Search", &[]),
    ("Workloads/Test", &[]),
    ("Workloads/Staging", &[FLOW_LOGS]),
    ("Workloads/Production", &[REGIONS, ENCRYPTION, FLOW_LOGS]),
    ("Workloads/Production/Payments", &[KEYS]),
    ("Workloads/Production/Payments/Card Data", &[GUARD_DUTY]),
    ("Workloads/Production/Search", &[]),
    ("Workloads/Production/Identity", &[KEYS]),
    ("Sandbox", &[INSTANCES]),
    ("Sandbox/Trainees", &[]),
    ("Policy Staging", &[]),
    ("Suspended", &[REGION_SWITCH]),
];

/// Where the first organization's teams have accounts, in turn.
const PLACES: [(&str, &str, &str); 10] = [
    ("Workloads/Development", "dev", "development"),
    ("Workloads/Test", "test", "test"),
    ("Workloads/Staging", "staging", "staging"),
    ("Workloads/Production", "prod", "production"),
    ("Workloads/Development/Payments", "payments-dev", "development"),
    ("Workloads/Production/Payments", "payments-prod", "production"),
    ("Workloads/Development/Search", "search-dev", "development"),
    ("Workloads/Production/Search", "search-prod", "production"),
    ("Sandbox", "sandbox", "sandbox"),
    ("Workloads/Production/Identity", "identity-prod", "production"),
];

const TEAMS: [&str; 9] = ["orders", "ledger", "catalog", "shipping", "invoicing", "support", "reporting", "mobile", "partners"];

const FIXED: [(&str, &str, AccountState); 10] = [
    ("audit", "Security/Audit", AccountState::Active),
    ("log-archive", "Security/Log Archive", AccountState::Active),
    ("network", "Infrastructure/Network", AccountState::Active),
    ("dns", "Infrastructure/Network", AccountState::Active),
    ("shared-services", "Infrastructure/Shared Services", AccountState::Active),
    ("build", "Infrastructure/Shared Services", AccountState::Active),
    ("card-vault", "Workloads/Production/Payments/Card Data", AccountState::Active),
    ("policy-trial", "Policy Staging", AccountState::Active),
    ("legacy-shop", "Suspended", AccountState::Suspended),
    ("legacy-mail", "Suspended", AccountState::Closed),
];

/// The two organizations of the demo; `111122223333` is the first's management account, `444455556666` the second's.
pub fn seed_demo() -> Vec<Seed> {
    let management = |digits: &str| digits.parse::<AccountId>().ok();
    let seeds = [management("111122223333").map(first), management("444455556666").map(second)];
    seeds.into_iter().flatten().collect()
}

fn policies() -> Vec<SeedPolicy> {
    let lines = include_str!("../../data/scps.jsonl").lines();
    let published = lines.filter_map(|line| serde_json::from_str::<Published>(line).ok());
    published
        .map(|p| SeedPolicy { description: format!("Published in {}: {}", p.source, p.path), name: p.name, content: p.content })
        .collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn unit((path, policies): (&str, &[&str])) -> SeedUnit {
    SeedUnit { path: path.to_owned(), policies: names(policies) }
}

fn account(domain: &str, name: &str, unit: &str, state: AccountState, tags: &[(&str, &str)], age_days: i64) -> SeedAccount {
    SeedAccount {
        name: name.to_owned(),
        email: format!("aws+{name}@{domain}"),
        unit: unit.to_owned(),
        state,
        tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>(),
        policies: Vec::new(),
        age_days,
    }
}

fn first(management_account: AccountId) -> Seed {
    const DOMAIN: &str = "northwind.example";
    let mut accounts: Vec<SeedAccount> = (1..)
        .zip(FIXED)
        .map(|(age, (name, unit, state))| {
            account(DOMAIN, name, unit, state, &[("team", "platform"), ("environment", "shared")], 900 - age * 7)
        })
        .collect();
    for (row, team) in (0..).zip(TEAMS) {
        for (column, (unit, suffix, environment)) in (0..).zip(PLACES) {
            let tags = [("team", team), ("environment", environment), ("owner", "platform@northwind.example")];
            accounts.push(account(
                DOMAIN,
                &format!("{team}-{suffix}"),
                unit,
                AccountState::Active,
                &tags,
                800 - (row * 10 + column) * 8,
            ));
        }
    }
    if let Some(card_vault) = accounts.iter_mut().find(|account| account.name == "card-vault") {
        card_vault.policies = names(&[REGION_SWITCH]);
    }
    Seed {
        management_account,
        name: "northwind-management".to_owned(),
        email: format!("aws+management@{DOMAIN}"),
        root_policies: names(&[LEAVE, TRAILS]),
        units: UNITS.into_iter().map(unit).collect(),
        policies: policies(),
        accounts,
        reserved_emails: vec![format!("aws+taken@{DOMAIN}"), "aws+legacy-billing@acme.example".to_owned()],
        trusted_services: vec![ACCOUNT_MANAGEMENT.to_owned()],
    }
}

fn second(management_account: AccountId) -> Seed {
    const DOMAIN: &str = "fabrikam.example";
    let units: [(&str, &[&str]); 5] = [
        ("Security", &[GUARD_DUTY]),
        ("Workloads", &[ROOT_USER]),
        ("Workloads/Development", &[]),
        ("Workloads/Production", &[REGIONS, ENCRYPTION]),
        ("Sandbox", &[]),
    ];
    let places = [
        ("audit", "Security", "shared"),
        ("web-dev", "Workloads/Development", "development"),
        ("web-prod", "Workloads/Production", "production"),
        ("data-dev", "Workloads/Development", "development"),
        ("data-prod", "Workloads/Production", "production"),
        ("trial-a", "Sandbox", "sandbox"),
        ("trial-b", "Sandbox", "sandbox"),
        ("mail-prod", "Workloads/Production", "production"),
    ];
    let of = |(age, (name, unit, environment)): (i64, (&str, &str, &str))| {
        account(DOMAIN, name, unit, AccountState::Active, &[("environment", environment)], 300 - age * 20)
    };
    Seed {
        management_account,
        name: "fabrikam-management".to_owned(),
        email: format!("aws+management@{DOMAIN}"),
        root_policies: names(&[LEAVE]),
        units: units.into_iter().map(unit).collect(),
        policies: policies(),
        accounts: (0..).zip(places).map(of).collect(),
        reserved_emails: vec![format!("aws+taken@{DOMAIN}")],
        trusted_services: vec![ACCOUNT_MANAGEMENT.to_owned()],
    }
}
