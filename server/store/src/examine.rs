//! What `charter doctor` asks the database, also one that must not be served.
//! Never here: a store handed out, a change, a value of a tenant but its issuer.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::error::Error;
use crate::pool::{Store, StoreSettings, Unfit};
use crate::world::{Chance, Clock};

/// A database as it was found.
#[derive(Debug)]
pub struct Examination {
    /// Why it must not be served; empty if it may.
    pub unfit: Vec<Unfit>,
    /// How far the clock that was passed in is ahead of the database's; negative if it is behind.
    pub ahead: TimeDelta,
    /// Whether it belongs to a demo. `false` if it is unfit, for then it is not looked at.
    pub is_demo: bool,
    /// The workspaces with their issuers, by address, if they could be read. Empty if it is unfit.
    pub issuers: Result<Vec<Issuer>, Error>,
}

/// Where the members of a workspace sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The workspace's address.
    pub slug: String,
    /// The issuer, exactly as the provider writes it.
    pub issuer: String,
}

/// Looks at the database behind an address with one connection, and closes it.
///
/// # Errors
/// [`Unfit::Unreachable`] if there is nothing to look at.
pub async fn examine(url: String, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Examination, Unfit> {
    let store = Store::open(&StoreSettings { url, connections: 1 }, clock, chance).await?;
    let found = look(&store).await;
    store.close().await;
    found
}

async fn look(store: &Store) -> Result<Examination, Unfit> {
    let unfit = store.unfitness().await?;
    let before = store.clock.now();
    let theirs = sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#).fetch_one(&store.pool).await;
    let theirs = theirs.map_err(|error| Unfit::Unreachable(error.into()))?;
    // The database read its clock somewhere between.
    let ours = before + (store.clock.now() - before) / 2;
    let mut found = Examination { unfit, ahead: ours - theirs, is_demo: false, issuers: Ok(Vec::new()) };
    if found.unfit.is_empty() {
        found.is_demo = store.is_demo().await.map_err(Unfit::Unreachable)?;
        found.issuers = issuers(store).await;
    }
    Ok(found)
}

async fn issuers(store: &Store) -> Result<Vec<Issuer>, Error> {
    let mut issuers = Vec::new();
    for place in store.places().await? {
        let issuer = store.provider_of(place.tenant).await?.issuer;
        issuers.push(Issuer { slug: place.slug, issuer });
    }
    issuers.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(issuers)
}
