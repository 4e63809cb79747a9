//! Taking up a sign-in when the browser comes back from the provider: once, and only in the browser that began it.
//! Never here: what the provider said.

use store::lobby::Attempt;

use super::hash_of;
use crate::error::Result;
use crate::means::Means;

/// Takes the attempt of `state`. `None` if there is none (unknown, used, older than ten minutes) or another browser began it.
///
/// # Errors
/// [`crate::Error::Busy`].
pub async fn resume_sign_in(means: &Means, state: &str, browser: &str) -> Result<Option<Attempt>> {
    let attempt = means.store.take_attempt(&hash_of(state)).await?;
    // Hashes are compared, so the time that it takes tells nothing about the secret.
    Ok(attempt.filter(|attempt| attempt.browser_hash == hash_of(browser)))
}
