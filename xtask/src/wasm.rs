//! The front end: compiled for the browser, then given its JavaScript by wasm-bindgen. Where the files go afterwards must
//! never be decided here.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::build::Profile;
use crate::command;
use crate::places::{Places, on_path};
use crate::toolchain::WASM;
use crate::trouble::Trouble;

/// The name that Leptos asks for: `charter.js` and `charter_bg.wasm`.
pub const NAME: &str = "charter";

/// Compiles the crate `frontend` and gives back the module. Both profiles optimise it for size: an unoptimised one is
/// megabytes. The release leaves the flags of `.cargo/config.toml` out, which saves 11 % of what is sent.
///
/// # Errors
/// When it does not compile.
pub fn compile(places: &Places, profile: Profile) -> Result<PathBuf, Trouble> {
    let mut cargo = command::cargo(&places.root);
    cargo.args(["build", "-p", "frontend", "--lib", "--target", WASM, "--profile", "wasm-release"]);
    profile.flags(&mut cargo);
    command::run(&mut cargo)?;
    Ok(places.target.join(WASM).join("wasm-release/frontend.wasm"))
}

/// Writes `charter.js`, `charter_bg.wasm` and what they import into an empty directory. A release is optimised further
/// where `wasm-opt` is installed (1 % of what is sent, 14 % of what is parsed).
///
/// # Errors
/// When the module is not one that wasm-bindgen of the pinned version understands.
pub fn bind(module: &Path, directory: &Path, profile: Profile) -> Result<(), Trouble> {
    let mut bindgen = Bindgen::new();
    let bound = bindgen.web(true).and_then(|bindgen| {
        bindgen.input_path(module).out_name(NAME).typescript(false);
        bindgen.remove_name_section(true).remove_producers_section(true).generate(directory)
    });
    bound.map_err(|cause| Trouble::Unexpected(format!("wasm-bindgen: {cause:#}")))?;
    if profile == Profile::Release && on_path("wasm-opt").is_some() {
        let file = directory.join(format!("{NAME}_bg.wasm"));
        let small = directory.join("small.wasm");
        let mut optimise = command::program("wasm-opt", directory);
        optimise.args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"]).arg(&file).arg("-o").arg(&small);
        command::quiet(&mut optimise)?;
        fs::rename(&small, &file).map_err(Trouble::file(file))?;
    }
    Ok(())
}
