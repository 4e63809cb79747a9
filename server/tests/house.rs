//! The rules of the house that no compiler checks: which crate may know which, who may name what, how files begin and end.
//! Never here: a rule that clippy, rustfmt or the type system can keep.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which crates of ours each crate may depend on (policy ← domain ← store ← control ← app ← server).
const ARROWS: [(&str, &[&str]); 10] = [
    ("policy", &[]),
    ("domain", &["policy"]),
    ("store", &["policy", "domain"]),
    ("control", &["policy", "domain", "store"]),
    ("aws", &["policy", "domain", "control"]),
    ("simulator", &["policy", "domain", "control"]),
    ("app", &["policy", "domain", "control"]),
    ("frontend", &["app"]),
    ("server", &["policy", "domain", "store", "control", "aws", "simulator", "app"]),
    // It must build when the product does not.
    ("xtask", &[]),
];

/// Libraries that only some crates may depend on, by the beginning of their names.
const ROOMS: [(&str, &[&str]); 7] = [
    ("sqlx", &["store"]),
    ("aws-sdk-", &["aws"]),
    ("aws-config", &["aws"]),
    ("aws-sigv4", &["aws"]),
    ("aws-smithy-", &["aws"]),
    ("aws-credential-types", &["aws"]),
    ("leptos", &["app", "frontend", "server"]),
];

