//! Shows the caller's own sign-ins.
//! Never here: anybody else's.

use domain::access::ViewSelf;
use domain::wire::SignInRow;
use store::sessions::SessionLimits;

use crate::caller::{Caller, NOTED_EVERY};
use crate::error::Result;

/// The sign-ins that still open this workspace, the one used last first; the caller's own is always among them.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn list(caller: &Caller) -> Result<Vec<SignInRow>> {
    let SessionLimits { idle, absolute } = caller.means.session_limits;
    // A use may have been written down so much earlier than it was: nothing that is open is left out.
    let limits = SessionLimits { idle: idle + NOTED_EVERY, absolute };
    let mut tx = caller.means.store.read(caller.authorize(ViewSelf)?).await?;
    Ok(store::sign_in::list(&mut tx, caller.member(), caller.signed_in.id, caller.means.now(), limits).await?)
}
