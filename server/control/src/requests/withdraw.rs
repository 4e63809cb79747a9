//! Taking a request back.

use domain::access::WithdrawRequest;
use domain::audit::{Correlation, Event, Field};

use crate::caller::Caller;
use crate::error::Result;
use crate::requests::{current, reference, visible};

/// Withdraws a request that is not decided yet; name and e-mail are free again.
///
/// # Errors
/// The refusals of [`domain::request::Request::may_withdraw`].
pub async fn withdraw(caller: &Caller, number: i64, version: i32) -> Result<()> {
    let mut tx = caller.means.store.write(caller.authorize(WithdrawRequest)?).await?;
    let stored = visible(caller, store::requests::lock(&mut tx, number).await?)?;
    stored.request.may_withdraw(caller.member())?;
    current(&stored, version)?;
    store::requests::withdraw(&mut tx, stored.request.id, version).await?;
    let event = Event::<WithdrawRequest>::about("request", reference(number))
        .before("stage", Field::public(stored.request.stage.as_str()))
        .after("stage", Field::public("withdrawn"))
        .correlated(Correlation { request: Some(stored.request.id.to_string()), ..Correlation::default() });
    tx.commit(event).await?;
    Ok(())
}
