//! `cargo xtask torture`: attacks exported records in every way that we know, and appends to true ones. Every attack must be found, and
//! no true record may raise an alarm. The same seed does the same.
//! Never here: a database; a way to make the verifier milder.

mod appends;
mod attack;
mod chance;
mod forgery;
mod history;
mod target;
mod verdict;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clap::Parser;

use attack::{Class, Found};

/// What can go wrong here: a false alarm or a fault of the generator.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
struct Arguments {
    /// The same seed does the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many attacks.
    #[arg(long, default_value_t = 100_000)]
    mutations: u64,
    /// How many true events.
    #[arg(long, default_value_t = 1_000_000)]
    appends: usize,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What became of the attacks of a class.
#[derive(Default)]
struct Tally {
    found: u64,
    harmless: u64,
    missed: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    println!("seed {}", arguments.seed);
    match torture(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("torture (seed {}): {error}", arguments.seed);
            ExitCode::FAILURE
        }
    }
}

fn torture(arguments: &Arguments) -> Outcome<bool> {
    let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get()) as u64;
    let (begun, next) = (Instant::now(), AtomicU64::new(0));
    let attacked = in_parallel(workers, |_| attacks(arguments, &next))?;
    let mut tallies: BTreeMap<Class, Tally> = BTreeMap::new();
    for (class, tally) in attacked.into_iter().flatten() {
        let sum = tallies.entry(class).or_default();
        sum.found += tally.found;
        sum.harmless += tally.harmless;
        sum.missed.extend(tally.missed);
    }
    println!("{:<62} {:>8} {:>8} {:>7}", "attack", "made", "found", "missed");
    for (class, tally) in &tallies {
        let missed = tally.missed.len() as u64;
        println!("{:<62} {:>8} {:>8} {missed:>7}", class.words(), tally.found + missed, tally.found);
    }
    let sum = |of: fn(&Tally) -> u64| tallies.values().map(of).sum::<u64>();
    let (found, missed) = (sum(|tally| tally.found), sum(|tally| tally.missed.len() as u64));
    println!("{:<62} {:>8} {found:>8} {missed:>7}   {:.1} s", "all", found + missed, begun.elapsed().as_secs_f64());
    println!(
        "{} draws changed nothing, or took only the newest signature away, and were drawn again",
        sum(|tally| tally.harmless)
    );
    for (class, tally) in &tallies {
        tally.missed.iter().take(5).for_each(|how| println!("MISSED: {}: {how}", class.words()));
    }
    let begun = Instant::now();
    let verified: u64 =
        in_parallel(workers, |worker| appends::verified(arguments.seed, worker, arguments.appends.div_ceil(workers as usize)))?
            .into_iter()
            .sum();
    println!("{verified} appended events verified without a false alarm   {:.1} s", begun.elapsed().as_secs_f64());
    Ok(missed == 0 && found >= arguments.mutations && verified >= arguments.appends as u64)
}

/// Does the same in several threads, which get their numbers.
fn in_parallel<T: Send>(workers: u64, work: impl Fn(u64) -> Outcome<T> + Sync) -> Outcome<Vec<T>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn({
                    let work = &work;
                    move || work(worker)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked")?).collect()
    })
}

/// Takes the next number and makes its attack, until all are made.
fn attacks(arguments: &Arguments, next: &AtomicU64) -> Outcome<BTreeMap<Class, Tally>> {
    let mut tallies: BTreeMap<Class, Tally> = BTreeMap::new();
    let mut targets = target::Targets::new(arguments.seed)?;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= arguments.mutations {
            return Ok(tallies);
        }
        let mut chance = chance::Chance::new(arguments.seed, number);
        let class = Class::drawn(&mut chance);
        let tally = tallies.entry(class).or_default();
        loop {
            match attack::attack(class, &mut targets, &mut chance)? {
                Found::Yes => break tally.found += 1,
                Found::Harmless => tally.harmless += 1,
                Found::No(how) => break tally.missed.push(format!("attack {number}: {how}")),
            }
        }
    }
}
