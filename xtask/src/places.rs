//! Where things are: the clone, cargo's target directory and the tools below it. The only file of xtask that reads the
//! environment; nothing may be created here.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::command;
use crate::trouble::Trouble;

/// The directories that every task works with. All are absolute.
pub struct Places {
    /// The clone.
    pub root: PathBuf,
    /// Cargo's target directory, as cargo itself resolves it.
    pub target: PathBuf,
    /// Test tools (venv, node modules), below the target directory: never in the clone.
    pub tools: PathBuf,
    /// The front end's files, as the server embeds or reads them.
    pub assets: PathBuf,
}

impl Places {
    /// Asks cargo where the workspace and its target directory are.
    ///
    /// # Errors
    /// When cargo cannot be run or its metadata cannot be read.
    pub fn find() -> Result<Self, Trouble> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf();
        let here = variable("CARGO_MANIFEST_DIR").map_or(here, PathBuf::from);
        let mut ask = command::cargo(&here);
        ask.args(["metadata", "--no-deps", "--format-version", "1"]);
        let text = command::output(&mut ask)?;
        let metadata: serde_json::Value =
            serde_json::from_str(&text).map_err(|cause| Trouble::Unexpected(format!("cargo metadata: {cause}")))?;
        let path = |member: &str| {
            metadata
                .get(member)
                .and_then(serde_json::Value::as_str)
                .map(PathBuf::from)
                .ok_or_else(|| Trouble::Unexpected(format!("cargo metadata names no {member}")))
        };
        Ok(Self::new(path("workspace_root")?, path("target_directory")?))
    }

    fn new(root: PathBuf, target: PathBuf) -> Self {
        Self { tools: target.join("charter-tools"), assets: target.join("charter-assets"), root, target }
    }

    /// The built `charter` binary of a profile directory (`debug` or `release`).
    pub fn binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("charter")
    }
}

/// One variable of the environment, if it is set to something.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The names of all variables of the environment.
pub fn variables() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name)
}

/// The first executable file of that name on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
