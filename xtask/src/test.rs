//! `cargo xtask test`: the rings in their order, and the sum. What a ring runs must never be decided here.

use std::collections::BTreeSet;

use crate::phases::Phases;
use crate::places::Places;
use crate::rings::Ring;
use crate::system::{self, Need};
use crate::tally::Tally;
use crate::trouble::Trouble;

/// Runs the named rings, or all if none is named. The last line is `N passed, N failed`. Gives back whether all passed.
///
/// # Errors
/// None of its own: a ring that cannot start is counted as one failure, with its reason printed.
pub fn test(places: &Places, phases: &mut Phases, named: &[Ring]) -> Result<bool, Trouble> {
    let rings = chosen(named);
    let needs: BTreeSet<Need> = rings.iter().flat_map(|ring| ring.needs()).copied().collect();
    let needs: Vec<Need> = needs.into_iter().collect();
    // What could not be installed is told again, and counted, by the ring that needs it.
    if let Err(trouble) = phases.run("system packages", || system::ensure(places, &needs)) {
        eprintln!("  {trouble}");
    }
    let mut sum = Tally::default();
    let mut rows = Vec::new();
    for ring in rings {
        let tally = phases.run(ring.name(), || ring.run(places)).unwrap_or_else(|trouble| {
            eprintln!("  the ring `{}` could not run: {trouble}", ring.name());
            Tally::one(false)
        });
        sum += tally;
        rows.push((ring, tally));
    }
    phases.print();
    eprintln!("\n{:<8}  {:>6}  {:>6}", "ring", "passed", "failed");
    for (ring, tally) in rows {
        eprintln!("{:<8}  {:>6}  {:>6}", ring.name(), tally.passed, tally.failed);
    }
    println!("{}", sum.line());
    Ok(sum.failed == 0 && sum.passed > 0)
}

/// The rings to run, each once, in their own order. One that runs the binary brings its build with it.
fn chosen(named: &[Ring]) -> Vec<Ring> {
    let binary = named.iter().any(|ring| ring.needs_binary());
    let wanted = |ring: &Ring| named.is_empty() || named.contains(ring) || (binary && *ring == Ring::Build);
    Ring::ALL.into_iter().filter(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rings_run_unless_some_are_named() {
        assert_eq!(chosen(&[]), Ring::ALL);
        assert_eq!(chosen(&[Ring::Lint, Ring::Format, Ring::Lint]), [Ring::Format, Ring::Lint]);
    }

    #[test]
    fn a_ring_that_runs_the_binary_brings_its_build() {
        assert_eq!(chosen(&[Ring::Browser]), [Ring::Build, Ring::Browser]);
    }
}
