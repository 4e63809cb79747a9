//! Nobody but authorization makes a permit.

use domain::access::{Actor, Origin, Permit, SubmitRequest};
use domain::ids::TenantId;

fn forge(tenant: TenantId) -> Permit<SubmitRequest> {
    Permit { tenant, actor: Actor::Nobody, origin: Origin::default(), action: std::marker::PhantomData }
}

fn main() {}
