//! Delivering: every head, in order, at least once, whatever fails between.
//! Never here: a disk or a network.

use domain::audit::Chain;
use domain::audit::evidence::Anchors;

use super::{MemorySink, append, exported, key, signed, verified};
use crate::support::TestWorld;

#[tokio::test]
async fn a_sink_gets_every_head_in_order_and_the_heads_anchor_an_export() {
    let (world, log, sink) = (TestWorld::new().await, key(1), MemorySink::default());
    let tenant = world.acme.tenant;
    for _ in 0..4 {
        append(&world.means, tenant, Chain::Changes, 3).await;
        signed(&world.means, &log).await;
    }
    let delivery = sink.deliver(&world.means).await;
    assert_eq!((delivery.sent, delivery.undelivered_since), (5, None));
    let order = sink.order.lock().unwrap().clone();
    let sizes: Vec<&String> = order.iter().filter(|name| name.contains("changes")).collect();
    assert_eq!(sizes.len(), 4);
    assert!(sizes.is_sorted(), "{sizes:?}");
    assert_eq!(sizes[0].as_str(), format!("{tenant}/changes/000000000004.jsonl"));
    assert_eq!(sink.deliver(&world.means).await.sent, 0, "nothing is sent twice without need");
    let report = verified(&exported(&world.means).await.unwrap(), sink.anchors()).unwrap();
    assert!(report.is_anchored() && report.earlier_heads == 5, "{report:?}");
}

#[tokio::test]
async fn a_sink_that_was_away_gets_what_it_missed_and_a_head_may_come_twice() {
    let (world, log, sink) = (TestWorld::new().await, key(1), MemorySink::default());
    let tenant = world.acme.tenant;
    sink.set_away(true);
    for _ in 0..3 {
        append(&world.means, tenant, Chain::Changes, 1).await;
        signed(&world.means, &log).await;
        let delivery = sink.deliver(&world.means).await;
        assert_eq!(delivery.unavailable.as_deref(), Some("away"));
        assert!(delivery.undelivered_since.is_some());
    }
    sink.set_away(false);
    // It keeps the head, but the answer is lost: the head comes again.
    *sink.breaks_off.lock().unwrap() = true;
    assert_eq!(sink.deliver(&world.means).await.sent, 0);
    let delivery = sink.deliver(&world.means).await;
    assert_eq!((delivery.sent, delivery.unavailable, delivery.undelivered_since), (4, None, None));
    let order = sink.order.lock().unwrap().clone();
    assert_eq!(order.len(), 5);
    assert_eq!(order[0], order[1], "the same head twice, with the same bytes");
}

#[tokio::test]
async fn a_sink_that_has_another_head_of_that_size_is_an_alarm_and_stops_only_that_chain() {
    let (world, log, sink) = (TestWorld::new().await, key(1), MemorySink::default());
    let tenant = world.acme.tenant;
    append(&world.means, tenant, Chain::Changes, 2).await;
    signed(&world.means, &log).await;
    let name = format!("{tenant}/changes/000000000003.jsonl");
    sink.files.lock().unwrap().insert(name.clone(), b"something else".to_vec());
    let delivery = sink.deliver(&world.means).await;
    assert_eq!(delivery.differs, [(tenant, Chain::Changes, 3)]);
    assert_eq!(delivery.sent, 1, "the sign-ins' head");
    assert!(delivery.undelivered_since.is_some());
    assert_eq!(sink.files.lock().unwrap()[&name], b"something else", "nothing is replaced");
}

#[tokio::test]
async fn a_head_file_alone_shows_who_signed_it() {
    let (world, log, sink) = (TestWorld::new().await, key(1), MemorySink::default());
    signed(&world.means, &log).await;
    let next = key(2);
    control::evidence::rotate(&world.means, &log, next.public()).await.unwrap();
    append(&world.means, world.acme.tenant, Chain::Changes, 2).await;
    signed(&world.means, &next).await;
    sink.deliver(&world.means).await;
    let files = sink.files.lock().unwrap();
    let last = &files[&format!("{}/changes/000000000003.jsonl", world.acme.tenant)];
    let text = String::from_utf8(last.clone()).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains(r#""type":"key""#)).count(), 2, "{text}");
    assert!(text.lines().last().unwrap().starts_with(r#"{"consistency":["#), "{text}");
    Anchors::default().add_heads(last).unwrap();
}
