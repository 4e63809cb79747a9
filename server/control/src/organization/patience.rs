//! Reading calls that are tried again: reading changes nothing, so a lost answer may be asked for anew.
//! Never here: a call that writes.

use std::time::Duration;

use domain::run::Reaction;

use crate::cloud::{CloudError, Outcome};

/// Tries of a call that AWS throttles. The waits double from 0.2 s to 6.4 s: about 13 s in all.
const THROTTLED_TRIES: u32 = 7;
/// Tries of a call without an answer, and of one that met a change in progress.
const OTHER_TRIES: u32 = 3;

/// Calls until there is an answer, or until patience ends.
///
/// # Errors
/// The last [`CloudError`].
pub(crate) async fn patiently<T, F>(call: impl Fn() -> F) -> Outcome<T>
where
    F: Future<Output = Outcome<T>>,
{
    let mut tries = 0;
    loop {
        let error = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        tries += 1;
        if tries >= most_tries(&error) {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(100 << tries)).await;
    }
}

fn most_tries(error: &CloudError) -> u32 {
    match error.reaction {
        Reaction::Throttled => THROTTLED_TRIES,
        Reaction::Busy | Reaction::Unknown => OTHER_TRIES,
        _ => 1,
    }
}
