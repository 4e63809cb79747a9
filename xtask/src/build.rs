//! The whole build: front end, assets, server, in this order, since a release embeds the assets. How each is made must
//! never be decided here.

use std::path::PathBuf;
use std::process::Command;

use crate::phases::Phases;
use crate::places::{self, Places};
use crate::trouble::Trouble;
use crate::{assets, command, toolchain, wasm};

/// How it is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; the binary reads its assets from the target directory.
    Development,
    /// Quick to run; the binary carries its assets.
    Release,
}

impl Profile {
    /// From `--release`.
    pub fn from_flag(release: bool) -> Self {
        if release { Self::Release } else { Self::Development }
    }

    /// Cargo's name of the directory below the target directory.
    pub fn directory(self) -> &'static str {
        match self {
            Self::Development => "debug",
            Self::Release => "release",
        }
    }

    /// An empty RUSTFLAGS takes the place of the flags in `.cargo/config.toml`, which are there to compile quickly. Front
    /// end and server get the same, so that what one renders is what the other expects.
    pub fn flags(self, cargo: &mut Command) {
        if self == Self::Release && places::variable("RUSTFLAGS").is_none() {
            cargo.env("RUSTFLAGS", "");
        }
    }
}

/// Builds everything and gives back the `charter` binary.
///
/// # Errors
/// Those of the first step that fails.
pub fn whole(places: &Places, phases: &mut Phases, profile: Profile) -> Result<PathBuf, Trouble> {
    front(places, phases, profile)?;
    server(places, phases, profile)
}

/// Builds the front end and its assets.
///
/// # Errors
/// When the target cannot be installed, the front end does not compile, or the assets cannot be made.
pub fn front(places: &Places, phases: &mut Phases, profile: Profile) -> Result<(), Trouble> {
    let module = phases.run("front end", || {
        toolchain::wasm_target(places)?;
        wasm::compile(places, profile)
    })?;
    let pkg = phases.run("assets", || assets::make(places, &module, profile))?;
    eprintln!("  {}", places.assets.join(pkg).display());
    Ok(())
}

/// Builds the server and gives back the `charter` binary.
///
/// # Errors
/// When it does not compile.
pub fn server(places: &Places, phases: &mut Phases, profile: Profile) -> Result<PathBuf, Trouble> {
    phases.run("server", || {
        let mut cargo = command::cargo(&places.root);
        cargo.args(["build", "-p", "server", "--bin", "charter"]);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        profile.flags(&mut cargo);
        command::run(&mut cargo)?;
        Ok(places.binary(profile.directory()))
    })
}
