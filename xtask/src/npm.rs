//! The end-to-end tests with their node modules: a copy of `end2end/` below the target directory, so that nothing is
//! written into the clone. The tests themselves must never be described here.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::command;
use crate::node::Node;
use crate::places::Places;
use crate::trouble::Trouble;

/// What the copy keeps between runs although the clone has no such entry.
const KEPT: [&str; 3] = ["node_modules", "package-lock.json", "node_modules.sha256"];
/// What is never copied out of the clone.
const LEFT: [&str; 3] = ["node_modules", "test-results", "output"];

/// Copies `end2end/`, installs the locked packages if the lock changed, and gives back the directory to run in.
///
/// # Errors
/// When there is no `package.json`, or npm cannot install.
pub fn end2end(places: &Places, node: &Node) -> Result<PathBuf, Trouble> {
    let from = places.root.join("end2end");
    let to = places.tools.join("end2end");
    if !from.join("package.json").is_file() {
        return Err(Trouble::Unexpected(format!("{} has no package.json", from.display())));
    }
    mirror(&from, &to)?;
    let settings = places.root.join(".npmrc");
    if settings.is_file() {
        let copy = to.join(".npmrc");
        fs::copy(&settings, &copy).map_err(Trouble::file(copy))?;
    }
    let stamp = to.join("node_modules.sha256");
    let wanted = digest(&to)?;
    if to.join("node_modules").is_dir() && fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
        return Ok(to);
    }
    eprintln!("  installing node modules");
    if !to.join("package-lock.json").is_file() || command::quiet(node.lead(&mut npm(&to, "ci"))).is_err() {
        // npm can refuse its own lock when optional packages of other platforms are left out of it.
        eprintln!("  `npm ci` is not possible, trying `npm install`");
        command::quiet(node.lead(&mut npm(&to, "install")))?;
    }
    fs::write(&stamp, digest(&to)?).map_err(Trouble::file(&stamp))?;
    Ok(to)
}

fn npm(directory: &Path, verb: &str) -> std::process::Command {
    let mut npm = command::program("npm", directory);
    // The browser is the system's: Playwright's own would be 150 MB more.
    npm.arg(verb).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    npm
}

/// What decides which modules are installed: the manifest, the lock and the settings.
fn digest(directory: &Path) -> Result<String, Trouble> {
    let mut hash = Sha256::new();
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        let file = directory.join(name);
        if file.is_file() {
            hash.update(fs::read(&file).map_err(Trouble::file(&file))?);
        }
        hash.update([0]);
    }
    Ok(hex::encode(hash.finalize()))
}

/// Makes `to` a copy of `from`: entries that are gone in `from` go in `to`, but for those that the copy keeps.
fn mirror(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(to).map_err(Trouble::file(to))?;
    for entry in entries(to)? {
        let kept = entry.file_name().and_then(|name| name.to_str()).is_some_and(|name| KEPT.contains(&name));
        if !kept {
            let gone = if entry.is_dir() { fs::remove_dir_all(&entry) } else { fs::remove_file(&entry) };
            gone.map_err(Trouble::file(&entry))?;
        }
    }
    copy(from, to)
}

fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(to).map_err(Trouble::file(to))?;
    for entry in entries(from)? {
        let Some(name) = entry.file_name() else { continue };
        if LEFT.iter().any(|left| name == *left) {
            continue;
        }
        if entry.is_dir() {
            copy(&entry, &to.join(name))?;
        } else {
            fs::copy(&entry, to.join(name)).map_err(Trouble::file(&entry))?;
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let read = fs::read_dir(directory).map_err(Trouble::file(directory))?;
    read.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(Trouble::file(directory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_follows_its_original_and_keeps_its_modules() {
        let at = std::env::temp_dir().join(format!("charter-npm-{}", std::process::id()));
        let (from, to) = (at.join("from"), at.join("to"));
        for directory in ["from/tests", "from/node_modules", "to/node_modules", "to/old"] {
            fs::create_dir_all(at.join(directory)).unwrap();
        }
        fs::write(from.join("tests/a.ts"), "a").unwrap();
        fs::write(from.join("node_modules/clone"), "").unwrap();
        fs::write(to.join("node_modules/kept"), "").unwrap();
        fs::write(to.join("old/gone"), "").unwrap();
        mirror(&from, &to).unwrap();
        assert!(to.join("tests/a.ts").is_file() && to.join("node_modules/kept").is_file());
        assert!(!to.join("old").exists() && !to.join("node_modules/clone").exists());
        fs::remove_dir_all(at).unwrap();
    }
}
