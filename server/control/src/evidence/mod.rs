//! The record as evidence: heads are signed and delivered, the whole is taken away, a person is erased, a prefix is cut.
//! Never here: a private key on disk or in the database, the verifier (that is `domain::audit::evidence`).

mod altered;
mod deliver;
mod erase;
mod export;
mod follow;
mod hold;
mod keys;
mod prune;
mod retain;
mod rotate;
mod sign;
mod sink;

pub use altered::{Altered, What};
pub use deliver::{Delivery, deliver};
pub use erase::{Erasure, erase};
pub use export::{Exported, NotExported, export};
pub use hold::{hold, release};
pub use keys::KeyRefused;
pub(crate) use keys::line_to;
pub use prune::{Pruned, prune};
pub use retain::retain;
pub use rotate::rotate;
pub use sign::{NotSigned, Sweep, sign};
pub use sink::{HeadFile, HeadSink, SinkError, sink_id};

use domain::access::{Permit, Writes};
use domain::ids::TenantId;
use store::WriteTx;

use crate::error::Error;
use crate::means::Means;

/// Why the record of a workspace is not kept differently.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// There is no such workspace.
    #[error("there is no workspace {0}")]
    NoWorkspace(String),
    /// Nobody in the workspace has this e-mail.
    #[error("nobody in this workspace has that e-mail")]
    NoMember,
    /// A legal hold.
    #[error(
        "the audit history of this workspace is under a legal hold ({0}): nothing is erased or cut until `charter audit hold --release`"
    )]
    Held(String),
    /// No hold to release.
    #[error("the audit history of this workspace is not under a legal hold")]
    NotHeld,
    /// Somebody else is at it.
    #[error("an export is under way, or somebody else erases or cuts: try again when that has ended")]
    Busy,
    /// The record is kept for ever.
    #[error("the audit history of this workspace is kept for ever: set a time with `charter audit retain --days N` first")]
    ForEver,
    /// A number of days or a reason that cannot be taken.
    #[error("{0}")]
    Invalid(&'static str),
    /// The record was altered.
    #[error(transparent)]
    Altered(#[from] Altered),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<store::Error> for NotKept {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

/// Begins to change what is kept: alone, and only if nothing holds the record.
async fn begin_keeping<A: Writes>(means: &Means, permit: Permit<A>) -> Result<WriteTx<A>, NotKept> {
    let mut tx = means.store.write(permit).await?;
    match store::keeping::begin_keeping(&mut tx).await {
        Ok(None) => Ok(tx),
        Ok(Some(reason)) => Err(NotKept::Held(reason)),
        Err(store::Error::Stale) => Err(NotKept::Busy),
        Err(other) => Err(other.into()),
    }
}

/// The tenant behind a workspace's address.
async fn tenant_of(means: &Means, slug: &str) -> Result<TenantId, NotKept> {
    means.store.tenant_of(slug).await?.ok_or_else(|| NotKept::NoWorkspace(slug.to_owned()))
}

/// A size, sequence or index as Postgres takes it. None of a tree is larger (`domain::audit::evidence::LARGEST`).
fn big(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// A sequence as the tree counts it; one below zero cannot be, and counts as none.
fn count(sequence: i64) -> u64 {
    u64::try_from(sequence).unwrap_or(0)
}
