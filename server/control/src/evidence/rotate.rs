//! Hands over from one log key to the next.
//! Never here: reading or writing a key's file.

use domain::audit::evidence::{KeyStatement, PublicKey, SecretKey};

use super::keys::admit;
use super::sign::NotSigned;
use crate::means::Means;

/// Lets the key that signs now name its successor. From then on only the successor signs.
///
/// # Errors
/// [`NotSigned::Key`] if the key does not sign now; a conflict if the next key is known already.
pub async fn rotate(means: &Means, now: &SecretKey, next: PublicKey) -> Result<KeyStatement, NotSigned> {
    admit(&means.store, now.public()).await??;
    let statement = now.endorse(next, means.now());
    means.store.add_log_key(&statement).await?;
    Ok(statement)
}
