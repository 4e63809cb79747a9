//! Who asks: a visitor of the site, and a caller once the visitor entered a workspace in which somebody is signed in.
//! Never here: HTTP, cookies, a grant that outlives one request of the browser.

use chrono::TimeDelta;
use domain::access::{Action, Denied, Grants, NoteUse, Origin, Permit, authorize};
use domain::ids::{MemberId, SignInId, TenantId};
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
    /// The sign-in itself, which is asked for at each request.
    pub id: SignInId,
    /// When.
    pub at: Timestamp,
}

/// The use of a sign-in is written down at most this often: reading a page should not write.
pub(crate) const NOTED_EVERY: TimeDelta = TimeDelta::minutes(5);

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
    /// The sign-in that let the member in.
    pub signed_in: SignedIn,
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
    /// [`Denied::Hidden`] for an address that does not exist; [`Error::SignIn`] if nobody is signed in there, the sign-in was ended, or
    /// the member is not active any more.
    pub async fn enter(&self, slug: &str) -> Result<Caller> {
        let tenant = self.means.store.tenant_of(slug).await?.ok_or_else(Error::hidden)?;
        let signed_in = self.signed_in.iter().find(|one| one.tenant == tenant).ok_or(Error::SignIn)?;
        let loaded = self.means.store.identify(tenant, signed_in.member, signed_in.id, self.origin.clone()).await?;
        let identity = loaded.ok_or(Error::SignIn)?;
        if self.means.now() - identity.seen_at >= NOTED_EVERY {
            self.note_use(&identity.grants, signed_in).await?;
        }
        Ok(Caller {
            means: self.means.clone(),
            grants: identity.grants,
            signed_in: signed_in.clone(),
            slug: slug.to_owned(),
            workspace: identity.workspace,
            name: identity.name,
            refusals: self.refusals.clone(),
        })
    }

    async fn note_use(&self, grants: &Grants, signed_in: &SignedIn) -> Result<()> {
        let mut tx = self.means.store.write(authorize(grants, NoteUse)?).await?;
        let (session, address) = (self.origin.session.as_deref(), self.origin.address.as_deref());
        store::sign_in::note_use(&mut tx, signed_in.id, session, address).await?;
        Ok(tx.commit_unrecorded().await?)
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
