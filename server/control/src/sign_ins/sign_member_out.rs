//! Ends every sign-in of a member, by an administrator.
//! Never here: the member's standing; whoever may sign in can do so again.

use domain::access::SignMemberOut;
use domain::audit::{Event, Field};
use domain::ids::MemberId;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// Signs a member out everywhere. Says how many sign-ins ended; 0 leaves no event.
///
/// # Errors
/// [`Error::hidden`] for an unknown member; [`Error::Denied`]; a database error.
pub async fn sign_member_out(caller: &Caller, member: &str) -> Result<u64> {
    let permit = caller.authorize(SignMemberOut)?;
    let member: MemberId = member.parse().map_err(|_| Error::hidden())?;
    let mut tx = caller.means.store.write(permit).await?;
    if !store::members::is_known(&mut tx, member).await? {
        return Err(Error::hidden());
    }
    let ended = store::sign_in::end_all(&mut tx, member).await?;
    if ended == 0 {
        return Ok(0);
    }
    tx.commit(Event::about("member", member).after("ended", Field::public(ended))).await?;
    Ok(ended)
}
