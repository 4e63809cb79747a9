//! The keys of the installation: which may sign, and which line of keys leads to one.
//! Never here: a private key on disk.

use domain::audit::evidence::{Fingerprint, KeyStatement, PublicKey};
use store::Store;

/// Why a key does not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// It has a successor.
    #[error("the log key {0} was replaced by {1}: give that one's file in CHARTER_LOG_KEY_FILE")]
    Replaced(Fingerprint, Fingerprint),
    /// The installation has another key, which did not name this one.
    #[error(
        "the log key {0} is not the one of this installation: give that one's file, or name this one as its successor with `charter audit rotate-key`"
    )]
    Unknown(Fingerprint),
}

/// Whether the key may sign now. The first key that asks becomes the installation's.
pub(super) async fn admit(store: &Store, key: PublicKey) -> store::Result<Result<Vec<KeyStatement>, KeyRefused>> {
    let mut known = store.log_keys().await?;
    if known.is_empty() {
        store.add_log_key(&KeyStatement::first(key)).await?;
        known = store.log_keys().await?;
    }
    let fingerprint = key.fingerprint();
    if !known.iter().any(|statement| statement.public == key) {
        return Ok(Err(KeyRefused::Unknown(fingerprint)));
    }
    let successor = known.iter().find(|next| next.succession.as_ref().is_some_and(|by| by.previous == fingerprint));
    if let Some(next) = successor {
        return Ok(Err(KeyRefused::Replaced(fingerprint, next.public.fingerprint())));
    }
    Ok(Ok(known))
}

/// The line of keys from its first to that key, oldest first; as far as it is known.
pub(crate) fn line_to(key: Fingerprint, known: &[KeyStatement]) -> Vec<KeyStatement> {
    let mut line: Vec<KeyStatement> = Vec::new();
    let mut next = Some(key);
    while let Some(at) = next.filter(|_| line.len() <= known.len()) {
        let Some(statement) = known.iter().find(|statement| statement.public.fingerprint() == at) else { break };
        next = statement.succession.as_ref().map(|by| by.previous);
        line.push(statement.clone());
    }
    line.reverse();
    line
}
