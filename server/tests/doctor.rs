//! `charter doctor`: a healthy machine, and one thing wrong at a time.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;
use std::sync::Arc;

use axum::Router;
use clap::Parser as _;
use domain::audit::evidence::SecretKey;
use serde_json::Value;
use server::commands::doctor::{Finding, Level, examine};
use server::config::{Command, CommandLine};
use server::tasks::Tasks;
use server::world::SystemClock;
use simulator::{Options, Simulator};
use store::testing::FixedClock;
use store::{Chance as _, Clock as _};
use tokio::net::TcpListener;

use crate::support::TestSite;
use crate::support::hostile::{Hostile, Wrong};

/// A machine with everything that `charter serve` needs.
struct Machine {
    test: TestSite,
    provider: String,
    directory: PathBuf,
    aws: String,
    _tasks: Tasks,
}

impl Machine {
    async fn new(wrong: Wrong) -> Self {
        let (hostile, test) = Hostile::start(wrong).await;
        let mut random = [0; 32];
        server::world::OsChance.fill(&mut random);
        let directory = std::env::temp_dir().join(format!("charter-doctor-{}", hex::encode(&random[..8])));
        std::fs::create_dir(&directory).unwrap();
        let file = directory.join("log.key");
        std::fs::write(&file, SecretKey::from_seed(&random).to_pem().unwrap()).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let tasks = Tasks::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let aws = format!("http://{}", listener.local_addr().unwrap());
        let simulator = Simulator::open(Options::default(), &simulator::seed_demo(), Arc::new(|| SystemClock.now())).unwrap();
        tasks.start("aws", async move { simulator::serve(listener, simulator).await.unwrap() });
        let provider = hostile.issuer().strip_prefix("http://").unwrap().to_owned();
        Self { test, provider, directory, aws, _tasks: tasks }
    }

    fn key(&self) -> String {
        self.directory.join("log.key").display().to_string()
    }

    /// The flags of a healthy machine, some of them replaced or (by an empty value) left out.
    fn flags(&self, changes: &[(&str, &str)]) -> Vec<String> {
        let (key, sinks) = (self.key(), format!("dir:{}", self.directory.join("heads").display()));
        let healthy = [
            ("--database-url", self.test.database.url.as_str()),
            ("--public-url", "https://charter.example.com"),
            ("--outbound-allow", &self.provider),
            ("--log-key-file", &key),
            ("--head-sinks", &sinks),
            ("--aws-sts-endpoint", &self.aws),
            ("--aws-access-key-id", "test"),
            ("--aws-secret-access-key", "a-secret-of-aws"),
        ];
        let value = |flag, usual| changes.iter().find(|(changed, _)| *changed == flag).map_or(usual, |(_, to)| *to);
        let chosen = healthy.into_iter().map(|(flag, usual)| (flag, value(flag, usual))).filter(|(_, value)| !value.is_empty());
        ["charter", "doctor"]
            .map(str::to_owned)
            .into_iter()
            .chain(chosen.flat_map(|(flag, value)| [flag.to_owned(), value.to_owned()]))
            .collect()
    }

    async fn examine(&self, changes: &[(&str, &str)]) -> Vec<Finding> {
        self.examine_at(changes, Arc::new(SystemClock)).await
    }

    async fn examine_at(&self, changes: &[(&str, &str)], clock: Arc<dyn store::Clock>) -> Vec<Finding> {
        let line = CommandLine::try_parse_from(self.flags(changes)).ok().unwrap();
        let Command::Doctor(doctor) = line.command else { panic!("another command") };
        examine(&doctor, clock).await
    }

    /// The program itself, without anything of this environment.
    async fn run(&self, changes: &[(&str, &str)], more: &[&str]) -> Output {
        let binary = std::env::var_os("CHARTER_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_charter").into());
        let mut command = tokio::process::Command::new(binary);
        command.args(&self.flags(changes)[1..]).args(more).env_clear().env("AWS_EC2_METADATA_DISABLED", "true");
        command.output().await.unwrap()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// What is not as it should be. The front end's files are there only after a build of the site.
fn wrong(findings: &[Finding]) -> Vec<(&str, Level)> {
    let wrong = findings.iter().filter(|finding| finding.level != Level::Ok && finding.check != "front end");
    wrong.map(|finding| (finding.check.as_str(), finding.level)).collect()
}

fn the<'a>(findings: &'a [Finding], check: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.check == check).unwrap()
}

/// Exactly this is wrong; its remedy has those words.
fn only(findings: &[Finding], check: &str, level: Level, remedy: &str) {
    assert_eq!(wrong(findings), [(check, level)], "{findings:#?}");
    let said = the(findings, check).remedy.as_deref().unwrap();
    assert!(said.contains(remedy), "{said}");
}

