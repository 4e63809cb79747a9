//! Ends the caller's own sign-ins elsewhere.
//! Never here: the sign-in by which the caller came (that is signing out).

use domain::access::EndSignIn;
use domain::audit::{Event, Field};
use domain::ids::SignInId;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// Ends one sign-in of the caller, or with `None` all but this one. Says how many ended; 0 leaves no event.
///
/// # Errors
/// [`Error::hidden`] for a sign-in that is not the caller's, has ended, or is the one by which the caller came; [`Error::Denied`]; a
/// database error.
pub async fn end(caller: &Caller, one: Option<&str>) -> Result<u64> {
    let permit = caller.authorize(EndSignIn)?;
    let one: Option<SignInId> = one.map(str::parse).transpose().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.write(permit).await?;
    let ended = store::sign_in::end_own(&mut tx, caller.member(), one, caller.signed_in.id).await?;
    if ended == 0 {
        return if one.is_some() { Err(Error::hidden()) } else { Ok(0) };
    }
    let mut event = Event::about("member", caller.member()).after("ended", Field::public(ended));
    if let Some(one) = one {
        event = event.after("sign_in", Field::public(one.to_string()));
    }
    tx.commit(event).await?;
    Ok(ended)
}
