//! `cargo xtask`: the only build program that Charter needs. This file reads the command line and picks the verb; what a
//! verb does must never be in it.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod assets;
mod bench;
mod build;
mod cluster;
mod command;
mod node;
mod npm;
mod phases;
mod places;
mod prepare;
mod python;
mod rings;
mod styles;
mod system;
mod tally;
mod test;
mod throwaway;
mod toolchain;
mod torture;
mod trouble;
mod up;
mod wasm;

/// Builds, runs, tests and measures Charter. Each verb does its own set-up.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build the development profile and run `charter serve --demo`.
    Up {
        /// Passed to `charter serve --demo`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Run every ring of tests, or only those named. The last line is `N passed, N failed`.
    Test {
        /// format, lint, wasm, queries, build, rust, browser
        rings: Vec<rings::Ring>,
    },
    /// Build the front end, its assets and the server.
    Build {
        /// Optimised, with the assets embedded in the binary.
        #[arg(long)]
        release: bool,
    },
    /// Measure. Figures are ratios where the machine would otherwise decide them.
    Bench {
        /// Measure the record with 10,000,000 events, which takes half an hour and 25 GB below TMPDIR; a goal that is missed fails.
        #[arg(long)]
        full: bool,
        /// Another number of events.
        #[arg(long)]
        events: Option<u64>,
    },
    /// Attack exported records in every known way, and append to true ones: all must be found, none may raise an alarm.
    Torture {
        /// The same seed does the same.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many attacks.
        #[arg(long, default_value_t = 100_000)]
        mutations: u64,
        /// How many true events.
        #[arg(long, default_value_t = 1_000_000)]
        appends: u64,
    },
    /// Refresh the query cache `server/store/.sqlx` from a throw-away Postgres.
    Prepare,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut phases = phases::Phases::new();
    let outcome = places::Places::find().and_then(|places| match arguments.verb {
        Verb::Up { rest } => up::up(&places, &mut phases, &rest),
        Verb::Test { rings } => test::test(&places, &mut phases, &rings),
        Verb::Build { release } => build::whole(&places, &mut phases, build::Profile::from_flag(release)).map(|_| true),
        Verb::Bench { full, events } => bench::bench(&places, &mut phases, full, events).map(|()| true),
        Verb::Torture { seed, mutations, appends } => {
            phases.run("torture", || torture::torture(&places, seed, mutations, appends)).map(|()| true)
        }
        Verb::Prepare => phases.run("query cache", || prepare::refresh(&places)).map(|()| true),
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("\nxtask: {trouble}");
            ExitCode::FAILURE
        }
    }
}
