//! Tells the crate where the front end's files are: `charter-assets` below cargo's target directory, where
//! `cargo xtask build` puts them. They must never be made here.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let Some(target) = std::env::var_os("OUT_DIR").map(PathBuf::from).as_deref().and_then(target_directory) else {
        println!("cargo::error=OUT_DIR does not lie in a target directory of cargo");
        return;
    };
    let assets = target.join("charter-assets");
    println!("cargo::rustc-env=CHARTER_ASSETS_DIR={}", assets.display());
    // A release embeds the files, so it must be compiled again when they change; a development build reads them from disk.
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", assets.join("manifest.json").display());
    }
}

/// The directory that cargo marks as a cache; without a mark, the one above `PROFILE/build/PACKAGE/out`.
fn target_directory(out: &Path) -> Option<PathBuf> {
    let marked = out.ancestors().find(|directory| directory.join("CACHEDIR.TAG").is_file());
    marked.or_else(|| out.ancestors().nth(4)).map(Path::to_path_buf)
}
