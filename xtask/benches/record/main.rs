//! `cargo xtask bench`: what the record costs with many events. Each figure is a ratio to a peer or to what the machine can do, measured
//! in the same run; the product is asked through its own use cases, as the role that serves.
//! Never here: a database that is worth keeping; a schema other than the migrated one.

mod background;
mod changes;
mod copy;
mod explorer;
mod figures;
mod load;
mod part;
mod people;
mod story;
mod takeout;
mod throwaway;
mod timing;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use figures::Figures;
use people::Installation;
use throwaway::Throwaway;

/// What can go wrong here.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
struct Arguments {
    /// Events of all workspaces together.
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    /// An empty directory for the database and the files. Whoever gives it deletes it.
    #[arg(long)]
    directory: Option<PathBuf>,
    /// The program `psql`.
    #[arg(long, default_value = "psql")]
    psql: PathBuf,
    /// Whether a goal that is missed is a failure.
    #[arg(long)]
    strict: bool,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    part: Option<part::Part>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let done = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&arguments)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Outcome<bool> {
    match (&arguments.part, &arguments.directory) {
        (Some(part), _) => part.run().await.map(|()| true),
        (None, Some(directory)) => whole(arguments, directory.clone()).await,
        (None, None) => Err("run `cargo xtask bench`: it makes the directory, and deletes it".into()),
    }
}

async fn whole(arguments: &Arguments, directory: PathBuf) -> Outcome<bool> {
    let mut figures = Figures::new(arguments.events);
    let server = Throwaway::start(directory, arguments.psql.clone()).await?;
    let installation = Installation::made(&server).await?;
    let plan = load::Plan::new(&server, &installation, arguments.events)?;
    load::load(&server, &plan)?;
    installation.clock.go_on();
    background::measure(&server, &installation, arguments.events, &mut figures).await?;
    figures.note("on disk", server.size()?);
    // What is measured from here on runs with Postgres's own settings, and with data that survives a crash.
    let installation = installation.again(&server.as_installed()?).await?;
    let large = plan.large();
    explorer::measure(&server, &installation, &large, &mut figures).await?;
    takeout::measure(&server, &installation, &large, &mut figures).await?;
    changes::measure(&server, &installation, arguments.events, &mut figures).await?;
    Ok(figures.print() || !arguments.strict)
}

/// Does one thing and says how long it took.
fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let begun = Instant::now();
    let done = work()?;
    eprintln!("  {name}: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(done)
}
