//! Asks the product's verifier.
//! Never here: an opinion of its own.

use domain::audit::evidence::{Anchors, Fault, Fingerprint, Report, Verifier};

/// What the verifier says of lines.
pub fn of_lines<L: AsRef<[u8]>>(lines: impl IntoIterator<Item = L>, anchors: Anchors) -> Result<Report, Fault> {
    let mut verifier = Verifier::new(anchors);
    for line in lines {
        verifier.feed(line.as_ref())?;
    }
    verifier.finish()
}

/// What it says of bytes, split as a reader splits them.
pub fn of_bytes(bytes: &[u8], anchors: Anchors) -> Result<Report, Fault> {
    of_lines(bytes.split_inclusive(|byte| *byte == b'\n'), anchors)
}

/// Anchored by files of heads that were kept.
pub fn earlier(files: &[Vec<u8>]) -> Result<Anchors, Fault> {
    let mut anchors = Anchors::default();
    for file in files {
        anchors.add_heads(file)?;
    }
    Ok(anchors)
}

/// Anchored by a key.
pub fn pinned(key: Fingerprint) -> Anchors {
    let mut anchors = Anchors::default();
    anchors.pin(key);
    anchors
}
