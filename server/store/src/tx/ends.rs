//! Where this process last left each chain: a guess that saves asking, and never more than a guess.
//! Never here: anything that is believed without the database saying so.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::audit::{Chain, FIRST_PREVIOUS, Leaf};
use domain::ids::TenantId;

/// More chains than this are not remembered: about 10 MiB. Then all are forgotten, which costs one question each.
const MOST: usize = 100_000;

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// The last event's sequence; 0 before the first.
    pub sequence: i64,
    /// The last event's leaf.
    pub leaf: Leaf,
}

impl End {
    /// Of a chain without events.
    pub const START: Self = Self { sequence: 0, leaf: FIRST_PREVIOUS };
}

/// The ends that this process has committed itself. Another process may have gone on, or the database may have been restored.
#[derive(Debug, Default)]
pub(crate) struct Ends(Mutex<HashMap<(TenantId, Chain), End>>);

impl Ends {
    /// Where the chain was left, if it is remembered.
    pub(super) fn of(&self, tenant: TenantId, chain: Chain) -> Option<End> {
        self.open().get(&(tenant, chain)).copied()
    }

    /// Remembers what a commit has made true.
    pub(super) fn note(&self, tenant: TenantId, chain: Chain, end: End) {
        let mut all = self.open();
        if all.len() >= MOST && !all.contains_key(&(tenant, chain)) {
            all.clear();
        }
        // Two commits of one chain may arrive here in the wrong order; the older is then a guess that fails, and no harm.
        all.insert((tenant, chain), end);
    }

    fn open(&self) -> MutexGuard<'_, HashMap<(TenantId, Chain), End>> {
        // Each change of the map is one call, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
