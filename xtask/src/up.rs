//! `cargo xtask up`: builds the development profile and becomes `charter serve --demo`. What the demo is must never be
//! described here.

use std::os::unix::process::CommandExt;

use crate::build::{self, Profile};
use crate::command;
use crate::phases::Phases;
use crate::places::{self, Places};
use crate::system::{self, Need};
use crate::trouble::Trouble;

/// Builds, prints the times, and gives this process to the server, so that Ctrl-C reaches it and nothing else remains.
///
/// # Errors
/// When a phase fails or the server cannot be started.
pub fn up(places: &Places, phases: &mut Phases, rest: &[String]) -> Result<bool, Trouble> {
    phases.run("system packages", || system::ensure(places, &[Need::Postgres]))?;
    let binary = build::whole(places, phases, Profile::Development)?;
    phases.print();
    eprintln!("\nCharter's demo starts at http://{}/ (Ctrl-C ends it)\n", address(rest));
    let mut serve = command::program(&binary, &places.root);
    serve.args(["serve", "--demo"]).args(rest);
    let cause = serve.exec();
    Err(Trouble::Start { program: command::words(&serve), cause })
}

/// Where the server will listen: the flag, else its environment twin, else its default.
fn address(rest: &[String]) -> String {
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if let Some(value) = word.strip_prefix("--listen=") {
            return value.to_owned();
        }
        if word == "--listen" {
            return words.next().cloned().unwrap_or_default();
        }
    }
    let twin = places::variable("CHARTER_LISTEN").map(|value| value.to_string_lossy().into_owned());
    twin.unwrap_or_else(|| "127.0.0.1:3000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_the_flag_in_both_spellings() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(address(&words("--no-worker --listen 127.0.0.1:4000")), "127.0.0.1:4000");
        assert_eq!(address(&words("--listen=127.0.0.1:4001")), "127.0.0.1:4001");
    }
}
