//! Searching the audit history: the same events as a naive scan over all of them, always fresh, never another tenant's.
//! Never here: what a query means (`domain`), pages.

mod naive;
mod random;

use domain::access::{Actor, CreateWorkspace, Grants, IndexAudit, Origin, Permit, Role, ViewAudit, authorize, operate};
use domain::audit::query::{Query, QueryProblemKind};
use domain::audit::{Chain, Ends, Event, Field, Position};
use domain::ids::{MemberId, TenantId};
use std::collections::BTreeSet;
use store::Store;
use store::audit_search::{Hit, hits, next_of_chain, prepare};
use store::postings::{Sweep, forget, sweep};
use uuid::Uuid;

use crate::scene::{Scene, operator};
use naive::Naive;
use random::Random;

fn viewer(tenant: TenantId) -> Permit<ViewAudit> {
    let member = MemberId::from_uuid(Uuid::from_u128(99));
    let grants = Grants::loaded(tenant, member, BTreeSet::from([Role::Auditor]), BTreeSet::new(), Origin::default());
    authorize(&grants, ViewAudit).unwrap()
}

fn indexer(tenant: TenantId) -> Permit<IndexAudit> {
    operate(tenant, Actor::Nobody, Origin::default(), IndexAudit).unwrap()
}

async fn index(store: &Store, tenant: TenantId, chain: Chain) -> Sweep {
    let mut tx = store.write(indexer(tenant)).await.unwrap();
    let swept = sweep(&mut tx, chain).await.unwrap();
    tx.commit_unrecorded().await.unwrap();
    swept
}

async fn found(scene: &Scene, tenant: TenantId, query: &str, before: Option<Position>, most: usize) -> Vec<Hit> {
    let query: Query = query.parse().unwrap();
    let mut tx = scene.store.read(viewer(tenant)).await.unwrap();
    let search = prepare(&mut tx, &query, random::now(), Ends::OPEN).await.unwrap().unwrap();
    hits(&mut tx, &search, before, most).await.unwrap()
}

async fn places(scene: &Scene, tenant: TenantId, query: &str) -> Vec<(String, i64)> {
    let hits = found(scene, tenant, query, None, 10_000).await;
    hits.into_iter().map(|hit| (hit.position.chain.to_string(), hit.position.sequence)).collect()
}

/// Some events, and an index over the oldest of them in segments of several sizes.
async fn scene_of(seed: u64, tenant_number: u128) -> (Scene, TenantId, Random) {
    let scene = Scene::new().await;
    let tenant = scene.tenant(tenant_number).await;
    let mut random = Random::new(seed);
    for (number, (name, email)) in random::MEMBERS.iter().enumerate() {
        let member = random::member(number);
        scene
            .database
            .seed(
                tenant,
                &format!(
                    "insert into member (tenant_id, member_id, email, name, standing, created_at)
                     values ('{tenant}', '{member}', '{email}', '{name}', 'invited', now())"
                ),
            )
            .await;
    }
    for _ in 0..40 {
        random.write_some(&scene, tenant).await;
        // The last ones stay without an index.
        if random.below(3) == 0 {
            index(&scene.store, tenant, if random.below(2) == 0 { Chain::Changes } else { Chain::Access }).await;
        }
    }
    (scene, tenant, random)
}

#[tokio::test]
async fn a_search_finds_what_a_naive_scan_finds_in_the_same_order() {
    for seed in [1, 2, 3] {
        let (scene, tenant, mut random) = scene_of(seed, 1).await;
        let naive = Naive::load(&mut scene.owner().await, tenant).await;
        assert!(naive.len() > 150, "{}", naive.len());
        let (mut n_found, mut n_by_words) = (0, 0);
        for _ in 0..250 {
            let query = random.query();
            let expected = naive.scan(&query.parse().unwrap());
            n_found += usize::from(!expected.is_empty());
            n_by_words += usize::from(!expected.is_empty() && query.contains("alpha"));
            assert_eq!(places(&scene, tenant, &query).await, expected, "seed {seed}, query {query:?}");
        }
        assert!(n_found > 60 && n_by_words > 5, "seed {seed}: the queries find almost nothing ({n_found}, {n_by_words})");
    }
}