/// What the pure crates must not contain, however deep.
const IMPURE: [&str; 9] = ["tokio", "async-std", "smol", "futures", "sqlx", "reqwest", "hyper", "getrandom", "rand"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(root()).arg("--locked").args(arguments).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

struct Dependency {
    name: String,
    is_dev: bool,
    is_optional: bool,
    features: Vec<String>,
}

/// The crates of the workspace with what they name in their manifests.
fn crates() -> BTreeMap<String, Vec<Dependency>> {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let dependency = |value: &Value| Dependency {
        name: text(&value["name"]),
        is_dev: value["kind"] == "dev",
        is_optional: value["optional"] == true,
        features: value["features"].as_array().unwrap().iter().map(text).collect(),
    };
    let of = |package: &Value| package["dependencies"].as_array().unwrap().iter().map(dependency).collect();
    metadata["packages"].as_array().unwrap().iter().map(|package| (text(&package["name"]), of(package))).collect()
}

#[test]
fn the_arrows_between_the_crates_point_one_way() {
    let crates = crates();
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(crates.keys().map(String::as_str).collect::<BTreeSet<_>>(), known, "say in ARROWS what the new crate may know");
    for (name, allowed) in ARROWS {
        for dependency in &crates[name] {
            let is_ours = known.contains(dependency.name.as_str()) && !dependency.is_dev;
            assert!(!is_ours || allowed.contains(&dependency.name.as_str()), "{name} must not depend on {}", dependency.name);
        }
    }
    let control = crates["app"].iter().find(|dependency| dependency.name == "control").unwrap();
    assert!(control.is_optional, "the browser must not get `control`: app has it with the feature `ssr` only");
}

#[test]
fn sql_the_aws_sdk_and_leptos_stay_in_their_rooms() {
    for (name, dependencies) in crates() {
        for dependency in dependencies {
            for (library, rooms) in ROOMS {
                let is_it = dependency.name.starts_with(library);
                assert!(
                    !is_it || rooms.contains(&name.as_str()),
                    "{name} must not depend on {}: only {rooms:?} may",
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn domain_and_policy_are_pure_however_deep() {
    for pure in ["domain", "policy"] {
        let tree = cargo(&["tree", "-p", pure, "-e", "no-dev", "--prefix", "none", "-f", "{p}"]);
        let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(names.contains("serde_json"), "the tree is not what it was: {tree}");
        for impure in IMPURE {
            assert!(!names.contains(impure), "{pure} contains {impure}");
        }
    }
}

#[test]
fn the_binary_does_not_contain_what_only_tests_may_have() {
    let with_testing = |edges: &str| {
        let tree = cargo(&["tree", "-p", "server", "-e", edges, "--prefix", "none", "-f", "{p}|{f}"]);
        let store: Vec<&str> = tree.lines().filter(|line| line.starts_with("store v")).collect();
        assert!(!store.is_empty(), "the tree is not what it was: {tree}");
        store.iter().any(|line| line.split('|').nth(1).unwrap_or_default().contains("testing"))
    };
    assert!(!with_testing("normal,build"), "store's feature `testing` is in the binary");
    // Cargo would say nothing of a feature that has another name by now.
    assert!(with_testing("normal,build,dev"), "the tests have no feature `testing` either: look at this test");
    for (name, dependencies) in crates() {
        for dependency in dependencies.iter().filter(|dependency| dependency.name == "store" && !dependency.is_dev) {
            assert!(
                !dependency.features.iter().any(|feature| feature == "testing"),
                "{name} enables `testing` outside its tests"
            );
        }
    }
}

/// Every file of the repository's rooms that ends so, by its path from the root, sorted.
fn files(ending: &str) -> BTreeMap<String, String> {
    fn walk(directory: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
                walk(&path, ending, found);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    let (root, mut found) = (root(), Vec::new());
    for room in ["app", "server", "frontend", "xtask", "style", "migrations"] {
        walk(&root.join(room), ending, &mut found);
    }
    assert!(found.len() > 20 || ending != ".rs", "the test looks at the wrong place");
    let relative = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    found.iter().map(|path| (relative(path), fs::read_to_string(path).unwrap())).collect()
}

/// The text without the tests at the end of the file; nothing if the whole file is a test.
fn product<'a>(path: &str, text: &'a str) -> &'a str {
    let is_test =
        path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/testing/") || path.contains("/benches/");
    if is_test { "" } else { text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default() }
}

/// The files whose product code has this text.
fn naming(what: &str) -> Vec<String> {
    files(".rs").into_iter().filter(|(path, text)| product(path, text).contains(what)).map(|(path, _)| path).collect()
}

#[test]
fn only_the_openers_turn_rows_into_grants() {
    assert_eq!(naming("Grants::loaded"), ["server/store/src/entry.rs"]);
    assert_eq!(naming(".proven("), ["server/store/src/entry.rs"]);
    assert_eq!(naming("Carrier::loaded"), ["server/store/src/claim.rs"]);
}

#[test]
fn only_the_engine_the_entrance_and_the_operator_get_a_permit_without_a_member() {
    let is_called = |text: &str, name: &str| {
        let is_word = |before: Option<char>| before.is_some_and(|before| before.is_alphanumeric() || before == '_');
        text.match_indices(name).any(|(at, _)| !is_word(text[..at].chars().next_back()))
    };
    let found: Vec<String> = files(".rs")
        .into_iter()
        .filter(|(path, text)| {
            ["operate(", "operate::<", "carry(", "carry::<"].iter().any(|name| is_called(product(path, text), name))
        })
        .map(|(path, _)| path)
        .collect();
    let may = [
        "server/control/src/entrance/",
        "server/control/src/evidence/",
        "server/control/src/organization/observe",
        "server/control/src/runs/",
        "server/control/src/refusals.rs",
        "app/domain/src/access/authorize.rs",
        "server/control/src/audit/index.rs",
        "server/src/commands/",
    ];
    let others: Vec<&String> = found.iter().filter(|path| !may.iter().any(|room| path.starts_with(room))).collect();
    assert!(others.is_empty(), "{others:?}: ask for a member's permit with `Caller::authorize`");
    for room in &may[..4] {
        assert!(found.iter().any(|path| path.starts_with(room)), "{room} calls neither: look at this test");
    }
}

#[test]
fn only_openers_reach_the_pool() {
    // With a permit: tx. Without: the lobby's tables (lobby, sessions, set_up), the way in (entry), the work list (claim), and what
    // `charter doctor` looks at (examine).
    let openers = ["claim", "entry", "examine", "heads", "lobby", "pool", "sessions", "set_up", "tx"]
        .map(|name| format!("server/store/src/{name}.rs"));
    assert_eq!(naming(".pool"), openers);
}

#[test]
fn what_clippy_bans_is_used_only_where_it_belongs() {
    let may = [
        "server/src/config.rs",
        "server/src/outbound.rs",
        "server/src/tasks.rs",
        "server/src/world.rs",
        "server/store/src/migrate.rs",
    ];
    let others: Vec<String> =
        naming("clippy::disallowed_methods").into_iter().filter(|path| !may.contains(&path.as_str())).collect();
    assert!(others.is_empty(), "{others:?}: take the clock, chance, client or task list that is passed in");
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for (path, text) in files(".rs") {
        assert!(text.starts_with("//! "), "{path} does not say what it is");
        let lines = text.lines().count();
        assert!(lines <= 500, "{path} has {lines} lines: split it by room");
    }
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = ["utils", "util", "helpers", "helper", "common", "manager", "service", "misc"];
    for path in files(".rs").keys().chain(files(".css").keys()) {
        let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
        assert!(!vague.contains(&stem), "{path}");
    }
}

#[test]
fn no_file_puts_work_off() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    for (path, text) in files(".rs").into_iter().chain(files(".css")).chain(files(".toml")).chain(files(".sql")) {
        for mark in &marks {
            let has = text.split(|character: char| !character.is_ascii_alphanumeric()).any(|word| word == mark);
            assert!(!has, "{path} has a {mark}");
        }
    }
}
