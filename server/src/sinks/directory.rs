//! A directory that keeps signed heads: written beside, synced, renamed. A file that is there is never replaced.
//! Never here: removing anything but what an interrupted attempt left.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use control::evidence::{HeadFile, HeadSink, SinkError};

/// A directory.
pub struct Directory {
    path: PathBuf,
    id: String,
}

impl Directory {
    /// The directory at that path, which is made with the first head.
    pub fn new(path: PathBuf, id: String) -> Self {
        Self { path, id }
    }
}

#[async_trait]
impl HeadSink for Directory {
    fn kind(&self) -> &'static str {
        "directory"
    }

    fn id(&self) -> &str {
        &self.id
    }

    async fn put(&self, head: &HeadFile) -> Result<(), SinkError> {
        let (path, bytes) = (self.path.join(head.name()), head.bytes.clone());
        let written = tokio::task::spawn_blocking(move || write(&path, &bytes)).await;
        written.map_err(|_| SinkError::Unavailable("writing broke off".to_owned()))?
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), SinkError> {
    let failed = |error: std::io::Error| SinkError::Unavailable(format!("the directory cannot be written: {}", error.kind()));
    match fs::read(path) {
        Ok(found) if found == bytes => return Ok(()),
        Ok(_) => return Err(SinkError::Differs),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let directory = path.parent().unwrap_or(path);
    fs::create_dir_all(directory).map_err(failed)?;
    // Only one process delivers to this sink at a time, so the name is ours.
    let beside = path.with_extension("writing");
    let mut file = File::create(&beside).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(failed)
}