#[tokio::test]
async fn pages_and_chains_are_slices_of_the_same_list() {
    let (scene, tenant, mut random) = scene_of(4, 1).await;
    let naive = Naive::load(&mut scene.owner().await, tenant).await;
    for _ in 0..40 {
        let query = random.query();
        let expected = naive.scan(&query.parse().unwrap());
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = found(&scene, tenant, &query, before, 7).await;
            assert!(page.len() <= 7);
            before = page.last().map(|hit| hit.position).or(before);
            paged.extend(page.iter().map(|hit| (hit.position.chain.to_string(), hit.position.sequence)));
            if page.len() < 7 {
                break;
            }
        }
        assert_eq!(paged, expected, "query {query:?}");
        let search = async |chain: Chain, after| {
            let mut tx = scene.store.read(viewer(tenant)).await.unwrap();
            let search = prepare(&mut tx, &query.parse().unwrap(), random::now(), Ends::OPEN).await.unwrap().unwrap();
            next_of_chain(&mut tx, &search, chain, after).await.unwrap()
        };
        for chain in [Chain::Changes, Chain::Access] {
            let mut along = Vec::new();
            while let Some(last) = {
                let next = search(chain, along.last().copied().unwrap_or(0)).await;
                along.extend(next.iter().map(|hit| hit.position.sequence));
                next.last().cloned()
            } {
                assert_eq!(last.position.chain, chain);
            }
            let mut expected: Vec<i64> =
                expected.iter().filter(|(name, _)| *name == chain.as_str()).map(|(_, sequence)| *sequence).collect();
            expected.sort_unstable();
            assert_eq!(along, expected, "query {query:?}, {chain}");
        }
    }
}

#[tokio::test]
async fn an_event_is_found_in_the_very_next_search() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    for number in 1..=30 {
        let event = Event::about("workspace", number).after("name", Field::personal(format!("kestrel{number} both")));
        scene.store.write(operator(tenant)).await.unwrap().commit(event).await.unwrap();
        assert_eq!(places(&scene, tenant, &format!("KESTREL{number}")).await, [("changes".to_owned(), number)]);
        assert_eq!(places(&scene, tenant, "both").await.len(), usize::try_from(number).unwrap());
        if number % 4 == 0 {
            index(&scene.store, tenant, Chain::Changes).await;
        }
    }
}

#[tokio::test]
async fn joining_segments_changes_no_answer_and_leaves_few_of_them() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let mut written = 0i64;
    let mut n_most = 0;
    for round in 0..55i64 {
        let size = [1, 3, 300, 2, 47, 120][usize::try_from(round % 6).unwrap()];
        let event = |number: i64| {
            let event =
                Event::<CreateWorkspace>::about("workspace", number).after("name", Field::public(format!("word{}", number % 7)));
            if number % 500 == 3 { event.after("rare", Field::public("seldom")) } else { event }
        };
        let events = (written + 1..=written + size).map(event).collect();
        scene.store.write(operator(tenant)).await.unwrap().commit_all(events).await.unwrap();
        written += size;
        assert_eq!(index(&scene.store, tenant, Chain::Changes).await, Sweep::Indexed { n: size, is_behind: false });
        let segments = scene.database.ask(tenant, "select first || ' ' || until from audit_segment order by first").await;
        n_most = n_most.max(segments.len());
        let mut next = 1;
        for segment in &segments {
            let (first, until) = segment.split_once(' ').unwrap();
            assert_eq!(first.parse::<i64>().unwrap(), next, "{segments:?}");
            next = until.parse::<i64>().unwrap() + 1;
        }
        assert_eq!(next, written + 1);
        let sevenths = (1..=written).filter(|number| number % 7 == 3).rev().map(|number| ("changes".to_owned(), number));
        assert_eq!(places(&scene, tenant, "word3").await, sevenths.take(10_000).collect::<Vec<_>>());
        let rare = (1..=written).filter(|number| number % 500 == 3).rev().map(|number| ("changes".to_owned(), number));
        assert_eq!(places(&scene, tenant, "seldom").await, rare.collect::<Vec<_>>());
    }
    assert!(written > 4_096, "{written}: no segment was full");
    assert!(n_most <= 14, "{n_most} segments");
    assert_eq!(index(&scene.store, tenant, Chain::Changes).await, Sweep::Nothing);
    let stray = "select count(*)::text from audit_posting posting where not exists (select from audit_segment segment
                  where segment.chain = posting.chain and segment.segment = posting.segment)";
    assert_eq!(scene.database.ask(tenant, stray).await, ["0"], "postings of segments that are gone");
}

