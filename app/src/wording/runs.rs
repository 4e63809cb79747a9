//! Runs, their steps and what AWS answered, in words.
//! Never here: what the engine does with it.

use domain::access::Permission;
use domain::run::{Ending, ParkReason, Reaction};
use domain::wire::{RunOwner, StepWord};

use super::people;
use crate::components::Status;

/// What a call does, from AWS's name of the operation; a name that is not known here is shown as it is.
pub(crate) fn operation(name: &str) -> String {
    match name {
        "organizations:CreateAccount" => "Create the account",
        "organizations:DescribeCreateAccountStatus" => "Wait until AWS has created it",
        "organizations:MoveAccount" => "Move the account to its OU",
        "organizations:AttachPolicy" => "Attach a policy",
        "account:PutAlternateContact" => "Set the security contact of the account",
        "charter:VerifyAccount" => "Read the account back and compare it with the plan",
        other => other,
    }
    .to_owned()
}

/// The state of a step as look and words.
pub(crate) const fn step_state(word: StepWord) -> (Status, &'static str) {
    match word {
        StepWord::Pending => (Status::Draft, "Not begun"),
        StepWord::Calling => (Status::Running, "Calling AWS"),
        StepWord::Waiting => (Status::Waiting, "Waiting"),
        StepWord::Done => (Status::Done, "Done"),
        StepWord::Skipped => (Status::Closed, "Skipped by a person"),
        StepWord::Parked => (Status::Attention, "Waiting for a person"),
    }
}

/// How an attempt ended, from its word.
pub(crate) fn outcome(word: Option<&str>) -> String {
    match word {
        None => "no outcome yet",
        Some("done") => "done",
        Some("waiting") => "AWS is at work",
        Some("retry") => "to be tried again",
        Some("parked") => "waits for a person",
        Some("interrupted") => "interrupted: Charter looked at AWS before going on",
        Some(other) => other,
    }
    .to_owned()
}

/// How a run ended, in one sentence.
pub(crate) const fn ending_sentence(ending: Ending, n_skipped: usize) -> &'static str {
    match ending {
        Ending::Succeeded if n_skipped > 0 => {
            "Every step is done but what a person skipped; the account was read back and is otherwise as planned."
        }
        Ending::Succeeded => "Every step is done, and the account was read back and is as planned.",
        Ending::Stopped => "A person stopped this run. What was done in AWS stays.",
    }
}

/// For whom a parked run waits, and who else may act.
pub(crate) fn waits_for(owner: &RunOwner) -> String {
    let RunOwner { name, can_act, is_reader } = owner;
    let others = people::roles_with(Permission::SteerRun).join(" or ");
    match (can_act, is_reader) {
        (true, true) => format!("It waits for you, who approved it. Any other {others} may act too."),
        (true, false) => format!("It waits for {name}, who approved it. Any other {others} may act too."),
        (false, _) => format!("{name}, who approved it, cannot act here any more. Any {others} may act."),
    }
}

/// The same in few words, for a list.
pub(crate) fn waits_for_in_short(owner: &RunOwner) -> String {
    match (owner.can_act, owner.is_reader) {
        (true, true) => "waits for you".to_owned(),
        (true, false) => format!("waits for {}", owner.name),
        (false, _) => "waits for any approver".to_owned(),
    }
}

/// Why a run waits for a person, and what that person can do.
pub(crate) const fn parked(reason: ParkReason) -> (&'static str, &'static str) {
    match reason {
        ParkReason::PlanMoved => (
            "AWS changed between the approval and the first call, so nothing was sent.",
            "Stop the run: the request then waits for a decision again, and the review shows what changed.",
        ),
        ParkReason::EmailTaken => (
            "AWS says that the root e-mail is used by another AWS account.",
            "Stop the run and begin a new request with another address; an address is never swapped silently.",
        ),
        ParkReason::NotOurs => (
            "An account with this root e-mail is in the organization already, and this request did not create it.",
            "Find out whose account it is, then stop the run.",
        ),
        ParkReason::MovedElsewhere => (
            "Somebody moved the account to another place while the run was under way.",
            "Move it back to the root in AWS and retry, or stop the run and leave it where it is.",
        ),
        ParkReason::StaleView => {
            ("An OU or a policy of the plan is not in AWS any more.", "Restore it in AWS and retry, or stop the run.")
        }
        ParkReason::Limit => ("A quota of AWS is used up.", "Have the quota raised in AWS or free some of it, then retry."),
        ParkReason::Rejected => {
            ("AWS refuses this call.", "Read AWS's own words below. Mend the cause in AWS and retry, or stop the run.")
        }
        ParkReason::Blocked => (
            "Charter's role, the organization or its payment method stands in the way.",
            "Mend it in AWS (an administrator of the organization can), then retry.",
        ),
        ParkReason::ContactsBlocked => (
            "AWS does not let Charter manage the contacts of accounts.",
            "Turn on trusted access for AWS Account Management (account.amazonaws.com) in AWS Organizations, and allow the role account:PutAlternateContact and account:GetAlternateContact. Then retry.",
        ),
        ParkReason::BusyTooLong => ("AWS was busy with other changes for too long.", "Retry later."),
        ParkReason::UnknownTooLong => (
            "AWS did not say for too long whether the call took effect.",
            "Retry: Charter looks at AWS before it sends anything again.",
        ),
        ParkReason::CreationFailed => {
            ("AWS could not create the account.", "Read AWS's own words below. Retry once the cause is mended, or stop the run.")
        }
        ParkReason::NotAsPlanned => (
            "What was read back from AWS is not what the plan says.",
            "Compare the account with the plan, mend it in AWS and retry, or stop the run.",
        ),
        ParkReason::Bug => (
            "AWS gave an answer that this version of Charter does not understand.",
            "Give the AWS request id to whoever operates Charter; retry after an update.",
        ),
    }
}

/// Why AWS did not do what a person waited for.
pub(crate) const fn reaction(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Throttled => "AWS takes no more calls from this organization for a moment.",
        Reaction::Busy => "AWS is busy with another change of this organization.",
        Reaction::Unknown => "AWS did not answer in time.",
        Reaction::AlreadyDone => "AWS says that this was done before.",
        Reaction::StaleView => "AWS does not know something that Charter believed to be there.",
        Reaction::Limit => "A quota of AWS is used up.",
        Reaction::Rejected => "AWS refused the call.",
        Reaction::Blocked => "Charter's role is not allowed to do this in AWS, or cannot be assumed.",
        Reaction::Bug => "AWS gave an answer that this version of Charter does not understand.",
    }
}
