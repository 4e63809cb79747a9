//! Signing out of one workspace, recorded.
//! Never here: the session (whoever calls this ends it first).

use domain::access::SignOut;
use domain::audit::Event;

use crate::caller::Caller;
use crate::error::Result;

/// Records that the member signed out.
///
/// # Errors
/// [`crate::Error::Busy`].
pub async fn sign_out(caller: &Caller) -> Result<()> {
    let permit = caller.authorize(SignOut)?;
    let tx = caller.means.store.write(permit).await?;
    tx.commit(Event::about("member", caller.member())).await?;
    Ok(())
}
