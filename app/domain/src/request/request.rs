//! The request and its stages: who may do what to it, and when.
//! Never here: storing it, the plan, a clock.

use serde::{Deserialize, Serialize};

use super::spec::AccountForm;
use crate::access::{Grants, Permission};
use crate::ids::{DecisionId, MemberId, OrganizationId, RequestId, RunId, TeamId};
use crate::time::Timestamp;

/// Where a request stands. Each stage carries what it has and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Being written.
    Draft,
    /// Waiting for a decision.
    Submitted {
        /// Since when.
        at: Timestamp,
    },
    /// Back with the requester, who may change it and submit it again.
    ChangesAsked {
        /// The decision that asked.
        decision: DecisionId,
    },
    /// Approved; the run does the rest.
    Approved {
        /// The decision.
        decision: DecisionId,
        /// The run.
        run: RunId,
    },
    /// Declined; final.
    Declined {
        /// The decision.
        decision: DecisionId,
    },
    /// Taken back by its requester; final.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

impl Stage {
    /// The word in the database.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted { .. } => "submitted",
            Stage::ChangesAsked { .. } => "changes_asked",
            Stage::Approved { .. } => "approved",
            Stage::Declined { .. } => "declined",
            Stage::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// What an approver says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Carry out the plan that was shown.
    Approve,
    /// Let the requester change something.
    AskForChanges,
    /// No.
    Decline,
}

impl Verdict {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Approve => "approve",
            Verdict::AskForChanges => "ask_for_changes",
            Verdict::Decline => "decline",
        }
    }
}

/// A rule said no. The set is closed; wording is elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody decides a request that they made or last changed.
    #[error("own request")]
    OwnRequest,
    /// The request is no longer waiting for a decision.
    #[error("not waiting for a decision")]
    NotWaiting,
    /// The request cannot be edited any more.
    #[error("not editable")]
    NotEditable,
    /// The request cannot be withdrawn any more.
    #[error("not withdrawable")]
    NotWithdrawable,
    /// Only its requester does that.
    #[error("not the requester")]
    NotTheRequester,
    /// Somebody changed it since it was opened.
    #[error("changed since it was opened")]
    ChangedSince,
    /// What is chosen on the page is not what the plan was drawn for.
    #[error("other choice than the plan's")]
    OtherChoice,
    /// AWS moved since the plan was shown.
    #[error("plan moved")]
    PlanMoved,
    /// No AWS organization is connected yet.
    #[error("no organization")]
    NoOrganization,
    /// The AWS organization has not been read yet.
    #[error("not observed")]
    NotObserved,
    /// The run is not parked, so there is nothing to steer.
    #[error("not parked")]
    NotParked,
    /// Only the engine's safe next step is possible there.
    #[error("cannot retry")]
    NotRetryable,
    /// The plan does not call the step optional, so it cannot be skipped.
    #[error("not optional")]
    NotOptional,
    /// The last administrator cannot lose the role.
    #[error("last administrator")]
    LastAdministrator,
    /// That AWS organization cannot be connected here.
    #[error("organization cannot be connected")]
    CannotConnect,
    /// The root of that AWS organization takes no service control policies.
    #[error("service control policies are not enabled")]
    ScpsNotEnabled,
    /// The role can be assumed without the external id: its trust policy does not ask for it.
    #[error("external id not needed")]
    ExternalIdNotNeeded,
    /// The organization has no place to put the account where the plan says.
    #[error("target is gone")]
    TargetGone,
    /// The creation may still come true; nobody may give it up before the settling window is over.
    #[error("outcome unknown")]
    OutcomeUnknown,
    /// The target has as many policies as AWS allows.
    #[error("too many policies")]
    TooManyPolicies,
}

