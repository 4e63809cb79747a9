//! Taking the record away: whole, in the exact format, and not at all if the database is not what was written.
//! Never here: what the verifier finds in a file that was altered afterwards (`domain`).

use control::evidence::{NotExported, export};
use domain::audit::Chain;
use domain::audit::evidence::Anchors;

use super::{append, exported, key, signed, verified};
use crate::support::TestWorld;

#[tokio::test]
async fn an_export_has_every_event_of_every_workspace_and_anybody_can_check_it() {
    let (world, log) = (TestWorld::new().await, key(1));
    let globex = world.open("globex").await;
    for (tenant, count) in [(world.acme.tenant, 700), (globex.tenant, 30), (world.acme.tenant, 600)] {
        append(&world.means, tenant, Chain::Changes, count).await;
        append(&world.means, tenant, Chain::Access, 3).await;
        signed(&world.means, &log).await;
    }
    append(&world.means, globex.tenant, Chain::Changes, 5).await;
    let count = world.database.look("select count(*)::text from audit_event").await.remove(0).parse().unwrap();
    let mut anchors = Anchors::default();
    anchors.pin(log.public().fingerprint());
    let report = verified(&exported(&world.means).await.unwrap(), anchors).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!((report.chains, report.events, report.unsigned_events), (4, count, 5));
    assert!(report.is_anchored() && report.personal_absent == 0 && report.personal_present > 2_600, "{report:?}");
}

#[tokio::test]
async fn that_it_was_taken_away_is_recorded_after_its_end_was_fixed() {
    let (world, log) = (TestWorld::new().await, key(1));
    signed(&world.means, &log).await;
    let recorded =
        "select count(*)::text from audit_event where action = 'audit.exported' and actor_kind = 'operator' and chain = 'access'";
    for before in ["0", "1"] {
        let file = String::from_utf8(exported(&world.means).await.unwrap()).unwrap();
        assert_eq!(file.matches(r#""action":"audit.exported""#).count().to_string(), before);
        assert_eq!(world.database.look(recorded).await.remove(0), (before.parse::<u32>().unwrap() + 1).to_string());
    }
}

#[tokio::test]
async fn one_workspace_can_be_taken_alone_and_one_that_is_not_there_cannot() {
    let (world, log) = (TestWorld::new().await, key(1));
    let globex = world.open("globex").await;
    signed(&world.means, &log).await;
    let mut file = Vec::new();
    export(&world.means, Some("acme"), &mut file).await.unwrap();
    assert_eq!(verified(&file, Anchors::default()).unwrap().chains, 2);
    assert!(!String::from_utf8(file).unwrap().contains(&globex.tenant.to_string()));
    let absent = export(&world.means, Some("initech"), &mut Vec::new()).await.unwrap_err();
    assert!(matches!(absent, NotExported::NoWorkspace(_)), "{absent}");
}

#[tokio::test]
async fn a_record_without_a_signed_head_is_consistent_and_not_anchored() {
    let world = TestWorld::new().await;
    let report = verified(&exported(&world.means).await.unwrap(), Anchors::default()).unwrap();
    assert_eq!((report.heads, report.is_anchored()), (0, false));
    assert!(report.unsigned_events == report.events && report.events > 0);
}
