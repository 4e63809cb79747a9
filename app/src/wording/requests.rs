//! Requests, decisions and plans in words.
//! Never here: which state a request is in.

use domain::plan::Reversal;
use domain::request::Verdict;
use domain::wire::RequestState;

use crate::components::Status;

/// What people call a request, e.g. `R-1042`.
pub(crate) fn reference(number: i64) -> String {
    format!("R-{number}")
}

/// The state as look and words.
pub(crate) const fn request_state(state: RequestState) -> (Status, &'static str) {
    match state {
        RequestState::Draft => (Status::Draft, "Draft"),
        RequestState::Waiting => (Status::Waiting, "Waiting for a decision"),
        RequestState::ChangesAsked => (Status::Attention, "Changes asked for"),
        RequestState::Running => (Status::Running, "Being created"),
        RequestState::NeedsAttention => (Status::Attention, "Needs attention"),
        RequestState::Ready => (Status::Done, "Account ready"),
        RequestState::Stopped => (Status::Paused, "Stopped"),
        RequestState::Declined => (Status::Rejected, "Declined"),
        RequestState::Withdrawn => (Status::Closed, "Withdrawn"),
    }
}

/// A decision as look and words.
pub(crate) const fn verdict(verdict: Verdict) -> (Status, &'static str) {
    match verdict {
        Verdict::Approve => (Status::Done, "Approved"),
        Verdict::AskForChanges => (Status::Attention, "Asked for changes"),
        Verdict::Decline => (Status::Rejected, "Declined"),
    }
}

/// Whether a call can be taken back.
pub(crate) const fn reversal(reversal: Reversal) -> &'static str {
    match reversal {
        Reversal::Reversible => "Can be undone.",
        Reversal::Never => "Cannot be undone: an account can only be closed, and its e-mail stays used.",
        Reversal::ReadsOnly => "Reads only.",
    }
}

/// What a request's page says after an act, from the word in its address; words that are none say nothing.
pub(crate) fn request_done(word: &str) -> Option<&'static str> {
    match word {
        "submitted" => Some("The request was sent. It waits for an approver; you can withdraw it until then."),
        "approved" => Some("The plan was approved. The run carries it out, and nothing else."),
        "changes_asked" => Some("The request went back to its requester, with your comment."),
        "declined" => Some("The request was declined; the requester can read your comment."),
        "withdrawn" => Some("The request was withdrawn. Its account name and root e-mail are free again."),
        "stopped" => Some("The run was stopped. What was done in AWS stays."),
        _ => None,
    }
}
