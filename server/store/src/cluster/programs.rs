//! Postgres's programs: where they are, and as whom they run.
//! Never here: a download, an installation.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{ClusterError, failed};

/// Where `initdb` and `postgres` are: a directory, or PATH.
pub(super) struct Programs {
    directory: Option<PathBuf>,
}

impl Programs {
    /// PATH first, then Debian's directories (the newest version), then npm's packages `@embedded-postgres/*` around the working directory and
    /// around this program.
    pub(super) fn find() -> Result<Self, ClusterError> {
        if answers("initdb") && answers("postgres") {
            return Ok(Self { directory: None });
        }
        let debian = newest(Path::new("/usr/lib/postgresql"), "bin");
        let from = [std::env::current_dir().ok(), std::env::current_exe().ok()];
        let around: Vec<PathBuf> = from.iter().flatten().flat_map(|path| path.ancestors()).map(Path::to_owned).collect();
        let npm = around.iter().flat_map(|at| {
            ["node_modules", "end2end/node_modules", "charter-tools/end2end/node_modules"]
                .into_iter()
                .flat_map(|modules| newest(&at.join(modules).join("@embedded-postgres"), "native/bin"))
        });
        let found = debian.into_iter().chain(npm).find(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file());
        found.map(|directory| Self { directory: Some(directory) }).ok_or(ClusterError::Missing)
    }

    /// A command of one of them, silent, working in `at`, as that user and group.
    pub(super) fn command(&self, program: &str, at: &Path, user: Option<(u32, u32)>) -> Command {
        let path = self.directory.as_ref().map_or_else(|| PathBuf::from(program), |directory| directory.join(program));
        let mut command = Command::new(path);
        // A child that keeps our standard output open would let whoever reads it wait for ever.
        command.current_dir(at).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

/// The subdirectories `inner` of everything in `directory`, the highest number first.
fn newest(directory: &Path, inner: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort_by_key(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        std::cmp::Reverse(name.parse::<u32>().unwrap_or(0))
    });
    found.into_iter().map(|path| path.join(inner)).collect()
}

fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// User and group of `nobody` if we are root, else nothing to change.
pub(super) fn unprivileged() -> Result<Option<(u32, u32)>, ClusterError> {
    if user_number()? != 0 {
        return Ok(None);
    }
    Ok(Some((id(&["-u", "nobody"])?, id(&["-g", "nobody"])?)))
}

/// The number of the user of this process.
pub(crate) fn user_number() -> Result<u32, ClusterError> {
    id(&["-u"])
}

fn id(arguments: &[&str]) -> Result<u32, ClusterError> {
    let output =
        Command::new("id").args(arguments).stdin(Stdio::null()).output().map_err(|error| failed("id", &error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| failed("id", &text))
}

/// Sends SIGINT, which is Postgres's fast shutdown. By the shell's own `kill`: the program is not everywhere.
pub(super) fn interrupt(process: u32) -> Result<(), ClusterError> {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"kill -INT "$0""#, &process.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match shell.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(failed("kill", "the server cannot be signalled")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_also_from_ten_on() {
        let at = std::env::temp_dir().join(format!("charter-programs-{}", std::process::id()));
        for version in ["9", "18", "15", "linux-x64"] {
            fs::create_dir_all(at.join(version)).unwrap();
        }
        let found = newest(&at, "bin");
        fs::remove_dir_all(&at).unwrap();
        assert_eq!(found, ["18", "15", "9", "linux-x64"].map(|version| at.join(version).join("bin")));
    }

    #[test]
    fn a_directory_that_is_not_there_has_no_versions() {
        assert!(newest(Path::new("/nonexistent"), "bin").is_empty());
    }
}
