//! Signing out of one workspace, recorded.
//! Never here: the browser's session (whoever calls this ends it first).

use domain::access::SignOut;
use domain::audit::Event;

use crate::caller::Caller;
use crate::error::Result;

/// Ends the sign-in by which the caller came.
///
/// # Errors
/// [`crate::Error::Busy`].
pub async fn sign_out(caller: &Caller) -> Result<()> {
    let permit = caller.authorize(SignOut)?;
    let mut tx = caller.means.store.write(permit).await?;
    store::sign_in::end_this(&mut tx, caller.member(), caller.signed_in.id).await?;
    tx.commit(Event::about("member", caller.member())).await?;
    Ok(())
}
