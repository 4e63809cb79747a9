//! What rustup must have installed: the WebAssembly target, rustfmt and clippy. Which toolchain is used must never be
//! decided here: it is the caller's default.

use std::path::Path;

use crate::command;
use crate::places::{self, Places};
use crate::trouble::Trouble;

/// The target that browsers run.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs the WebAssembly target if the toolchain has none. rustc does not complain of a missing target before it
/// cannot find `core`, so its directory is looked for.
///
/// # Errors
/// When it is missing and rustup cannot install it.
pub fn wasm_target(places: &Places) -> Result<(), Trouble> {
    let present = || {
        let mut ask = command::program("rustc", &places.root);
        ask.args(["--print", "target-libdir", "--target", WASM]);
        command::output(&mut ask).is_ok_and(|path| Path::new(path.trim()).is_dir())
    };
    installed(places, "the Rust target wasm32-unknown-unknown", &["target", "add", WASM], present)
}

/// Installs rustfmt or clippy if the toolchain lacks it.
///
/// # Errors
/// When it is missing and rustup cannot install it.
pub fn component(places: &Places, name: &str) -> Result<(), Trouble> {
    let present = || {
        let mut ask = command::program(format!("cargo-{}", name.trim_start_matches("rust")), &places.root);
        ask.args([name.trim_start_matches("rust"), "--version"]);
        ask.output().is_ok_and(|output| output.status.success())
    };
    installed(places, name, &["component", "add", name], present)
}

fn installed(places: &Places, what: &str, rustup: &[&str], present: impl Fn() -> bool) -> Result<(), Trouble> {
    if present() {
        return Ok(());
    }
    if places::on_path("rustup").is_some() {
        let mut add = command::program("rustup", &places.root);
        command::run(add.args(rustup))?;
    }
    if present() { Ok(()) } else { Err(Trouble::missing(what, format!("run `rustup {}`", rustup.join(" ")))) }
}
