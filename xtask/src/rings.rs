//! The rings of tests: what each runs and how it is counted. The order and the sum are in `test.rs`, and no ring may skip
//! anything: what cannot run has failed.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::build::{self, Profile};
use crate::command;
use crate::node::Node;
use crate::phases::Phases;
use crate::places::Places;
use crate::system::{self, Need};
use crate::tally::{self, Tally};
use crate::toolchain::{self, WASM};
use crate::trouble::Trouble;
use crate::{npm, prepare, python};

/// A ring of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Ring {
    /// Every Rust file is formatted.
    Format,
    /// Clippy finds nothing, on the server's side and on the browser's.
    Lint,
    /// `domain` and `policy` build for the browser.
    Wasm,
    /// The query cache is what the migrations say.
    Queries,
    /// Assets and binary are built.
    Build,
    /// Every Rust test, documentation included.
    Rust,
    /// The journeys in a real Chromium.
    Browser,
}

impl Ring {
    /// All, in the order in which they run: the quick ones first, and what later rings use before them.
    pub const ALL: [Self; 7] = [Self::Format, Self::Lint, Self::Wasm, Self::Queries, Self::Build, Self::Rust, Self::Browser];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lint => "lint",
            Self::Wasm => "wasm",
            Self::Queries => "queries",
            Self::Build => "build",
            Self::Rust => "rust",
            Self::Browser => "browser",
        }
    }

    /// What it takes from the operating system.
    pub fn needs(self) -> &'static [Need] {
        match self {
            Self::Format | Self::Lint | Self::Wasm | Self::Build => &[],
            Self::Queries => &[Need::Postgres],
            Self::Rust => &[Need::Postgres, Need::Python],
            Self::Browser => &[Need::Postgres, Need::Python, Need::Chromium, Need::Node],
        }
    }

    /// Whether it runs the `charter` binary.
    pub fn needs_binary(self) -> bool {
        matches!(self, Self::Rust | Self::Browser)
    }

    /// Runs it.
    ///
    /// # Errors
    /// When it cannot start; the caller counts that as one failure.
    pub fn run(self, places: &Places) -> Result<Tally, Trouble> {
        system::require(self.needs())?;
        match self {
            Self::Format => {
                toolchain::component(places, "rustfmt")?;
                Ok(cargo(places, &["fmt", "--all", "--", "--check"]))
            }
            Self::Lint => {
                toolchain::component(places, "clippy")?;
                toolchain::wasm_target(places)?;
                let mut tally =
                    cargo(places, &["clippy", "--workspace", "--exclude", "frontend", "--all-targets", "--", "-D", "warnings"]);
                tally += cargo(places, &["clippy", "-p", "frontend", "--target", WASM, "--", "-D", "warnings"]);
                Ok(tally)
            }
            Self::Wasm => {
                toolchain::wasm_target(places)?;
                let mut tally = cargo(places, &["build", "-p", "policy", "--target", WASM]);
                tally += cargo(places, &["build", "-p", "domain", "--target", WASM]);
                Ok(tally)
            }
            Self::Queries => {
                let stale = prepare::stale(places)?;
                for line in &stale {
                    eprintln!("  server/store/.sqlx: {line}");
                }
                if !stale.is_empty() {
                    eprintln!("  run `cargo xtask prepare` and commit server/store/.sqlx");
                }
                Ok(Tally::one(stale.is_empty()))
            }
            Self::Build => build(places),
            Self::Rust => rust(places),
            Self::Browser => browser(places),
        }
    }
}

/// One test: cargo does this without an error.
fn cargo(places: &Places, arguments: &[&str]) -> Tally {
    eprintln!("  cargo {}", arguments.join(" "));
    let done = command::run(command::cargo(&places.root).args(arguments));
    if let Err(trouble) = &done {
        eprintln!("  {trouble}");
    }
    Tally::one(done.is_ok())
}

