//! Where the record in the database is not what was written: the first place that is found.
//! Never here: what is done about it.

use domain::audit::Chain;
use domain::audit::evidence::NoProof;
use domain::ids::TenantId;
use store::record::Untrue;

/// The record was altered, or lost a part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit history was altered: chain {chain} of workspace {tenant}, event {sequence}: {what}")]
pub struct Altered {
    /// Whose.
    pub tenant: TenantId,
    /// Which chain.
    pub chain: Chain,
    /// The event, or the size of the head, at which it shows.
    pub sequence: u64,
    /// What shows.
    pub what: What,
}

/// What shows that the record was altered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// A row is not what its bytes say.
    #[error(transparent)]
    Row(#[from] Untrue),
    /// Another event stands where this one should.
    #[error("it is missing, event {0} follows")]
    Gap(i64),
    /// The chain ends before the sequence that its head row has.
    #[error("it is missing, the chain ends before it")]
    Missing,
    /// The event names another predecessor than the event before it.
    #[error("it does not name the event before it as its predecessor")]
    Previous,
    /// The head row of the chain has another leaf, or a sequence below a signed head.
    #[error("the head row of the chain is not at its last event")]
    HeadRow,
    /// The peaks or the root of a head are not those of the events.
    #[error("the signed head is not that of the events up to here")]
    Head,
    /// A head does not say which head it follows, or not by a proof that holds.
    #[error("the signed head does not continue the one before it")]
    Succession,
    /// A stored block of the tree is not that of the events, or is gone.
    #[error("the stored tree is not that of the events: block {index} of level {level}")]
    Block {
        /// Its level.
        level: u8,
        /// Its index.
        index: u64,
    },
    /// The row of a cut does not fit its head.
    #[error("what was kept of the part that was cut does not fit its signed head")]
    Cut,
}

impl From<NoProof> for What {
    fn from(error: NoProof) -> Self {
        match error {
            NoProof::Missing(block) => What::Block { level: block.level, index: block.index },
            NoProof::Outside(_) => What::Succession,
        }
    }
}
