//! Who asks: a visitor of the site, and a caller once the visitor entered a workspace in which somebody is signed in.
//! Never here: HTTP, cookies, a grant that outlives one request of the browser.

use domain::access::{Action, Denied, Grants, Origin, Permit, authorize};
use domain::ids::{MemberId, TenantId};
use domain::time::Timestamp;

use crate::error::{Error, Result};
use crate::means::Means;
use crate::refusals::Refusals;

/// One sign-in of a browser session: a session holds at most one per workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The workspace.
    pub tenant: TenantId,
    /// The member.
    pub member: MemberId,
    /// When.
    pub at: Timestamp,
}

/// Whoever sent this request of the browser.
#[derive(Clone)]
pub struct Visitor {
    /// The means.
    pub means: Means,
    /// What the session holds.
    pub signed_in: Vec<SignedIn>,
    /// Source address and session.
    pub origin: Origin,
    /// What was refused while this request was answered.
    pub refusals: Refusals,
}

/// A member, with what was granted at this moment.
#[derive(Clone)]
pub struct Caller {
    /// The means.
    pub means: Means,
    /// What the member has.
    pub grants: Grants,
    /// The workspace's address.
    pub slug: String,
    /// The workspace's name.
    pub workspace: String,
    /// The member's name or e-mail, to be shown.
    pub name: String,
    /// Where refusals are noted.
    pub refusals: Refusals,
}

impl Visitor {
    /// A visitor to whom nothing was refused yet.
    pub fn new(means: Means, signed_in: Vec<SignedIn>, origin: Origin) -> Self {
        Self { means, signed_in, origin, refusals: Refusals::default() }
    }

    /// Enters a workspace: finds its tenant, the session's sign-in for it, and the member's grants, read now.
    ///
    /// # Errors
    /// [`Denied::Hidden`] for an address that does not exist; [`Error::SignIn`] if nobody is signed in there, or the member is not active any more.
    pub async fn enter(&self, slug: &str) -> Result<Caller> {
        let tenant = self.means.store.tenant_of(slug).await?.ok_or_else(Error::hidden)?;
        let signed_in = self.signed_in.iter().find(|one| one.tenant == tenant).ok_or(Error::SignIn)?;
        let loaded = self.means.store.identify(tenant, signed_in.member, self.origin.clone()).await?;
        let identity = loaded.ok_or(Error::SignIn)?;
        Ok(Caller {
            means: self.means.clone(),
            grants: identity.grants,
            slug: slug.to_owned(),
            workspace: identity.workspace,
            name: identity.name,
            refusals: self.refusals.clone(),
        })
    }
}

impl Caller {
    /// Asks whether the caller may do `A`; a no is noted for the record.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn authorize<A: Action>(&self, action: A) -> std::result::Result<Permit<A>, Denied> {
        authorize(&self.grants, action).inspect_err(|denied| self.refusals.note(&self.grants, *denied))
    }

    /// The member.
    pub fn member(&self) -> MemberId {
        self.grants.member()
    }
}
