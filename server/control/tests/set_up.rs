//! The set-up link: the first workspace, once, within an hour, and nothing after there is one.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use control::Means;
use control::entrance::{
    NotSetUp, SET_UP_LIMIT, Shut, WorkspaceFault, WorkspaceForm, create_workspace, find_set_up_link, issue_set_up_link, set_up,
};
use domain::ids::TenantId;
use simulator::{SimulatedClouds, seed_demo};
use store::sessions::SessionLimits;
use store::testing::{FixedClock, SeededChance, TestDatabase};

use crate::support::{ISSUER, simulated};

/// An installation as `charter migrate` leaves it.
struct Bare {
    database: TestDatabase,
    clock: Arc<FixedClock>,
    means: Means,
}

impl Bare {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let clock = Arc::new(FixedClock::default());
        let chance = Arc::new(SeededChance::new(1));
        let store = database.store(clock.clone(), chance.clone()).await;
        let clouds = Arc::new(SimulatedClouds::new(simulated(&seed_demo(), clock.clone())));
        let means = Means {
            store,
            clouds,
            clock: clock.clone(),
            chance,
            settling_window: Duration::from_secs(8),
            session_limits: SessionLimits::STANDARD,
        };
        Self { database, clock, means }
    }

    async fn link(&self) -> String {
        issue_set_up_link(&self.means).await.unwrap().unwrap()
    }

    async fn set_up(&self, code: &str, slug: &str) -> Result<TenantId, NotSetUp> {
        set_up(&self.means, code, form(slug)).await
    }

    async fn shut(&self, code: &str) -> Option<Shut> {
        find_set_up_link(&self.means, code).await.unwrap().err()
    }

    async fn count(&self, table: &str) -> String {
        self.database.look(&format!("select count(*)::text from {table}")).await.remove(0)
    }
}

fn form(slug: &str) -> WorkspaceForm {
    WorkspaceForm {
        slug: slug.to_owned(),
        name: "Acme".to_owned(),
        issuer: ISSUER.to_owned(),
        client_id: "charter".to_owned(),
        admin_email: "ana@example.com".to_owned(),
    }
}

