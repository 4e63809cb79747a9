//! `charter audit export`.
//! Never here: the lines of the file; a file under its name before it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use control::evidence::{Exported, NotExported, export};

use crate::commands::{CommandError, start};
use crate::config::audit::Export;

/// Writes the export to the file, or to standard output. What it holds is said on standard error.
pub async fn run(arguments: Export) -> Result<(), CommandError> {
    let means = start::means_without_aws(start::joined_store(&arguments.joined).await?);
    let only = arguments.workspace.as_deref();
    let exported = match arguments.output {
        None => export(&means, only, &mut BufWriter::new(std::io::stdout())).await?,
        Some(path) => {
            let beside = PathBuf::from(format!("{}.partial", path.display()));
            let mut file = BufWriter::new(File::create(&beside).map_err(NotExported::from)?);
            let written = match export(&means, only, &mut file).await {
                Ok(exported) => settle(file, &beside, &path).map(|()| exported).map_err(NotExported::from),
                Err(error) => Err(error),
            };
            // What is not whole is no evidence.
            written.inspect_err(|_| drop(fs::remove_file(&beside)))?
        }
    };
    let Exported { chains, events, unsigned } = exported;
    eprintln!("{events} events of {chains} chains were written; {unsigned} of them are not covered by a signed head yet.");
    Ok(())
}

fn settle(mut file: BufWriter<File>, beside: &PathBuf, path: &PathBuf) -> std::io::Result<()> {
    file.flush()?;
    file.get_ref().sync_all()?;
    fs::rename(beside, path)
}
