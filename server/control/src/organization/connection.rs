//! Shows the connection to AWS, which is a disclosure and recorded as one.
//! Never here: changing it.

use domain::access::{ReadConnection, ViewConnection};
use domain::audit::Event;
use domain::wire::ConnectionView;

use crate::caller::Caller;
use crate::error::Result;

/// The connection, as far as it is made. Nothing is shown that could not be recorded.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn show(caller: &Caller) -> Result<ConnectionView> {
    let prepared = {
        let mut tx = caller.means.store.read(caller.authorize(ViewConnection)?).await?;
        store::organization::prepared(&mut tx).await?
    };
    if prepared.is_some() {
        let tx = caller.means.store.write(caller.authorize(ReadConnection)?).await?;
        let event = Event::about("connection", tx.tenant());
        tx.commit(event).await?;
    }
    let none = ConnectionView {
        external_id: None,
        role_arn: None,
        email_pattern: None,
        security_contact: None,
        aws_organization_id: None,
        management_account: None,
        connected_at: None,
        observed_at: None,
    };
    Ok(prepared.map_or(none, |prepared| prepared.view()))
}
