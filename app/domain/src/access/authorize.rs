//! Authorization: the only maker of a [`Permit`].
//! Never here: a default that allows, a way to copy or widen a permit.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use chrono::TimeDelta;

use super::action::Action;
use super::permission::Permission;
use super::role::Role;
use crate::ids::{DecisionId, MemberId, OrganizationId, PlanId, RequestId, RunId, TeamId, TenantId};

/// Who acts, as it is written into the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person who is signed in.
    Member(MemberId),
    /// The engine, carrying out what that member decided.
    Engine {
        /// The decider.
        on_behalf_of: MemberId,
    },
    /// The operator, on the command line.
    Operator,
    /// Nobody known (a refused sign-in).
    Nobody,
}

/// Where an act came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The source address, if it came over HTTP. Personal.
    pub address: Option<String>,
    /// The first 16 hexadecimal digits of the session's hash.
    pub session: Option<String>,
}

/// How long a proof of who acts is good for actions that need one.
pub const PROOF_LASTS: TimeDelta = TimeDelta::minutes(5);

/// What a member has, as `store` read it for this one request of the browser. Never cached across requests.
#[derive(Debug, Clone)]
pub struct Grants {
    tenant: TenantId,
    member: MemberId,
    roles: BTreeSet<Role>,
    teams: BTreeSet<TeamId>,
    is_proven: bool,
    origin: Origin,
}

impl Grants {
    /// For `store` only (`entry`): what the rows say. A test asserts that nobody else names this function.
    pub fn loaded(tenant: TenantId, member: MemberId, roles: BTreeSet<Role>, teams: BTreeSet<TeamId>, origin: Origin) -> Self {
        Self { tenant, member, roles, teams, is_proven: false, origin }
    }

    /// For `store` only, as the function above: whether the identity provider vouches that the member proved within
    /// [`PROOF_LASTS`] who they are.
    #[must_use]
    pub fn proven(self, is_proven: bool) -> Self {
        Self { is_proven, ..self }
    }

    /// Whether the member proved lately who they are.
    pub fn is_proven(&self) -> bool {
        self.is_proven
    }

    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The member.
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// The member's roles.
    pub fn roles(&self) -> &BTreeSet<Role> {
        &self.roles
    }

    /// The member's teams.
    pub fn teams(&self) -> &BTreeSet<TeamId> {
        &self.teams
    }

    /// Where the request of the browser came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether any role grants the permission.
    pub fn has(&self, permission: Permission) -> bool {
        match permission {
            Permission::Belong => true,
            Permission::Reserved => false,
            other => self.roles.iter().any(|role| role.permissions().contains(&other)),
        }
    }
}

/// Authorization for one action, once. No `Clone`, no public fields: a transaction consumes it.
#[derive(Debug)]
pub struct Permit<A: Action> {
    tenant: TenantId,
    actor: Actor,
    origin: Origin,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    /// The tenant that the permit is for.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where the act came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// The answer is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The member lacks the permission and may know that the thing exists.
    #[error("{action} needs {permission:?}")]
    Forbidden {
        /// The action's name.
        action: &'static str,
        /// What is missing.
        permission: Permission,
    },
    /// The member may, but must first prove again who they are.
    #[error("{action} needs a fresh proof of who acts")]
    Unproven {
        /// The action's name.
        action: &'static str,
    },
    /// For this member the thing does not exist.
    #[error("there is no such thing")]
    Hidden,
}

/// Asks whether the member may do `A`.
///
/// # Errors
/// [`Denied::Forbidden`] if no role grants what `A` needs; [`Denied::Unproven`] if `A` needs a proof of who acts, and there is none
/// within [`PROOF_LASTS`].
pub fn authorize<A: Action>(grants: &Grants, _action: A) -> Result<Permit<A>, Denied> {
    if !grants.has(A::PERMISSION) {
        return Err(Denied::Forbidden { action: A::NAME, permission: A::PERMISSION });
    }
    if A::NEEDS_PROOF && !grants.is_proven {
        return Err(Denied::Unproven { action: A::NAME });
    }
    Ok(Permit { tenant: grants.tenant, actor: Actor::Member(grants.member), origin: grants.origin.clone(), action: PhantomData })
}