#[tokio::test]
async fn another_tenants_words_are_never_found() {
    let scene = Scene::new().await;
    let (a, b) = (scene.tenant(1).await, scene.tenant(2).await);
    for (tenant, word) in [(a, "heron"), (b, "osprey")] {
        let origin = Origin { address: Some("192.0.2.77".into()), session: None };
        let permit = operate(tenant, Actor::Operator, origin, CreateWorkspace).unwrap();
        let event = Event::about("workspace", word).after("name", Field::personal(word));
        scene.store.write(permit).await.unwrap().commit(event).await.unwrap();
    }
    for is_indexed in [false, true] {
        for (tenant, own, other) in [(a, "heron", "osprey"), (b, "osprey", "heron")] {
            if is_indexed {
                index(&scene.store, tenant, Chain::Changes).await;
            }
            assert_eq!(places(&scene, tenant, own).await.len(), 1);
            for query in [other, &format!("{}*", &other[..3]), &format!("target:{other}")] {
                assert!(places(&scene, tenant, query).await.is_empty(), "{query}");
            }
            assert_eq!(places(&scene, tenant, "ip:192.0.2.0/24").await.len(), 1);
        }
    }
}

#[tokio::test]
async fn words_of_an_erased_value_are_gone_and_those_that_stand_elsewhere_stay() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let event = |name: &str| {
        Event::about("workspace", 1)
            .after("name", Field::personal(format!("{name} shared")))
            .after("place", Field::public("shared harbor"))
    };
    let events = vec![event("Wren"), event("Robin"), event("Wren")];
    scene.store.write(operator(tenant)).await.unwrap().commit_all(events).await.unwrap();
    index(&scene.store, tenant, Chain::Changes).await;
    assert_eq!(places(&scene, tenant, "wren").await.len(), 2);
    let mut tx = scene.store.write(indexer(tenant)).await.unwrap();
    // The erasure is another role's: it is committed before, which a search does not see through the postings alone.
    scene.database.seed(tenant, "delete from audit_personal where sequence in (1, 2)").await;
    forget(&mut tx, Chain::Changes, &[(1, "Wren shared".into()), (2, "Robin shared".into())]).await.unwrap();
    tx.commit_unrecorded().await.unwrap();
    assert_eq!(places(&scene, tenant, "wren").await, [("changes".to_owned(), 3)]);
    assert!(places(&scene, tenant, "robin").await.is_empty());
    assert_eq!(places(&scene, tenant, "shared").await.len(), 3, "the word stands in a public field too");
    let words = scene.database.ask(tenant, "select distinct word from audit_posting where word in ('robin', 'wren')").await;
    assert_eq!(words, ["wren"]);
}

#[tokio::test]
async fn a_beginning_of_too_many_words_is_said_and_not_cut() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let events =
        (0..201).map(|number| Event::about("workspace", 1).after("name", Field::public(format!("owl{number:03}")))).collect();
    scene.store.write(operator(tenant)).await.unwrap().commit_all(events).await.unwrap();
    index(&scene.store, tenant, Chain::Changes).await;
    let mut tx = scene.store.read(viewer(tenant)).await.unwrap();
    let query: Query = "owl*".parse().unwrap();
    let problem = prepare(&mut tx, &query, random::now(), Ends::OPEN).await.unwrap().unwrap_err();
    assert_eq!((problem.kind, problem.text.as_str()), (QueryProblemKind::TooWide, "owl*"));
    drop(tx);
    assert_eq!(places(&scene, tenant, "owl1*").await.len(), 100);
}

#[tokio::test]
async fn a_frozen_search_does_not_see_what_came_later() {
    let scene = Scene::new().await;
    let tenant = scene.tenant(1).await;
    let one = || Event::about("workspace", 1).after("name", Field::public("finch"));
    scene.store.write(operator(tenant)).await.unwrap().commit_all(vec![one(), one()]).await.unwrap();
    let ends = Ends { changes: 2, access: 0 };
    for is_indexed in [false, true] {
        scene.store.write(operator(tenant)).await.unwrap().commit(one()).await.unwrap();
        if is_indexed {
            index(&scene.store, tenant, Chain::Changes).await;
        }
        for query in ["finch", ""] {
            let mut tx = scene.store.read(viewer(tenant)).await.unwrap();
            let search = prepare(&mut tx, &query.parse().unwrap(), random::now(), ends).await.unwrap().unwrap();
            let sequences: Vec<i64> =
                hits(&mut tx, &search, None, 100).await.unwrap().iter().map(|hit| hit.position.sequence).collect();
            assert_eq!(sequences, [2, 1], "{query:?}");
        }
    }
}