#[tokio::test]
async fn a_healthy_machine_passes_every_check() {
    let machine = Machine::new(Wrong::Nothing).await;
    let findings = machine.examine(&[]).await;
    assert_eq!(wrong(&findings), [], "{findings:#?}");
    let checks: Vec<&str> = findings.iter().map(|finding| finding.check.as_str()).collect();
    let expected = [
        "database",
        "database role",
        "database schema",
        "clock",
        "log key",
        "head sinks",
        "public address",
        "front end",
        "identity provider of acme",
        "AWS",
    ];
    assert_eq!(checks, expected);
    assert!(the(&findings, "AWS").what.contains("arn:aws:"), "{:?}", the(&findings, "AWS"));
}

#[tokio::test]
async fn a_database_that_does_not_answer_stops_no_other_check() {
    let machine = Machine::new(Wrong::Nothing).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("postgres://charter_app:a-password@{free}/charter");
    let findings = machine.examine(&[("--database-url", &url)]).await;
    assert_eq!(wrong(&findings), [("database", Level::Fail), ("identity providers", Level::Warn)]);
    assert_eq!(the(&findings, "AWS").level, Level::Ok);
    assert!(!format!("{findings:?}").contains("a-password"));
    let findings = machine.examine(&[("--database-url", "")]).await;
    assert!(the(&findings, "database").remedy.as_deref().unwrap().contains("CHARTER_DATABASE_URL_FILE"), "{findings:#?}");
}

#[tokio::test]
async fn a_role_that_could_walk_around_the_wall_fails() {
    let machine = Machine::new(Wrong::Nothing).await;
    let database = &machine.test.database;
    let findings = machine.examine(&[("--database-url", &database.owner_url)]).await;
    assert_eq!(wrong(&findings), [("database role", Level::Fail), ("identity providers", Level::Warn)]);
    assert!(the(&findings, "database role").what.contains("owns tables"), "{findings:#?}");
    let superuser = database.owner_url.replace("charter_owner", "postgres");
    let findings = machine.examine(&[("--database-url", &superuser)]).await;
    assert!(the(&findings, "database role").what.contains("bypasses"), "{findings:#?}");
}

#[tokio::test]
async fn another_schema_fails() {
    let machine = Machine::new(Wrong::Nothing).await;
    machine.test.database.tamper("delete from _sqlx_migrations where version = 13").await.unwrap();
    let findings = machine.examine(&[]).await;
    assert_eq!(wrong(&findings), [("database schema", Level::Fail), ("identity providers", Level::Warn)]);
    assert!(the(&findings, "database schema").remedy.as_deref().unwrap().contains("charter migrate"));
}

#[tokio::test]
async fn a_demos_database_fails() {
    let machine = Machine::new(Wrong::Nothing).await;
    let mark = "insert into installation (is_demo, created_at) values (true, now()) on conflict (installation_is_one) do update set is_demo = true";
    machine.test.database.tamper(mark).await.unwrap();
    only(&machine.examine(&[]).await, "demo", Level::Fail, "another database");
}

#[tokio::test]
async fn a_clock_that_is_far_off_fails() {
    let machine = Machine::new(Wrong::Nothing).await;
    let behind = Arc::new(FixedClock::at(SystemClock.now() - chrono::TimeDelta::hours(1)));
    let findings = machine.examine_at(&[], behind).await;
    only(&findings, "clock", Level::Fail, "NTP");
    assert!(the(&findings, "clock").what.contains("behind"), "{findings:#?}");
}

#[tokio::test]
async fn a_log_key_that_is_missing_wrong_or_open_to_others_is_told() {
    let machine = Machine::new(Wrong::Nothing).await;
    let findings = machine.examine(&[("--log-key-file", "")]).await;
    assert_eq!(wrong(&findings), [("log key", Level::Warn), ("head sinks", Level::Warn)]);
    only(&machine.examine(&[("--log-key-file", "/nowhere/log.key")]).await, "log key", Level::Fail, "check the path");
    for mode in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(machine.key(), std::fs::Permissions::from_mode(mode)).unwrap();
        only(&machine.examine(&[]).await, "log key", Level::Fail, "chmod 600");
    }
    std::fs::set_permissions(machine.key(), std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(machine.key(), "-----BEGIN PRIVATE KEY-----\nbm90aGluZw==\n-----END PRIVATE KEY-----\n").unwrap();
    let findings = machine.examine(&[]).await;
    only(&findings, "log key", Level::Fail, "openssl genpkey");
    assert!(!format!("{findings:?}").contains("bm90aGluZw"));
}

