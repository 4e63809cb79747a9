//! `charter audit verify`: checks an export or an excerpt, offline and in constant memory.
//! Never here: the checks (`domain::audit::evidence`), a database.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use domain::audit::evidence::{Anchors, Fault, LINE_LIMIT, Report, Verifier};
use serde_json::json;

use crate::commands::CommandError;
use crate::config::VerifyAudit;

/// Checks the file and says what was checked.
///
/// # Errors
/// [`CommandError::Evidence`] with the first thing that is wrong; [`CommandError::Unreadable`] and [`CommandError::EarlierHeads`] if
/// there was nothing to check.
pub fn verify(wanted: &VerifyAudit) -> Result<(), CommandError> {
    let mut anchors = Anchors::default();
    if let Some(key) = wanted.key {
        anchors.pin(key);
    }
    for path in &wanted.heads {
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, error))?;
        anchors.add_heads(&bytes).map_err(|fault| CommandError::EarlierHeads(path.display().to_string(), Box::new(fault)))?;
    }
    let judged = if wanted.file == Path::new("-") {
        judged(io::stdin().lock(), Verifier::new(anchors))
    } else {
        let file = File::open(&wanted.file).map_err(|error| unreadable(&wanted.file, error))?;
        judged(BufReader::with_capacity(1 << 16, file), Verifier::new(anchors))
    };
    let verdict = judged.map_err(|error| unreadable(&wanted.file, error))?;
    if wanted.json {
        let said = match &verdict {
            Ok(report) => json!({ "verdict": "consistent", "is_anchored": report.is_anchored(), "report": report }),
            Err(fault) => json!({ "verdict": "fault", "fault": fault }),
        };
        println!("{said}");
    } else if let Ok(report) = &verdict {
        report.sentences().iter().for_each(|sentence| println!("{sentence}"));
    }
    verdict.map(|_| ()).map_err(|fault| CommandError::Evidence(Box::new(fault)))
}

fn unreadable(path: &Path, error: io::Error) -> CommandError {
    CommandError::Unreadable(path.display().to_string(), error)
}

/// Feeds the lines. Of a line that is too long no more is read than shows it.
fn judged(mut reader: impl BufRead, mut verifier: Verifier) -> io::Result<Result<Report, Fault>> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.by_ref().take(LINE_LIMIT as u64 + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(verifier.finish());
        }
        if let Err(fault) = verifier.feed(&line) {
            return Ok(Err(fault));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::process::ExitCode;

    use domain::audit::evidence::testing::Record;
    use domain::audit::evidence::{Wrong, export_line};

    use super::*;

    /// A directory that is gone after the test.
    struct Room(PathBuf);

    impl Room {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("charter-verify-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        }
    }

    impl Drop for Room {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn run(file: PathBuf, heads: Vec<PathBuf>) -> Result<(), CommandError> {
        verify(&VerifyAudit { file, key: None, heads, json: false })
    }

    fn code(error: &CommandError) -> String {
        format!("{:?}", error.exit_code())
    }

    #[test]
    fn a_true_file_is_accepted_with_the_heads_of_its_sinks() {
        let (room, record) = (Room::new("true"), Record::with_everything(1));
        let heads = record.sink_files().iter().enumerate().map(|(at, sink)| room.file(&format!("{at}.jsonl"), sink)).collect();
        run(room.file("export.jsonl", &record.export().concat()), heads).unwrap();
        run(room.file("excerpt.jsonl", &record.excerpt(2).concat()), vec![]).unwrap();
    }

    #[test]
    fn a_fault_is_another_exit_code_than_a_file_that_is_not_there() {
        let (room, record) = (Room::new("codes"), Record::with_everything(1));
        let mut bytes = record.export().concat();
        bytes.pop();
        let fault = run(room.file("export.jsonl", &bytes), vec![]).unwrap_err();
        assert!(matches!(&fault, CommandError::Evidence(fault) if matches!(**fault, Fault { wrong: Wrong::NoLineFeed, .. })));
        assert_eq!(code(&fault), format!("{:?}", ExitCode::FAILURE));
        let absent = run(room.0.join("absent"), vec![]).unwrap_err();
        let heads = vec![room.file("heads.jsonl", &export_line())];
        let no_heads = run(room.file("export.jsonl", &record.export().concat()), heads).unwrap_err();
        for error in [absent, no_heads] {
            assert_eq!(code(&error), format!("{:?}", ExitCode::from(2)), "{error}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_read_to_its_end() {
        let endless = BufReader::new(io::repeat(b'x'));
        assert_eq!(judged(endless, Verifier::new(Anchors::default())).unwrap().unwrap_err().wrong, Wrong::TooLong);
    }
}