fn why(result: Result<TenantId, NotSetUp>) -> Shut {
    match result {
        Err(NotSetUp::Shut(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_link_makes_one_workspace_and_the_record_says_by_which_way() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    assert_eq!(code.len(), 64, "256 bits");
    let tenant = bare.set_up(&code, "acme").await.unwrap();
    assert_eq!(bare.means.store.tenant_of("acme").await.unwrap(), Some(tenant));
    let event = "select concat_ws(' ', action, event->>'actor', event#>>'{after,made_by}', event#>>'{after,slug}')
                   from (select action, convert_from(bytes, 'UTF8')::jsonb as event from audit_event) as read";
    let events = bare.database.ask(tenant, event).await;
    assert_eq!(events.len(), 1);
    assert!(events[0].starts_with("workspace.created ") && events[0].ends_with(" set-up link acme"), "{events:?}");
    assert!(events[0].contains("operator"), "{events:?}");
    let record = bare.database.look("select tenant_id::text || ' ' || (used_at = issued_at)::text from set_up_link").await;
    assert_eq!(record, [format!("{tenant} true")], "the link's row says what it made");
    assert_eq!(why(bare.set_up(&code, "globex").await), Shut::Used);
    assert_eq!(bare.count("workspace").await, "1");
    assert_eq!(issue_set_up_link(&bare.means).await.unwrap(), None, "an installation with a workspace gives no link");
    assert_eq!(bare.count("set_up_link").await, "1");
}

#[tokio::test]
async fn a_workspace_of_the_command_line_says_nothing_of_a_link() {
    let bare = Bare::new().await;
    let tenant = create_workspace(&bare.means, form("acme")).await.unwrap();
    assert_eq!(
        bare.database
            .ask(tenant, "select (convert_from(bytes, 'UTF8')::jsonb->'after' ? 'made_by')::text from audit_event")
            .await,
        ["false"]
    );
}

#[tokio::test]
async fn of_several_at_once_exactly_one_makes_the_workspace() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    let slugs = ["acme", "globex", "harbor", "quay", "cove"];
    let results = futures::future::join_all(slugs.map(|slug| bare.set_up(&code, slug))).await;
    let (made, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    assert!(refused.into_iter().map(why).all(|why| why == Shut::Used));
    assert_eq!(
        (bare.count("workspace").await, bare.count("tenant").await, bare.count("member").await),
        ("1".into(), "1".into(), "1".into())
    );
}

#[tokio::test]
async fn the_command_line_and_the_link_at_once_make_no_second_workspace_by_the_link() {
    for _ in 0..6 {
        let bare = Bare::new().await;
        let code = bare.link().await;
        let (by_link, by_command) = tokio::join!(bare.set_up(&code, "acme"), create_workspace(&bare.means, form("globex")));
        // The operator may always make another; the link never one beside another.
        by_command.unwrap();
        let n = if let Err(NotSetUp::Shut(why)) = by_link {
            assert_eq!(why, Shut::HasWorkspace);
            "1"
        } else {
            by_link.unwrap();
            "2"
        };
        assert_eq!(bare.count("workspace").await, n);
    }
}

#[tokio::test]
async fn a_link_ends_after_an_hour() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    bare.clock.advance(SET_UP_LIMIT - TimeDelta::microseconds(1));
    assert_eq!(bare.shut(&code).await, None);
    bare.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(bare.shut(&code).await, Some(Shut::Over));
    assert_eq!(why(bare.set_up(&code, "acme").await), Shut::Over);
    assert_eq!(bare.count("workspace").await, "0");
}

#[tokio::test]
async fn a_new_start_ends_the_link_before() {
    let bare = Bare::new().await;
    let (first, second) = (bare.link().await, bare.link().await);
    assert_eq!((bare.shut(&first).await, bare.shut(&second).await), (Some(Shut::Over), None));
    assert_eq!(why(bare.set_up(&first, "acme").await), Shut::Over);
    bare.set_up(&second, "acme").await.unwrap();
    assert_eq!(bare.count("set_up_link").await, "2", "links are not deleted");
}

#[tokio::test]
async fn a_failure_does_not_use_the_link_up() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    let Err(NotSetUp::Invalid(faults)) = bare.set_up(&code, "no address").await else { panic!("taken") };
    assert_eq!(faults, [WorkspaceFault::Slug]);
    // Its event cannot be written: the last statement of the transaction fails.
    let broken = "create function broken() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
                  create trigger broken before insert on audit_event for each row execute function broken()";
    bare.database.seed(TenantId::from_uuid(bare.means.uuid()), broken).await;
    assert!(matches!(bare.set_up(&code, "acme").await, Err(NotSetUp::Other(_))));
    assert_eq!((bare.count("workspace").await, bare.shut(&code).await), ("0".to_owned(), None));
    bare.database.seed(TenantId::from_uuid(bare.means.uuid()), "drop trigger broken on audit_event").await;
    bare.set_up(&code, "acme").await.unwrap();
}

#[tokio::test]
async fn a_workspace_made_meanwhile_ends_the_link() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    create_workspace(&bare.means, form("acme")).await.unwrap();
    assert_eq!(bare.shut(&code).await, Some(Shut::HasWorkspace));
    assert_eq!(why(bare.set_up(&code, "globex").await), Shut::HasWorkspace);
    assert_eq!(bare.count("set_up_link where used_at is not null").await, "0");
}

#[tokio::test]
async fn whoever_has_no_code_is_told_nothing_about_the_form() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    for wrong in ["", "0", &code[1..], &"0".repeat(64), &code.to_uppercase()] {
        assert_eq!(why(set_up(&bare.means, wrong, WorkspaceForm::default()).await), Shut::Unknown, "{wrong}");
        assert_eq!(why(bare.set_up(wrong, "acme").await), Shut::Unknown, "{wrong}");
    }
    assert_eq!(bare.count("workspace").await, "0");
}

#[tokio::test]
async fn the_database_has_the_hash_of_a_code_only() {
    let bare = Bare::new().await;
    let code = bare.link().await;
    let rows = bare.database.look("select set_up_link::text from set_up_link").await.concat();
    let hash = hex::encode(domain::canonical::sha256(&[code.as_bytes()]));
    assert!(rows.contains(&hash) && !rows.contains(&code), "{rows}");
}
