//! The `charter` binary: command line, logs, one runtime, exit code. Never here: anything else.

use std::process::ExitCode;

use clap::Parser as _;
use server::config::CommandLine;
use server::{commands, telemetry};

fn main() -> ExitCode {
    let line = CommandLine::parse();
    telemetry::start(line.log.as_deref());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("charter: the process cannot be set up: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(line.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("charter: {error}");
            error.exit_code()
        }
    }
}
