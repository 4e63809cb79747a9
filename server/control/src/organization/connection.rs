//! Shows the connection to AWS.
//! Never here: changing it.

use domain::access::ViewConnection;
use domain::wire::ConnectionView;

use crate::caller::Caller;
use crate::error::Result;

/// The connection, as far as it is made.
///
/// # Errors
/// [`crate::Error::Denied`]; a database error.
pub async fn show(caller: &Caller) -> Result<ConnectionView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewConnection)?).await?;
    let prepared = store::organization::prepared(&mut tx).await?;
    let none = ConnectionView {
        external_id: None,
        role_arn: None,
        email_pattern: None,
        aws_organization_id: None,
        management_account: None,
        connected_at: None,
        observed_at: None,
    };
    Ok(prepared.map_or(none, |prepared| prepared.view()))
}
