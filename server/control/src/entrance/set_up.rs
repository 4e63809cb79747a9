//! The set-up link: whoever has its code makes the first workspace of an installation, once, within an hour.
//! Never here: the code in the database or an error, a cookie, an address.

use chrono::TimeDelta;
use domain::ids::TenantId;
use domain::time::Timestamp;

use super::create_workspace::{self, NotCreated, WorkspaceFault, WorkspaceForm};
use super::hash_of;
use crate::error::{Error, Result};
use crate::means::Means;

/// How long a link opens.
pub const SET_UP_LIMIT: TimeDelta = TimeDelta::hours(1);

/// Why a code opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It is no code of this installation.
    Unknown,
    /// The workspace was made by it.
    Used,
    /// Its hour is over, or the site was started again.
    Over,
    /// A workspace was made otherwise.
    HasWorkspace,
}

/// Why no workspace was made.
#[derive(Debug)]
pub enum NotSetUp {
    /// The code opens nothing, or does not any more.
    Shut(Shut),
    /// Everything that is wrong with the form, in its order.
    Invalid(Vec<WorkspaceFault>),
    /// Anything else.
    Other(Error),
}

impl From<Error> for NotSetUp {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<NotCreated> for NotSetUp {
    fn from(error: NotCreated) -> Self {
        match error {
            NotCreated::Invalid(faults) => Self::Invalid(faults),
            NotCreated::Other(error) => Self::Other(error),
        }
    }
}

/// Draws the code of a new link (256 random bits, hexadecimal), which ends every earlier one. `None` if there is a workspace already.
///
/// # Errors
/// [`Error::Busy`].
pub async fn issue_set_up_link(means: &Means) -> Result<Option<String>> {
    if means.store.has_workspaces().await? {
        return Ok(None);
    }
    let code = format!("{}{}", hex::encode(means.random()), hex::encode(means.random()));
    let now = means.now();
    means.store.issue_set_up_link(&hash_of(&code), now, now + SET_UP_LIMIT).await?;
    Ok(Some(code))
}

/// Until when a code opens, or why it does not. Nothing is changed.
///
/// # Errors
/// [`Error::Busy`].
pub async fn find_set_up_link(means: &Means, code: &str) -> Result<std::result::Result<Timestamp, Shut>> {
    let Some(link) = means.store.set_up_link(&hash_of(code)).await? else { return Ok(Err(Shut::Unknown)) };
    Ok(match link {
        link if link.tenant.is_some() => Err(Shut::Used),
        link if link.has_workspace => Err(Shut::HasWorkspace),
        link if link.is_replaced || link.expires_at <= means.now() => Err(Shut::Over),
        link => Ok(link.expires_at),
    })
}

/// Makes the first workspace and uses the code up, in one transaction: of two at once one makes it, and a failure leaves the code as it
/// was. Whoever has no code that opens is told nothing about the form.
///
/// # Errors
/// [`NotSetUp`].
pub async fn set_up(means: &Means, code: &str, form: WorkspaceForm) -> std::result::Result<TenantId, NotSetUp> {
    find_set_up_link(means, code).await?.map_err(NotSetUp::Shut)?;
    let new = create_workspace::parse(form).map_err(NotSetUp::Invalid)?;
    let mut tx = create_workspace::open(means).await?;
    if store::set_up::take(&mut tx, &hash_of(code)).await.map_err(Error::from)? {
        return Ok(create_workspace::write(tx, new, &[("made_by", "set-up link")]).await?);
    }
    drop(tx);
    // Somebody was faster, or the hour has just ended.
    let why = find_set_up_link(means, code).await?.err().unwrap_or(Shut::Over);
    Err(NotSetUp::Shut(why))
}
