//! How the engine reacts to what AWS answered: one class per answer, one reaction per class.
//! Never here: an AWS error code (the adapter maps codes to classes).

use serde::{Deserialize, Serialize};

/// The class of an answer that is not plain success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Too many calls; nothing was accepted.
    Throttled,
    /// AWS is busy with another change; nothing was accepted.
    Busy,
    /// Nobody knows whether it happened: read before write, never a blind resend.
    Unknown,
    /// It was done before; verify by reading.
    AlreadyDone,
    /// Something that the plan believed in is not there.
    StaleView,
    /// A quota.
    Limit,
    /// AWS will never take it.
    Rejected,
    /// The role, the organization or the payment stands in the way.
    Blocked,
    /// An answer that this version does not understand.
    Bug,
}

/// Why a run waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// The basis moved between the decision and the first call.
    PlanMoved,
    /// The e-mail is used by an account that is not ours.
    EmailTaken,
    /// An account with the e-mail exists in the organization, without our nonce.
    NotOurs,
    /// Somebody moved the account elsewhere.
    MovedElsewhere,
    /// What the plan believed in is gone.
    StaleView,
    /// A quota is used up.
    Limit,
    /// AWS refuses it.
    Rejected,
    /// Access, organization or payment stands in the way.
    Blocked,
    /// The role may not change contacts of accounts, or trusted access for account management is off.
    ContactsBlocked,
    /// AWS was busy for too long.
    BusyTooLong,
    /// The outcome stayed unknown for too long.
    UnknownTooLong,
    /// The creation failed at AWS.
    CreationFailed,
    /// What was read back is not what the plan says.
    NotAsPlanned,
    /// An answer that this version does not understand.
    Bug,
}

impl ParkReason {
    /// Whether "retry" makes sense: everything but what a new plan must replace.
    pub const fn is_retryable(self) -> bool {
        !matches!(self, ParkReason::PlanMoved)
    }
}

/// What the engine does with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum React {
    /// Try again after so many seconds (before jitter), looking first.
    RetryAfter(u32),
    /// Wait for a person.
    Park(ParkReason),
}

/// Busy answers in a row before a person is asked.
pub const MAX_BUSY: u32 = 20;
/// Unknown outcomes in a row before a person is asked.
pub const MAX_UNKNOWN: u32 = 20;

/// Answers in a row that our own new account is not known yet, before a person is asked: AWS's reads lag behind its writes.
pub const MAX_LAG: u32 = 12;

/// The reaction to the `attempt`-th answer of that class in a row (1 for the first). A retry looks before it sends.
pub fn react(reaction: Reaction, attempt: u32) -> React {
    let backoff = 1u32 << attempt.clamp(1, 6).saturating_sub(1);
    match reaction {
        Reaction::Throttled => React::RetryAfter(backoff),
        Reaction::Busy | Reaction::AlreadyDone if attempt < MAX_BUSY => React::RetryAfter(backoff),
        Reaction::Busy | Reaction::AlreadyDone => React::Park(ParkReason::BusyTooLong),
        Reaction::Unknown if attempt < MAX_UNKNOWN => React::RetryAfter(backoff),
        Reaction::Unknown => React::Park(ParkReason::UnknownTooLong),
        Reaction::StaleView => React::Park(ParkReason::StaleView),
        Reaction::Limit => React::Park(ParkReason::Limit),
        Reaction::Rejected => React::Park(ParkReason::Rejected),
        Reaction::Blocked => React::Park(ParkReason::Blocked),
        Reaction::Bug => React::Park(ParkReason::Bug),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passing_trouble_is_tried_again_and_a_lasting_one_is_parked() {
        assert_eq!(react(Reaction::Busy, 1), React::RetryAfter(1));
        assert_eq!(react(Reaction::Busy, MAX_BUSY), React::Park(ParkReason::BusyTooLong));
        assert_eq!(react(Reaction::Throttled, 1_000), React::RetryAfter(32));
        assert_eq!(react(Reaction::Bug, 1), React::Park(ParkReason::Bug));
    }

    #[test]
    fn what_aws_calls_done_is_verified_with_patience_and_not_for_ever() {
        assert_eq!(react(Reaction::AlreadyDone, 3), React::RetryAfter(4));
        assert_eq!(react(Reaction::AlreadyDone, MAX_BUSY), React::Park(ParkReason::BusyTooLong));
    }

    #[test]
    fn an_approved_plan_that_moved_is_never_retried() {
        assert!(!ParkReason::PlanMoved.is_retryable());
    }
}