/// What entitles the engine: a claimed run whose plan was approved, as `store` read it. It stands for the decider.
#[derive(Debug, Clone)]
pub struct Carrier {
    tenant: TenantId,
    organization: OrganizationId,
    run: RunId,
    request: RequestId,
    plan: PlanId,
    decision: DecisionId,
    decider: MemberId,
}

impl Carrier {
    /// For `store` only (`claim`): the run's row joined with its approving decision. A test asserts that nobody else names this function.
    pub fn loaded(
        tenant: TenantId,
        organization: OrganizationId,
        run: RunId,
        request: RequestId,
        plan: PlanId,
        decision: DecisionId,
        decider: MemberId,
    ) -> Self {
        Self { tenant, organization, run, request, plan, decision, decider }
    }

    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The organization.
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// The run.
    pub fn run(&self) -> RunId {
        self.run
    }

    /// The request.
    pub fn request(&self) -> RequestId {
        self.request
    }

    /// The approved plan.
    pub fn plan(&self) -> PlanId {
        self.plan
    }

    /// The approving decision.
    pub fn decision(&self) -> DecisionId {
        self.decision
    }
}

/// A permit for the engine: only for reserved actions, only from a claimed run.
///
/// # Errors
/// [`Denied::Forbidden`] if `A` is something that people do.
pub fn carry<A: Action>(carrier: &Carrier, _action: A) -> Result<Permit<A>, Denied> {
    reserved::<A>(carrier.tenant, Actor::Engine { on_behalf_of: carrier.decider }, Origin::default())
}

/// A permit for the operator's command line and for the entry opener, which act before there is a member.
///
/// # Errors
/// [`Denied::Forbidden`] if `A` is something that people do.
pub fn operate<A: Action>(tenant: TenantId, actor: Actor, origin: Origin, _action: A) -> Result<Permit<A>, Denied> {
    reserved::<A>(tenant, actor, origin)
}

fn reserved<A: Action>(tenant: TenantId, actor: Actor, origin: Origin) -> Result<Permit<A>, Denied> {
    if A::PERMISSION != Permission::Reserved {
        return Err(Denied::Forbidden { action: A::NAME, permission: A::PERMISSION });
    }
    Ok(Permit { tenant, actor, origin, action: PhantomData })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::access::{ApproveRequest, DeclineRequest, RecordIntent, SubmitRequest, ViewSelf};

    fn grants(roles: &[Role]) -> Grants {
        let tenant = TenantId::from_uuid(Uuid::from_u128(1));
        let member = MemberId::from_uuid(Uuid::from_u128(2));
        Grants::loaded(tenant, member, roles.iter().copied().collect(), BTreeSet::new(), Origin::default())
    }

    #[test]
    fn a_member_without_roles_may_only_see_themself() {
        assert!(authorize(&grants(&[]), ViewSelf).is_ok());
        assert!(authorize(&grants(&[]), SubmitRequest).is_err());
    }

    #[test]
    fn who_may_approve_must_prove_who_they_are_and_who_may_not_is_not_asked_to() {
        assert!(matches!(authorize(&grants(&[Role::Approver]), ApproveRequest), Err(Denied::Unproven { .. })));
        assert!(authorize(&grants(&[Role::Approver]).proven(true), ApproveRequest).is_ok());
        assert!(matches!(authorize(&grants(&[Role::Auditor]), ApproveRequest), Err(Denied::Forbidden { .. })));
        assert!(authorize(&grants(&[Role::Approver]), DeclineRequest).is_ok());
    }

    #[test]
    fn nobody_gets_the_engines_permit_by_a_role() {
        assert!(authorize(&grants(&Role::ALL), RecordIntent).is_err());
    }

    #[test]
    fn the_operator_cannot_do_what_people_do() {
        let tenant = TenantId::from_uuid(Uuid::from_u128(1));
        assert!(operate(tenant, Actor::Operator, Origin::default(), ApproveRequest).is_err());
    }
}
