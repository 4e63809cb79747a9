//! The journal: one JSON line per effect with its virtual time, on disk before the answer. A last line without its line feed is dropped.
//! Never here: what an effect means.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::Effect;

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another simulator has it.
    #[error("{} is in use by another simulator; end that one or name another file", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file system says no.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A whole line that is no effect.
    #[error("{} line {line} is not an effect of this version: {source}; move the file away to start anew", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Virtual time.
    pub(crate) at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub(crate) effect: Effect,
}

/// An open, locked journal. The lock goes with the file handle, so a killed process leaves none.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    length: u64,
}

impl Journal {
    /// Opens or makes the file, locks it, reads every whole line, cuts a torn one.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<Entry>), JournalError> {
        let io = |source| JournalError::Io { path: path.to_owned(), source };
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut entries = Vec::new();
        for (line, text) in bytes[..whole].split(|byte| *byte == b'\n').enumerate().filter(|(_, text)| !text.is_empty()) {
            let entry = serde_json::from_slice(text).map_err(|source| JournalError::Line {
                path: path.to_owned(),
                line: line + 1,
                source,
            })?;
            entries.push(entry);
        }
        if whole < bytes.len() {
            tracing::warn!(path = %path.display(), bytes = bytes.len() - whole, "a torn last line of the journal was dropped");
        }
        let mut journal = Self { file, length: whole as u64 };
        journal.cut().map_err(io)?;
        Ok((journal, entries))
    }

    /// Appends the entries and waits until they are on disk. On an error nothing of them stays.
    pub(crate) fn append(&mut self, entries: &[Entry]) -> io::Result<()> {
        let mut lines = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut lines, entry)?;
            lines.push(b'\n');
        }
        if let Err(error) = self.file.write_all(&lines).and_then(|()| self.file.sync_data()) {
            self.cut()?;
            return Err(error);
        }
        self.length += lines.len() as u64;
        Ok(())
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length)).map(drop)
    }
}
