//! Debian packages: what is on this machine, and as root what is installed when it is not. Programs from other package
//! systems are found if they are on PATH; they must never be installed here.

use std::path::{Path, PathBuf};

use crate::command;
use crate::places::{self, Places, on_path};
use crate::trouble::Trouble;

/// A program that comes from the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// `initdb`, `postgres` and `psql`.
    Postgres,
    /// A Chromium for the browser ring.
    Chromium,
    /// Python 3 with venv.
    Python,
    /// Node.js, 20 or later, with npm.
    Node,
}

impl Need {
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium"],
            Self::Python => &["python3", "python3-venv"],
            Self::Node => &["nodejs", "npm"],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL 15 or later",
            Self::Chromium => "Chromium",
            Self::Python => "Python 3 with venv",
            Self::Node => "Node.js with npm",
        }
    }

    fn present(self) -> bool {
        match self {
            Self::Postgres => postgres("initdb").is_some() && postgres("psql").is_some(),
            Self::Chromium => chromium().is_some(),
            Self::Python => {
                let mut ask = command::program("python3", Path::new("/"));
                ask.args(["-c", "import venv, ensurepip"]);
                ask.output().is_ok_and(|output| output.status.success())
            }
            Self::Node => on_path("node").is_some() && on_path("npm").is_some(),
        }
    }
}

/// Installs what is missing of these, in one go, if we are root on a Debian; else names it in one line.
///
/// # Errors
/// When something is still missing afterwards.
pub fn ensure(places: &Places, needs: &[Need]) -> Result<(), Trouble> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.present()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages()).copied().collect();
    if is_root(places) && on_path("apt-get").is_some() {
        eprintln!("  installing {}", packages.join(", "));
        let mut apt = apt(places);
        command::quiet(apt.arg("update"))?;
        let mut apt = self::apt(places);
        command::quiet(apt.args(["install", "-y", "--no-install-recommends"]).args(&packages))?;
    }
    require(needs).map_err(|trouble| match trouble {
        Trouble::Missing { what, .. } => Trouble::missing(what, format!("run `apt-get install {}` as root", packages.join(" "))),
        other => other,
    })
}

/// Looks whether all of these are here, and installs nothing.
///
/// # Errors
/// When one is missing; all missing ones are named.
pub fn require(needs: &[Need]) -> Result<(), Trouble> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.present()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.name()).collect();
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages()).copied().collect();
    Err(Trouble::missing(names.join(" and "), format!("run `apt-get install {}` as root", packages.join(" "))))
}

fn apt(places: &Places) -> std::process::Command {
    let mut apt = command::program("apt-get", &places.root);
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    apt
}

/// Whether this process may do everything.
pub fn is_root(places: &Places) -> bool {
    let mut ask = command::program("id", &places.root);
    command::output(ask.arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// One of Postgres's programs: on PATH, else in Debian's directories, the newest version first.
pub fn postgres(program: &str) -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    versions.sort();
    let debian = versions.into_iter().rev().map(|(_, path)| path.join("bin").join(program)).find(|file| file.is_file());
    on_path(program).or(debian)
}

/// The browser: `$CHROMIUM`, else the first known name on PATH.
pub fn chromium() -> Option<PathBuf> {
    let named = places::variable("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path))
}
