//! A run and its timeline.
//! Never here: rules.

use serde::{Deserialize, Serialize};

use crate::run::{Ending, ParkReason};
use crate::time::Timestamp;

/// Where a step stands, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepWord {
    /// Not begun.
    Pending,
    /// A call is under way.
    Calling,
    /// AWS works, or the next try is due later.
    Waiting,
    /// Done.
    Done,
    /// A person left it out.
    Skipped,
    /// A person must decide.
    Parked,
}

/// One attempt of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// 1 for the first.
    pub number: i32,
    /// When the intent was committed.
    pub intended_at: Timestamp,
    /// When the outcome was committed.
    pub concluded_at: Option<Timestamp>,
    /// `done`, `waiting`, `retry`, `parked` or `interrupted`.
    pub outcome: Option<String>,
    /// AWS's code.
    pub code: Option<String>,
    /// AWS's sentence.
    pub message: Option<String>,
    /// AWS's request id.
    pub aws_request: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// 1 for the first.
    pub position: i32,
    /// The key within the plan.
    pub key: String,
    /// AWS's name of the operation.
    pub operation: String,
    /// Where it stands.
    pub word: StepWord,
    /// Since when.
    pub at: Timestamp,
    /// When it goes on, if it waits.
    pub wake_at: Option<Timestamp>,
    /// Why it is parked.
    pub park_reason: Option<ParkReason>,
    /// AWS's last code, if it was trouble.
    pub code: Option<String>,
    /// AWS's last sentence.
    pub message: Option<String>,
    /// Every attempt.
    pub attempts: Vec<AttemptView>,
}

/// Who answers for a run that waits for a person: whoever approved its plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOwner {
    /// The name, or the e-mail of a member without one.
    pub name: String,
    /// Whether they may still steer a run here; if not, it is up to everybody who may.
    pub can_act: bool,
    /// Whether the reader is it.
    pub is_reader: bool,
}

/// Who stopped a run, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedView {
    /// The member's name, or the e-mail as long as there is none.
    pub by: String,
    /// The reason, as written.
    pub reason: String,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// Our id.
    pub id: String,
    /// The steps, in order.
    pub steps: Vec<StepView>,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Who stopped it, and why.
    pub stopped: Option<StoppedView>,
    /// The account, once it exists.
    pub account_id: Option<String>,
    /// Who answers for it when it waits for a person.
    pub owner: RunOwner,
    /// Whether the reader may retry (it is parked, and the reason allows it).
    pub can_retry: bool,
    /// Whether the reader may skip the step that it is parked at: the plan calls it optional.
    pub can_skip: bool,
    /// Whether the reader may stop it.
    pub can_stop: bool,
}

impl RunView {
    /// Whether the engine still works on it.
    pub fn is_active(&self) -> bool {
        self.ending.is_none() && !self.is_parked()
    }

    /// Whether it waits for a person.
    pub fn is_parked(&self) -> bool {
        self.ending.is_none() && self.steps.iter().any(|step| step.word == StepWord::Parked)
    }

    /// Steps that a person left out.
    pub fn n_skipped(&self) -> usize {
        self.steps.iter().filter(|step| step.word == StepWord::Skipped).count()
    }

    /// Steps that are done.
    pub fn n_done(&self) -> usize {
        self.steps.iter().filter(|step| step.word == StepWord::Done).count()
    }
}