/// An account request, without its parsed fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// What people call it: `R-` and this number, per tenant.
    pub number: i64,
    /// The organization that the account shall join.
    pub organization: OrganizationId,
    /// Who asks.
    pub requested_by: MemberId,
    /// Who changed it last.
    pub changed_by: MemberId,
    /// The team, once one was chosen.
    pub team: Option<TeamId>,
    /// As typed.
    pub form: AccountForm,
    /// Where it stands.
    pub stage: Stage,
    /// Counts changes; a form carries the one that it was made from.
    pub version: i32,
    /// When it was begun.
    pub created_at: Timestamp,
}

impl Request {
    /// Whether the member may see it: drafts are their author's alone; else one's own, one's teams', or all by permission.
    pub fn is_visible_to(&self, grants: &Grants) -> bool {
        if self.requested_by == grants.member() {
            return true;
        }
        !matches!(self.stage, Stage::Draft)
            && (grants.has(Permission::ViewAllRequests) || self.team.is_some_and(|team| grants.teams().contains(&team)))
    }

    /// Whether the member may change or submit it.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn may_edit(&self, member: MemberId) -> Result<(), Refusal> {
        if self.requested_by != member {
            return Err(Refusal::NotTheRequester);
        }
        match self.stage {
            Stage::Draft | Stage::ChangesAsked { .. } => Ok(()),
            _ => Err(Refusal::NotEditable),
        }
    }

    /// Whether the member may withdraw it.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn may_withdraw(&self, member: MemberId) -> Result<(), Refusal> {
        if self.requested_by != member {
            return Err(Refusal::NotTheRequester);
        }
        match self.stage {
            Stage::Submitted { .. } | Stage::ChangesAsked { .. } => Ok(()),
            _ => Err(Refusal::NotWithdrawable),
        }
    }

    /// Whether the member may decide it. Refused, never ignored: the person must learn why.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn may_decide(&self, member: MemberId) -> Result<(), Refusal> {
        if self.requested_by == member || self.changed_by == member {
            return Err(Refusal::OwnRequest);
        }
        match self.stage {
            Stage::Submitted { .. } => Ok(()),
            _ => Err(Refusal::NotWaiting),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn member(n: u128) -> MemberId {
        MemberId::from_uuid(Uuid::from_u128(n))
    }

    fn request(stage: Stage) -> Request {
        Request {
            id: RequestId::from_uuid(Uuid::from_u128(1)),
            number: 1,
            organization: OrganizationId::from_uuid(Uuid::from_u128(2)),
            requested_by: member(10),
            changed_by: member(11),
            team: None,
            form: AccountForm::default(),
            stage,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn submitted() -> Stage {
        Stage::Submitted { at: chrono::DateTime::UNIX_EPOCH }
    }

    #[test]
    fn a_member_cannot_decide_what_they_asked_for_or_last_changed() {
        assert_eq!(request(submitted()).may_decide(member(10)), Err(Refusal::OwnRequest));
        assert_eq!(request(submitted()).may_decide(member(11)), Err(Refusal::OwnRequest));
        assert_eq!(request(submitted()).may_decide(member(12)), Ok(()));
    }

    #[test]
    fn only_a_submitted_request_is_decided() {
        let withdrawn = Stage::Withdrawn { at: chrono::DateTime::UNIX_EPOCH };
        assert_eq!(request(withdrawn).may_decide(member(12)), Err(Refusal::NotWaiting));
        assert_eq!(request(Stage::Draft).may_decide(member(12)), Err(Refusal::NotWaiting));
    }

    #[test]
    fn only_the_requester_edits_and_withdraws() {
        assert_eq!(request(Stage::Draft).may_edit(member(11)), Err(Refusal::NotTheRequester));
        assert_eq!(request(submitted()).may_edit(member(10)), Err(Refusal::NotEditable));
        assert_eq!(request(submitted()).may_withdraw(member(10)), Ok(()));
        assert_eq!(request(Stage::Draft).may_withdraw(member(10)), Err(Refusal::NotWithdrawable));
    }
}
