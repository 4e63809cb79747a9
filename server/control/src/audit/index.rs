//! Writes the words of new events of every workspace, so that they are found by them.
//! Never here: a search (it reads what is not indexed yet directly, so it never waits for this).

use domain::access::{Actor, IndexAudit, Origin, operate};
use domain::audit::Chain;
use domain::ids::TenantId;
use store::postings::Sweep;

use crate::error::Result;
use crate::means::Means;

/// Segments of one chain that are written before the next workspace has its turn.
const MOST_SEGMENTS: usize = 8;

/// Goes through all workspaces once. Answers whether some of them have more to do at once.
///
/// # Errors
/// A database error; what was indexed until then stays.
pub async fn index_all(means: &Means) -> Result<bool> {
    let mut is_behind = false;
    for place in means.store.places().await? {
        for chain in [Chain::Changes, Chain::Access] {
            is_behind |= index(means, place.tenant, chain).await?;
        }
    }
    Ok(is_behind)
}

/// Indexes one chain, up to some segments. Answers whether more are waiting.
///
/// # Errors
/// A database error.
pub async fn index(means: &Means, tenant: TenantId, chain: Chain) -> Result<bool> {
    for _ in 0..MOST_SEGMENTS {
        let permit = operate(tenant, Actor::Nobody, Origin::default(), IndexAudit)?;
        let mut tx = means.store.write(permit).await?;
        let swept = store::postings::sweep(&mut tx, chain).await?;
        tx.commit_unrecorded().await?;
        match swept {
            Sweep::Indexed { is_behind: true, .. } => {}
            Sweep::Indexed { is_behind: false, .. } | Sweep::Nothing => return Ok(false),
        }
    }
    Ok(true)
}
