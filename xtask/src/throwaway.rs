//! A directory that is gone afterwards, however this program ends, with the Postgres that runs in it. It must never hold
//! anything that is worth keeping.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::command;
use crate::trouble::Trouble;

/// Waits until its standard input ends, which it does with this program, whatever ended it; then ends the server of `$1/pg`
/// at once and deletes `$1`.
const CLEAN: &str = r#"trap '' INT TERM HUP
cat > /dev/null
server=$(head -n 1 "$1/pg/data/postmaster.pid" 2> /dev/null)
if [ "$server" ]; then
  kill -QUIT "$server" 2> /dev/null
  for turn in $(seq 100); do kill -0 "$server" 2> /dev/null || break; sleep 0.1; done
  kill -KILL "$server" 2> /dev/null
fi
rm -rf "$1""#;

/// A directory below the system's temporary one. Dropping it deletes it.
pub struct Directory {
    path: PathBuf,
    cleaner: Child,
}

impl Directory {
    /// Makes it, and starts the shell that will delete it.
    ///
    /// # Errors
    /// When it cannot be made, or there is no shell.
    pub fn make() -> Result<Self, Trouble> {
        let path = std::env::temp_dir().join(format!("charter-bench-{}", std::process::id()));
        fs::create_dir(&path).map_err(Trouble::file(&path))?;
        // The server may run as another user, who must be able to pass.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o711)).map_err(Trouble::file(&path))?;
        let mut shell = Command::new("sh");
        shell.args(["-c", CLEAN, "charter-bench-clean"]).arg(&path).current_dir("/").process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let cleaner = shell.spawn().map_err(|cause| Trouble::Start { program: "sh".to_owned(), cause })?;
        Ok(Self { path, cleaner })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Looks whether the disk has so many bytes left for it.
    ///
    /// # Errors
    /// When it has not, with both figures.
    pub fn check_space(&self, needed: u64) -> Result<(), Trouble> {
        let mut df = Command::new("df");
        let text = command::output(df.args(["--output=avail", "-B1"]).arg(&self.path))?;
        let free: u64 = text.split_whitespace().last().and_then(|word| word.parse().ok()).unwrap_or(0);
        if free >= needed {
            return Ok(());
        }
        let gigabytes = |bytes: u64| format!("{:.1} GB", bytes as f64 / 1e9);
        let what =
            format!("space on the disk of {} ({} free, {} needed)", self.path.display(), gigabytes(free), gigabytes(needed));
        Err(Trouble::missing(what, "point TMPDIR elsewhere, or give a smaller --events"))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(self.cleaner.stdin.take());
        let _ = self.cleaner.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_is_gone_with_the_value() {
        let directory = Directory::make().unwrap();
        let path = directory.path().to_owned();
        fs::create_dir_all(path.join("pg/data")).unwrap();
        fs::write(path.join("pg/data/postmaster.pid"), "").unwrap();
        assert!(directory.check_space(1).is_ok() && directory.check_space(u64::MAX).is_err());
        drop(directory);
        assert!(!path.exists());
    }
}
