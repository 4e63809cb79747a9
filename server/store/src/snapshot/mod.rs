//! What was seen in AWS: dated rows that are opened and closed, never updated.
//! Never here: a call to AWS, what Charter wants (that is a plan).

mod apply;
mod apply_account;
mod attachments;
mod moment;
mod nodes;
mod policies;
mod tree;

use domain::access::{ObserveAfterRun, ObserveOrganization, Writes};
use domain::ids::OrganizationId;
use domain::organization::AccountId;
use domain::time::Timestamp;

pub use apply::apply;
pub use apply_account::apply_account;
pub use moment::{life_of_account, life_of_policy, moment};
pub(crate) use tree::policy_refs;
pub use tree::tree;

/// The two actions that observe: asked by a person, and by the engine after a run.
pub trait Observes: Writes + sealed::Sealed {}

impl Observes for ObserveOrganization {}
impl Observes for ObserveAfterRun {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ObserveOrganization {}
    impl Sealed for super::ObserveAfterRun {}
}

/// Rows that a reading opened and closed. A renamed unit is one of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// New rows.
    pub n_opened: u64,
    /// Rows that are no longer current.
    pub n_closed: u64,
}

impl Changes {
    /// Whether the reading found what was there already.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.n_opened += other.n_opened;
        self.n_closed += other.n_closed;
    }
}

/// Which rows are compared: those of one organization, against what was true at an instant.
#[derive(Clone, Copy)]
struct Scope<'a> {
    tenant: uuid::Uuid,
    organization: uuid::Uuid,
    taken_at: Timestamp,
    /// Only this account and what is attached to it; `None`: everything.
    account: Option<&'a AccountId>,
}

impl<'a> Scope<'a> {
    fn new(
        tenant: domain::ids::TenantId,
        organization: OrganizationId,
        taken_at: Timestamp,
        account: Option<&'a AccountId>,
    ) -> Self {
        Self { tenant: tenant.as_uuid(), organization: organization.as_uuid(), taken_at, account }
    }

    fn only(&self) -> Option<&'a str> {
        self.account.map(AccountId::as_str)
    }
}