#[tokio::test]
async fn head_sinks_that_are_missing_or_wrong_are_told_without_their_addresses() {
    let machine = Machine::new(Wrong::Nothing).await;
    only(&machine.examine(&[("--head-sinks", "")]).await, "head sinks", Level::Warn, "dir:/PATH");
    let file = format!("dir:{}", machine.key());
    only(&machine.examine(&[("--head-sinks", &file)]).await, "head sinks", Level::Fail, "a directory");
    let findings = machine.examine(&[("--head-sinks", "ftp://a-secret")]).await;
    only(&findings, "head sinks", Level::Fail, "dir:/ABSOLUTE/PATH");
    let more = machine.examine(&[("--head-sinks", "https://u:a-secret@hooks.example/,dir:/tmp")]).await;
    assert_eq!(wrong(&more), []);
    assert!(the(&more, "head sinks").what.contains("directories: 1, webhooks: 1"), "{more:#?}");
    assert!(!format!("{findings:?}{more:?}").contains("a-secret"));
}

#[tokio::test]
async fn a_public_address_without_https_or_with_a_path_fails() {
    let machine = Machine::new(Wrong::Nothing).await;
    for url in ["http://charter.example.com", "https://charter.example.com/charter", "charter.example.com"] {
        only(&machine.examine(&[("--public-url", url)]).await, "public address", Level::Fail, "https://HOST[:PORT]");
    }
    assert_eq!(wrong(&machine.examine(&[("--public-url", "http://localhost:3000")]).await), []);
}

#[tokio::test]
async fn a_provider_that_is_another_issuer_or_is_not_reached_fails() {
    const CHECK: &str = "identity provider of acme";
    let machine = Machine::new(Wrong::Description).await;
    only(&machine.examine(&[]).await, CHECK, Level::Fail, "letter by letter");
    only(&machine.examine(&[("--outbound-allow", "")]).await, CHECK, Level::Fail, "CHARTER_OUTBOUND_ALLOW");
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    machine.test.create_workspace("gone", &format!("http://localhost:{free}")).await;
    let findings = machine.examine(&[("--outbound-allow", &format!("{},localhost:{free}", machine.provider))]).await;
    assert_eq!(wrong(&findings), [(CHECK, Level::Fail), ("identity provider of gone", Level::Fail)], "each workspace is asked");
}

#[tokio::test]
async fn an_aws_that_is_not_one_fails() {
    let machine = Machine::new(Wrong::Nothing).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    only(&machine.examine(&[("--aws-sts-endpoint", &format!("http://{free}"))]).await, "AWS", Level::Fail, "the way to AWS");
    only(&machine.examine(&[("--aws-access-key-id", "")]).await, "AWS", Level::Fail, "belong together");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let page = format!("http://{}", listener.local_addr().unwrap());
    machine.test.serve(listener, Router::new().fallback(async || axum::response::Html("<p>Log in to this network</p>")));
    only(&machine.examine(&[("--aws-sts-endpoint", &page)]).await, "AWS", Level::Fail, "the way to AWS");
}

#[tokio::test]
async fn the_program_says_the_same_in_lines_and_in_json_and_its_exit_code_says_whether_all_is_well() {
    let machine = Machine::new(Wrong::Nothing).await;
    let well = machine.run(&[], &[]).await;
    let text = String::from_utf8(well.stdout).unwrap();
    assert!(well.status.success(), "{text}");
    assert!(text.lines().any(|line| line == "ok    database: it answers"), "{text}");

    // Without credentials of its own, and with a wrong public address.
    let changes = [("--aws-access-key-id", ""), ("--aws-secret-access-key", ""), ("--public-url", "ftp://a")];
    let (lines, json) = (machine.run(&changes, &[]).await, machine.run(&changes, &["--json"]).await);
    assert_eq!((lines.status.code(), json.status.code()), (Some(1), Some(1)));
    let text = String::from_utf8(lines.stdout).unwrap();
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["failed"], 2, "{text}");
    for check in report["checks"].as_array().unwrap() {
        let word = |name: &str| check[name].as_str().unwrap_or_default();
        assert!(text.contains(&format!("{}: {}", word("check"), word("what"))), "{check} is not in {text}");
        assert_eq!(word("level") == "ok", word("remedy").is_empty(), "{check}");
        assert!(text.contains(word("remedy")), "{check} is not in {text}");
    }
    assert!(text.contains("FAIL  AWS: there are no credentials"), "{text}");
    let password = "postgres://charter_app:a-password@127.0.0.1:1/charter";
    let away = machine.run(&[("--database-url", password)], &["--json"]).await;
    let all = [away.stdout, away.stderr, lines.stderr, json.stderr].concat();
    let all = String::from_utf8(all).unwrap();
    assert!(!all.contains("a-password") && !all.contains("a-secret-of-aws"), "{all}");
}
