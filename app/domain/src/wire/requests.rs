//! Requests, their review and the plan.
//! Never here: rules.

use serde::{Deserialize, Serialize};

use super::organization::{LevelView, PolicyRef};
use super::runs::{RunOwner, RunView};
use crate::request::{AccountForm, FieldError, Refusal, Verdict};
use crate::time::Timestamp;

/// Where a request stands, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Being written.
    Draft,
    /// Waiting for a decision.
    Waiting,
    /// Back with the requester.
    ChangesAsked,
    /// The engine works on it.
    Running,
    /// A person must decide something about the run.
    NeedsAttention,
    /// The account is there.
    Ready,
    /// The run was stopped.
    Stopped,
    /// Declined.
    Declined,
    /// Taken back.
    Withdrawn,
}

/// One request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// `1042` of `R-1042`.
    pub number: i64,
    /// The account name as typed; may be empty in a draft.
    pub account_name: String,
    /// The team's name.
    pub team: Option<String>,
    /// The environment's word.
    pub environment: String,
    /// Who asks.
    pub requester: String,
    /// Where it stands.
    pub state: RequestState,
    /// Since when it waits, or when it last changed.
    pub at: Timestamp,
    /// Whether the reader made or last changed it (and so cannot decide it).
    pub is_own: bool,
    /// For whom its run waits, if it is parked.
    pub waits_for: Option<RunOwner>,
}

/// A request that goes on only when the reader does something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRow {
    /// The request's number.
    pub number: i64,
    /// The account's name as typed.
    pub account_name: String,
    /// Whether its run waits for the reader; else an approver asked for changes.
    pub is_parked: bool,
}

/// A list of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestsView {
    /// Up to 50, newest first (the queue: oldest first).
    pub requests: Vec<RequestRow>,
    /// Keyset: the number of the last row if there are more (the queue: the next page begins after its time and number).
    pub next: Option<i64>,
}

/// The form page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// `1042` of `R-1042`.
    pub number: i64,
    /// Goes back with the form.
    pub version: i32,
    /// As typed.
    pub form: AccountForm,
    /// What is wrong with it now; pages show it only after a try to go on.
    pub errors: Vec<FieldError>,
    /// Teams to choose from: id and name.
    pub teams: Vec<(String, String)>,
    /// The pattern of root e-mails.
    pub email_pattern: Option<String>,
    /// What the approver wants changed.
    pub asked: Option<DecisionView>,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// The check-answers page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// The draft.
    pub draft: DraftView,
    /// The team's name.
    pub team: Option<String>,
    /// The address that AWS will get.
    pub root_email: Option<String>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    /// What was said.
    pub verdict: Verdict,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The comment.
    pub comment: String,
    /// The hash of the approved plan.
    pub plan_hash: Option<String>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The row of the list.
    pub row: RequestRow,
    /// Goes back with buttons.
    pub version: i32,
    /// As submitted.
    pub form: AccountForm,
    /// The address that AWS gets.
    pub root_email: Option<String>,
    /// Every decision, oldest first.
    pub decisions: Vec<DecisionView>,
    /// The approved plan.
    pub plan: Option<PlanView>,
    /// The run.
    pub run: Option<RunView>,
    /// Whether the reader may edit it.
    pub can_edit: bool,
    /// Whether the reader may withdraw it.
    pub can_withdraw: bool,
    /// Whether the reader may decide it.
    pub can_decide: bool,
}

/// A unit to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChoice {
    /// AWS's id.
    pub id: String,
    /// Names from the root down, joined by ` / `.
    pub path: String,
}

/// One call of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// The key within the plan.
    pub key: String,
    /// AWS's name of the operation.
    pub operation: String,
    /// Parameters as indented JSON.
    pub parameters: String,
    /// `reversible`, `never` or `reads_only`.
    pub reversal: crate::plan::Reversal,
    /// Whether a person may skip it if it cannot be done.
    pub is_optional: bool,
}

/// A policy of a plan: the text that the plan's hash covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyContentView {
    /// AWS's id.
    pub id: String,
    /// Its name when the plan was drawn, or its id.
    pub name: String,
    /// SHA-256, hexadecimal, of the content exactly as AWS returned it.
    pub sha256: String,
    /// The content, indented, if it was kept.
    pub content: Option<String>,
    /// SHA-256 of its content in the snapshot, if it is there.
    pub snapshot_sha256: Option<String>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    /// Our id; goes back with the decision.
    pub id: String,
    /// SHA-256, hexadecimal: what the decision is bound to.
    pub hash: String,
    /// When it was drawn, live from AWS.
    pub drawn_at: Timestamp,
    /// The chosen root or unit.
    pub destination: String,
    /// Its path by names.
    pub destination_path: String,
    /// The calls, in order.
    pub calls: Vec<CallView>,
    /// From the root down: what is inherited.
    pub levels: Vec<LevelView>,
    /// What will be attached to the account itself.
    pub attached: Vec<PolicyRef>,
    /// The text of every policy that is inherited or will be attached, by id.
    pub contents: Vec<PolicyContentView>,
}

/// One difference between the plan that was shown and AWS now, with names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedView {
    /// Another parent chain.
    Path {
        /// By names.
        was: String,
        /// By names.
        is: String,
    },
    /// A policy was attached to a level.
    Attached {
        /// The level's name.
        level: String,
        /// The policy.
        policy: PolicyRef,
    },
    /// A policy was detached from a level.
    Detached {
        /// The level's name.
        level: String,
        /// The policy.
        policy: PolicyRef,
    },
    /// A policy's content changed.
    Content {
        /// The policy.
        policy: PolicyRef,
        /// SHA-256 that was shown.
        was: String,
        /// SHA-256 now; absent if it is gone.
        is: Option<String>,
        /// The content that was shown, indented, if it was kept.
        content_was: Option<String>,
        /// The content now, indented.
        content_is: Option<String>,
    },
    /// The calls themselves differ (the request or the choice changed).
    Calls,
}

/// The review page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// The request.
    pub request: RequestView,
    /// Units to choose from, live from AWS.
    pub units: Vec<UnitChoice>,
    /// What is proposed or was chosen.
    pub chosen_unit: Option<String>,
    /// Policies to choose from, live from AWS.
    pub policies: Vec<PolicyRef>,
    /// What was chosen.
    pub chosen_policies: Vec<String>,
    /// The plan, once drawn.
    pub plan: Option<PlanView>,
    /// What moved since the plan that was shown before.
    pub moved: Vec<MovedView>,
    /// Why the reader cannot decide it.
    pub refusal: Option<Refusal>,
    /// Why AWS could not be read now: code and sentence.
    pub trouble: Option<(String, String)>,
}
