//! The inventory: pages, search, one account, and nothing of another tenant.

use std::collections::{BTreeMap, BTreeSet};

use control::Error;
use control::organization::{accounts, tree};
use domain::access::{Denied, Role};
use domain::organization::AccountState;
use domain::wire::{AccountsQuery, AccountsView};
use simulator::{Seed, SeedAccount};

use crate::support::{OTHER_ROLE, ROLE, TestWorld, connect};

fn query(q: &str) -> AccountsQuery {
    AccountsQuery { q: q.into(), ..AccountsQuery::default() }
}

fn names(view: &AccountsView) -> Vec<&str> {
    view.accounts.iter().map(|account| account.name.as_str()).collect()
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat() {
    let world = TestWorld::connected().await;
    let caller = world.caller(&[Role::Auditor]).await;
    let (mut seen, mut names, mut after, mut pages) = (BTreeSet::new(), Vec::new(), String::new(), 0);
    loop {
        let view = accounts::list(&caller, AccountsQuery { after, ..AccountsQuery::default() }).await.unwrap();
        assert_eq!(view.n_all, 101);
        for account in &view.accounts {
            assert!(seen.insert(account.id.clone()), "{} came twice", account.id);
            names.push(account.name.clone());
        }
        pages += 1;
        match view.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (101, 3));
    assert!(names.is_sorted());
}

#[tokio::test]
async fn a_page_that_is_exactly_full_is_the_last_one() {
    for (n_members, has_next) in [(49, false), (50, true)] {
        let mut seed = Seed::bare("111122223333".parse().unwrap());
        seed.accounts = (0..n_members).map(|number| account(number, "same name")).collect();
        let world = TestWorld::with(&[seed]).await;
        connect(&world.acme.administrator, ROLE).await.unwrap();
        let first = accounts::list(&world.acme.administrator, query("")).await.unwrap();
        assert_eq!((first.accounts.len(), first.next.is_some()), (50, has_next));
        let Some(after) = first.next else { continue };
        // Names that are alike are told apart by the id.
        let second =
            accounts::list(&world.acme.administrator, AccountsQuery { after, ..AccountsQuery::default() }).await.unwrap();
        assert_eq!(second.accounts.len(), 1);
        assert!(first.accounts.iter().all(|account| account.id != second.accounts[0].id));
    }
}

fn account(number: usize, name: &str) -> SeedAccount {
    SeedAccount {
        name: name.to_owned(),
        email: format!("aws+{number}@example.com"),
        unit: String::new(),
        state: AccountState::Active,
        tags: BTreeMap::new(),
        policies: Vec::new(),
        age_days: 1,
    }
}

#[tokio::test]
async fn search_finds_parts_of_name_email_and_id_in_any_case() {
    let world = TestWorld::connected().await;
    let caller = &world.acme.administrator;
    let by_name = accounts::list(caller, query("CARD-v")).await.unwrap();
    assert_eq!(names(&by_name), ["card-vault"]);
    let by_email = accounts::list(caller, query("aws+Card-Vault@")).await.unwrap();
    assert_eq!(names(&by_email), ["card-vault"]);
    let id = by_name.accounts[0].id.clone();
    assert_eq!(names(&accounts::list(caller, query(&id[2..11])).await.unwrap()), ["card-vault"]);
    for wildcard in ["%", "_", "\\", "card%vault"] {
        assert!(accounts::list(caller, query(wildcard)).await.unwrap().accounts.is_empty(), "{wildcard} is only a text");
    }
    let none = accounts::list(caller, query("no such account")).await.unwrap();
    assert_eq!((none.accounts.len(), none.n_all), (0, 101));
    assert!(none.observed_at.is_some());
}

#[tokio::test]
async fn a_unit_includes_what_is_below_it() {
    let world = TestWorld::connected().await;
    let caller = &world.acme.administrator;
    let root = tree::read(caller).await.unwrap().root.unwrap();
    let sandbox = root.children.iter().find(|child| child.name == "Infrastructure").unwrap();
    let asked = AccountsQuery { unit: sandbox.id.clone(), ..AccountsQuery::default() };
    let view = accounts::list(caller, asked).await.unwrap();
    assert_eq!(view.unit_name.as_deref(), Some("Infrastructure"));
    assert_eq!(names(&view), ["build", "dns", "network", "shared-services"]);
    assert_eq!(view.accounts[1].path, "Root / Infrastructure / Network");
}

#[tokio::test]
async fn an_account_shows_every_level_with_its_policies() {
    let world = TestWorld::connected().await;
    let caller = &world.acme.administrator;
    let id = accounts::list(caller, query("card-vault")).await.unwrap().accounts.remove(0).id;
    let view = accounts::show(caller, &id).await.unwrap();
    assert_eq!(view.row.path, "Root / Workloads / Production / Payments / Card Data");
    let levels: Vec<_> = view.place.levels.iter().map(|level| level.name.as_str()).collect();
    assert_eq!(levels, ["Root", "Workloads", "Production", "Payments", "Card Data"]);
    assert_eq!(view.place.own.id, id);
    let own: Vec<_> = view.place.own.policies.iter().map(|policy| policy.name.as_str()).collect();
    assert_eq!(own, ["Deny-account-region-enable-and-disable-actions", "FullAWSAccess"]);
    assert_eq!((view.request, view.joined_method.as_deref()), (None, Some("CREATED")));
}

#[tokio::test]
async fn a_foreign_tenants_account_is_hidden() {
    let world = TestWorld::connected().await;
    let globex = world.open("globex").await;
    connect(&globex.administrator, OTHER_ROLE).await.unwrap();
    let foreign = accounts::list(&globex.administrator, query("")).await.unwrap();
    assert_eq!(foreign.n_all, 9);
    let id = &foreign.accounts[0].id;
    assert!(accounts::show(&globex.administrator, id).await.is_ok());
    for id in [id.as_str(), "000000000000", "not an id", "' or true --"] {
        let error = accounts::show(&world.acme.administrator, id).await.unwrap_err();
        assert!(matches!(error, Error::Denied(Denied::Hidden)), "{id}: {error:?}");
    }
    assert!(accounts::list(&world.acme.administrator, query(id)).await.unwrap().accounts.is_empty());
    let unit = tree::read(&globex.administrator).await.unwrap().root.unwrap().id;
    let asked = AccountsQuery { unit, ..AccountsQuery::default() };
    let view = accounts::list(&world.acme.administrator, asked).await.unwrap();
    assert_eq!((view.accounts.len(), view.unit_name), (0, None));
}

#[tokio::test]
async fn a_search_for_what_postgres_cannot_take_finds_nothing() {
    let world = TestWorld::connected().await;
    for query in [query("\0"), AccountsQuery { unit: "a\0".into(), ..AccountsQuery::default() }] {
        let view = accounts::list(&world.acme.administrator, query.clone()).await.unwrap();
        assert_eq!(view.query, query, "the page shows what was typed");
        assert!(view.accounts.is_empty());
    }
}

#[tokio::test]
async fn a_place_that_no_page_gave_is_refused_instead_of_guessed() {
    let world = TestWorld::connected().await;
    let list = async |after: &str| {
        let asked = AccountsQuery { after: after.into(), ..AccountsQuery::default() };
        accounts::list(&world.acme.administrator, asked).await
    };
    for after in ["\0", "\0:\0", "nonsense", "12:dev", "000000000012"] {
        assert!(matches!(list(after).await, Err(Error::NoSuchPlace)), "{after:?}");
    }
    // A place whose account went is a place all the same: what comes behind it is there.
    assert_eq!(list("000000000012:").await.unwrap().accounts.len(), 50);
}