/// Two tests: the assets, and the binary, which is built even if the assets are not. The rings that run the binary get a
/// copy: cargo's own file is replaced while Rust tests are built, with the features that only tests have. After a failure
/// there is none, so that no ring runs an older one.
fn build(places: &Places) -> Result<Tally, Trouble> {
    let mut phases = Phases::new();
    let copy = binary(places);
    if copy.exists() {
        fs::remove_file(&copy).map_err(Trouble::file(&copy))?;
    }
    let mut tally = Tally::default();
    for step in [
        build::front(places, &mut phases, Profile::Development),
        build::server(places, &mut phases, Profile::Development).and_then(|built| {
            fs::create_dir_all(&places.tools).map_err(Trouble::file(&places.tools))?;
            fs::copy(built, &copy).map(drop).map_err(Trouble::file(&copy))
        }),
    ] {
        if let Err(trouble) = &step {
            eprintln!("  {trouble}");
        }
        tally += Tally::one(step.is_ok());
    }
    Ok(tally)
}

/// The copy of `charter` that tests run.
fn binary(places: &Places) -> PathBuf {
    places.tools.join("charter")
}

fn rust(places: &Places) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    if let Err(trouble) = python::moto(places) {
        // The tests that need no moto still say something.
        eprintln!("  moto: {trouble}");
        tally.failed += 1;
    }
    let mut cargo = command::cargo(&places.root);
    cargo.args(["test", "--workspace", "--exclude", "frontend", "--no-fail-fast"]);
    surroundings(&mut cargo, places);
    let mut bad = Vec::new();
    let mut counted = Tally::default();
    let good = command::lines(&mut cargo, Duration::from_secs(45 * 60), |line| {
        println!("{line}");
        if let Some(result) = tally::libtest(line) {
            counted += result;
        }
        if let Some(name) = tally::libtest_bad(line) {
            bad.push(name.to_owned());
        }
    })?;
    for name in bad {
        eprintln!("  failed or ignored: {name}");
    }
    tally += counted.with_exit(good);
    Ok(tally)
}

fn browser(places: &Places) -> Result<Tally, Trouble> {
    if !binary(places).is_file() {
        return Err(Trouble::missing("the charter binary", "see why the ring `build` failed"));
    }
    python::moto(places)?;
    let node = Node::find(places)?;
    let directory = npm::end2end(places, &node)?;
    let report = places.tools.join("browser.json");
    if report.exists() {
        fs::remove_file(&report).map_err(Trouble::file(&report))?;
    }
    let mut playwright = command::program(directory.join("node_modules/.bin/playwright"), &directory);
    node.lead(&mut playwright).args(["test", "--reporter=list,json"]);
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report).env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report).env("FORCE_COLOR", "0");
    surroundings(&mut playwright, places);
    let good = command::lines(&mut playwright, Duration::from_secs(30 * 60), |line| println!("{line}"))?;
    let text = fs::read_to_string(&report).map_err(Trouble::file(&report))?;
    Ok(tally::playwright(&text).map_err(Trouble::Unexpected)?.with_exit(good))
}

/// What tests are told of their surroundings: the clone, the tools, the binary and the browser.
fn surroundings(command: &mut std::process::Command, places: &Places) {
    command.env("CHARTER_ROOT", &places.root).env("CHARTER_TEST_TOOLS", &places.tools);
    command.env("CHARTER_BINARY", binary(places)).env("CHARTER_TEST_OUTPUT", places.target.join("charter-output"));
    if let Some(chromium) = system::chromium() {
        command.env("CHROMIUM", chromium);
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_ring_runs_and_is_called_by_its_name() {
        assert_eq!(Ring::value_variants(), Ring::ALL);
        for ring in Ring::ALL {
            assert_eq!(Ring::from_str(ring.name(), false), Ok(ring));
        }
    }

    #[test]
    fn the_binary_is_built_before_the_rings_that_run_it() {
        assert!(Ring::ALL.into_iter().filter(|ring| ring.needs_binary()).all(|ring| ring > Ring::Build));
    }
}
