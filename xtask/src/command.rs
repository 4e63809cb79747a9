//! Running other programs: quietly, to their end, or line by line. What is run must never be decided here.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::places;
use crate::trouble::Trouble;

/// Cargo, run in a directory. The variables that `cargo run` gave to xtask itself are taken away: build scripts that
/// watch them would otherwise run again whenever cargo is called by hand and by xtask in turn.
pub fn cargo(directory: &Path) -> Command {
    let mut command = Command::new(places::variable("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(directory);
    for name in places::variables() {
        let text = name.to_string_lossy();
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|start| text.starts_with(start));
        if own || text == "CARGO_CRATE_NAME" || text == "CARGO_PRIMARY_PACKAGE" || text == "OUT_DIR" {
            command.env_remove(&name);
        }
    }
    command
}

/// Any other program, run in a directory.
pub fn program(name: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(directory);
    command
}

/// The command as one would type it; variables are left out, since they may be secrets.
pub fn words(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut text = name.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Runs it with our own standard output and error.
///
/// # Errors
/// When it does not start or ends with another status than 0.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    let status = command.status().map_err(|cause| Trouble::Start { program: words(command), cause })?;
    if status.success() { Ok(()) } else { Err(Trouble::Ended { program: words(command), status: status.to_string() }) }
}

/// Runs it without a word; what it said is shown only if it fails.
///
/// # Errors
/// As [`run`].
pub fn quiet(command: &mut Command) -> Result<(), Trouble> {
    finished(command).map(|_| ())
}

/// Runs it without a word and gives back its standard output.
///
/// # Errors
/// As [`run`], and when the output is not UTF-8.
pub fn output(command: &mut Command) -> Result<String, Trouble> {
    let output = finished(command)?;
    String::from_utf8(output.stdout).map_err(|_| Trouble::Unexpected(format!("`{}` did not print UTF-8", words(command))))
}

fn finished(command: &mut Command) -> Result<Output, Trouble> {
    command.stdin(Stdio::null());
    let output = command.output().map_err(|cause| Trouble::Start { program: words(command), cause })?;
    if output.status.success() {
        return Ok(output);
    }
    eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(Trouble::Ended { program: words(command), status: output.status.to_string() })
}

/// Runs it, hands each line of its standard output to `each` as it comes, and tells whether it ended with 0. Its
/// standard error is ours.
///
/// # Errors
/// When it does not start, or lives longer than `limit`: it and everything below it are then ended, by process id.
pub fn lines(command: &mut Command, limit: Duration, mut each: impl FnMut(&str)) -> Result<bool, Trouble> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|cause| Trouble::Start { program: words(command), cause })?;
    let (send, receive) = channel();
    let pipe = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let Some(pipe) = pipe else { return };
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned();
            line.clear();
            if send.send(text).is_err() {
                return;
            }
        }
    });
    let end = Instant::now() + limit;
    loop {
        match receive.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => each(&line),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                end_tree(&mut child);
                return Err(Trouble::TooLong { program: words(command), minutes: limit.as_secs() / 60 });
            }
        }
    }
    // The reader ended because the pipe did: nothing is left to wait for but the status.
    let _ = reader.join();
    let status = child.wait().map_err(|cause| Trouble::Start { program: words(command), cause })?;
    Ok(status.success())
}

/// Kills a child and all its descendants. The list is read before the first kill, since orphans lose their parent.
fn end_tree(child: &mut Child) {
    for id in descendants(child.id()) {
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn descendants(of: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id: u32| Some((id, parent(&std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?)))
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&above) = found.get(next) {
        found.extend(parents.iter().filter(|(_, parent)| *parent == above).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

/// The parent in a line of `/proc/PID/stat`: second field after the name, which is in brackets and may hold anything.
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = program("sh", Path::new("/"));
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_name_with_brackets_does_not_hide_the_parent() {
        assert_eq!(parent("12 (a) b) S 34 12 12 0"), Some(34));
    }

    #[test]
    fn every_line_is_handed_over_and_a_failing_status_is_told() {
        let mut seen = Vec::new();
        let good = lines(&mut shell("echo one; echo two; exit 3"), Duration::from_secs(60), |line| seen.push(line.to_owned()));
        assert!(!good.unwrap());
        assert_eq!(seen, ["one", "two"]);
    }

    #[test]
    fn a_program_that_outlives_its_limit_is_ended_with_its_children() {
        let mut id = String::new();
        let ended = lines(&mut shell("sleep 600 & echo $!; wait"), Duration::from_millis(500), |line| id = line.to_owned());
        assert!(matches!(ended, Err(Trouble::TooLong { .. })));
        // The kill is sent, not yet felt; and an ended orphan may remain as a zombie until its new parent looks.
        let gone = || std::fs::read_to_string(format!("/proc/{id}/stat")).map_or(true, |stat| stat.contains(") Z "));
        let ended = (0..1000).any(|_| gone() || (std::thread::sleep(Duration::from_millis(10)), false).1);
        assert!(!id.is_empty() && ended, "process {id} is still there");
    }

    #[test]
    fn variables_are_not_shown_in_an_error() {
        let mut command = shell("exit 1");
        command.env("TOKEN", "hidden");
        assert_eq!(run(&mut command).unwrap_err().to_string(), "`sh -c exit 1` ended with exit status: 1");
    }
}
