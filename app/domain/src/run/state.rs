//! The states of a step, and what a run does next.
//! Never here: how the step is carried out.

use serde::{Deserialize, Serialize};

use super::reaction::ParkReason;
use crate::plan::Step;
use crate::time::Timestamp;

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Pending,
    /// The intent is committed and no outcome is: either a call is under way, or the process died. Look first.
    Intended {
        /// When the intent was committed.
        at: Timestamp,
    },
    /// Accepted by AWS or to be tried again; nothing to do before that time.
    Waiting {
        /// When to look again.
        until: Timestamp,
        /// Whether the step must look at AWS before it may send.
        must_look: bool,
    },
    /// Done.
    Done {
        /// When.
        at: Timestamp,
    },
    /// A person left it out; only what the plan calls optional can be.
    Skipped {
        /// When.
        at: Timestamp,
    },
    /// A person must decide.
    Parked {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: ParkReason,
    },
}

impl StepState {
    /// The word in the database.
    pub const fn as_str(&self) -> &'static str {
        match self {
            StepState::Pending => "pending",
            StepState::Intended { .. } => "intended",
            StepState::Waiting { .. } => "waiting",
            StepState::Done { .. } => "done",
            StepState::Skipped { .. } => "skipped",
            StepState::Parked { .. } => "parked",
        }
    }
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunStep {
    /// 1 for the first.
    pub position: i32,
    /// The plan's entry.
    pub step: Step,
    /// Where it stands.
    pub state: StepState,
    /// Attempts so far.
    pub attempts: i32,
    /// When the first call that may have had an effect was about to be sent.
    pub first_sent_at: Option<Timestamp>,
    /// When the last one was: the settling window begins here.
    pub last_sent_at: Option<Timestamp>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Every step is done and verified, or was skipped by a person.
    Succeeded,
    /// A person stopped it; what was done stays.
    Stopped,
}

impl Ending {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Ending::Succeeded => "succeeded",
            Ending::Stopped => "stopped",
        }
    }
}

/// What a run does next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// Send the step's call.
    Execute(&'a RunStep),
    /// Look at AWS first: an effect may be there already.
    Recover(&'a RunStep),
    /// Nothing before that time.
    Sleep(Timestamp),
    /// A person must decide.
    Parked(&'a RunStep),
    /// All done.
    Succeeded,
}

/// What to do, given the steps in order and the time.
pub fn next(steps: &[RunStep], now: Timestamp) -> Next<'_> {
    let is_over = |step: &&RunStep| matches!(step.state, StepState::Done { .. } | StepState::Skipped { .. });
    let Some(step) = steps.iter().find(|step| !is_over(step)) else { return Next::Succeeded };
    match step.state {
        StepState::Pending => Next::Execute(step),
        StepState::Intended { .. } => Next::Recover(step),
        StepState::Waiting { until, .. } if until > now => Next::Sleep(until),
        StepState::Waiting { must_look: true, .. } => Next::Recover(step),
        StepState::Waiting { must_look: false, .. } => Next::Execute(step),
        StepState::Parked { .. } => Next::Parked(step),
        StepState::Done { .. } | StepState::Skipped { .. } => Next::Succeeded,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::plan::{Call, Slot};

    fn step(position: i32, state: StepState) -> RunStep {
        let call = Call::AwaitAccount { create_account_request_id: Slot::create_request() };
        RunStep {
            position,
            step: Step { key: format!("s{position}"), is_optional: false, call },
            state,
            attempts: 0,
            first_sent_at: None,
            last_sent_at: None,
        }
    }

    #[test]
    fn an_intent_without_an_outcome_is_looked_at_and_never_sent_blindly() {
        let now = DateTime::UNIX_EPOCH;
        let steps = [step(1, StepState::Done { at: now }), step(2, StepState::Intended { at: now })];
        assert_eq!(next(&steps, now), Next::Recover(&steps[1]));
    }

    #[test]
    fn a_waiting_step_sleeps_until_its_time() {
        let now = DateTime::UNIX_EPOCH;
        let until = now + TimeDelta::seconds(5);
        let steps = [step(1, StepState::Waiting { until, must_look: false })];
        assert_eq!(next(&steps, now), Next::Sleep(until));
        assert_eq!(next(&steps, until), Next::Execute(&steps[0]));
    }

    #[test]
    fn a_skipped_step_is_passed_over() {
        let now = DateTime::UNIX_EPOCH;
        let steps = [step(1, StepState::Done { at: now }), step(2, StepState::Skipped { at: now }), step(3, StepState::Pending)];
        assert_eq!(next(&steps, now), Next::Execute(&steps[2]));
        assert_eq!(next(&steps[..2], now), Next::Succeeded);
    }

    #[test]
    fn a_later_step_never_overtakes_a_parked_one() {
        let now = DateTime::UNIX_EPOCH;
        let steps = [step(1, StepState::Parked { at: now, reason: ParkReason::Limit }), step(2, StepState::Pending)];
        assert_eq!(next(&steps, now), Next::Parked(&steps[0]));
        assert_eq!(next(&[step(1, StepState::Done { at: now })], now), Next::Succeeded);
    }
}
