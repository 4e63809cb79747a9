//! The audit history in words: what was done, to what, which field.
//! Never here: who did it.

use domain::audit::query::{QueryProblem, QueryProblemKind};

/// What was done, as a sentence without its subject. An action that this version does not know is shown by its name.
pub(crate) fn audit_action(name: &str) -> String {
    let words = match name {
        "request.submitted" => "Submitted the request",
        "request.withdrawn" => "Withdrew the request",
        "request.approved" => "Approved the request with its plan",
        "request.declined" => "Declined the request",
        "request.changes_asked" => "Asked for changes to the request",
        "plan.drawn" => "Drew a plan from AWS",
        "run.retried" => "Let the run try again",
        "step.skipped" => "Skipped an optional step",
        "run.stopped" => "Stopped the run",
        "run.finished" => "Finished the run",
        "step.intended" => "Recorded what is about to be sent to AWS",
        "step.concluded" => "Recorded what AWS answered",
        "member.invited" => "Invited a member",
        "member.changed" => "Changed a member",
        "team.created" => "Created a team",
        "audit.read" => "Looked at the audit history",
        "organization.connection_read" => "Had the connection to AWS shown",
        "organization.connection_prepared" => "Prepared the connection to AWS",
        "organization.connected" => "Connected the AWS organization",
        "organization.contact_changed" => "Changed the security contact",
        "organization.observed" => "Read the AWS organization",
        "audit.exported" => "Exported the audit history",
        "audit.erased" => "Erased a person from the audit history",
        "audit.pruned" => "Cut the beginning of the audit history",
        "audit.retention_set" => "Changed how long the audit history is kept",
        "audit.held" => "Put the audit history under a legal hold",
        "audit.released" => "Ended the legal hold on the audit history",
        "session.signed_in" => "Signed in",
        "session.signed_out" => "Signed out",
        "session.ended" => "Ended sign-ins elsewhere",
        "member.signed_out" => "Signed a member out everywhere",
        "access.refused" => "Was refused",
        "workspace.created" => "Created the workspace",
        other => other,
    };
    words.to_owned()
}

/// The beginnings of actions that a filter offers, with what they mean.
pub(crate) const AUDIT_GROUPS: [(&str, &str); 11] = [
    ("request.", "Requests and decisions"),
    ("plan.", "Plans"),
    ("run.", "Runs"),
    ("step.", "Steps of runs"),
    ("organization.", "The AWS organization"),
    ("member.", "Members"),
    ("team.", "Teams"),
    ("workspace.", "The workspace"),
    ("session.", "Sign-ins and sign-outs"),
    ("access.", "Refusals"),
    ("audit.", "Exports and care of this history"),
];

/// Who did it. A member is named; what is no member is named by its part.
pub(crate) fn audit_actor(actor: &str) -> String {
    match actor {
        "operator" => "The operator".to_owned(),
        "nobody" => "Nobody who is signed in".to_owned(),
        engine if engine == "engine" || engine.starts_with("engine, on behalf of ") => format!("The {engine}"),
        member => member.to_owned(),
    }
}

/// The kind of an object.
pub(crate) fn audit_object(kind: &str) -> String {
    capitalised(&kind.replace('_', " "))
}

/// The name of a field.
pub(crate) fn audit_field(name: &str) -> String {
    match name {
        "role_arn" => "Role ARN".to_owned(),
        "email" => "E-mail".to_owned(),
        "root_email" => "Root e-mail".to_owned(),
        "email_pattern" => "Pattern of root e-mails".to_owned(),
        "aws_organization" => "AWS organization".to_owned(),
        other => match other.strip_prefix("n_") {
            Some(counted) => format!("Number of {}", counted.replace('_', " ")),
            None => capitalised(&other.replace(['_', '.'], " ")),
        },
    }
}

/// How an event ended, in one word.
pub(crate) fn audit_result(word: &str) -> &'static str {
    match word {
        "refused" => "Refused",
        "failed" => "Failed",
        _ => "Done",
    }
}

/// The title of a facet, by its key in a query.
pub(crate) fn facet_title(key: &str) -> &'static str {
    match key {
        "action" => "What",
        "actor" => "Who",
        "result" => "Result",
        "target" => "On",
        _ => "Chain",
    }
}

/// The value of a facet.
pub(crate) fn facet_value(key: &str, value: &str) -> String {
    match key {
        "action" => {
            let group = AUDIT_GROUPS.iter().find(|(beginning, _)| *beginning == value);
            group.map_or_else(|| audit_action(value), |(_, words)| (*words).to_owned())
        }
        "actor" => match value {
            "engine" => "The engine".to_owned(),
            "operator" => "The operator".to_owned(),
            "nobody" => "Nobody signed in".to_owned(),
            member => member.to_owned(),
        },
        "result" => audit_result(value).to_owned(),
        "target" => audit_object(value),
        _ => audit_chain(value),
    }
}

/// What is wrong with a query, and how to mend it.
pub(crate) fn query_problem(problem: &QueryProblem) -> (&'static str, &'static str) {
    use QueryProblemKind as Kind;
    match problem.kind {
        Kind::OpenQuote => ("opens a quote that is not closed.", "Close it with another quotation mark."),
        Kind::UnknownKey => (
            "begins with a key that there is none of.",
            "The keys are actor, action, target, ip, result, at and chain. To search for a text with a colon, put it in quotes.",
        ),
        Kind::Empty => ("says nothing.", "Write what to look for after the colon, or take it out."),
        Kind::NotAnAddress => ("is no source address.", "Write an address such as 192.0.2.1, or a block such as 192.0.2.0/24."),
        Kind::NotAResult => ("is no result.", "The results are done, refused and failed."),
        Kind::NotATime => (
            "is no time.",
            "Write a day such as 2026-11-24, a month such as 2026-11, a range such as 2026-11-24..2026-11-26, a beginning such as >=2026-11-24, an instant such as 2026-11-24T19:40Z, or a span back from now such as 24h or 7d. All are in UTC.",
        ),
        Kind::NotAChain => ("is no chain.", "The chains are changes and access."),
        Kind::TooShort => ("is too short to be found.", "A word has two letters or digits at least."),
        Kind::NotABeginning => {
            ("is no beginning of a word.", "Before the star write two letters or digits at least, without spaces or quotes.")
        }
        Kind::TooMany => ("is one term too many.", "A query has 32 terms at the most."),
        Kind::TooLong => ("", "A query has 1,000 characters at the most. Take some of it out."),
        Kind::TooWide => ("is the beginning of more than 200 words.", "Write more letters before the star."),
    }
}

/// A chain, in words.
pub(crate) fn audit_chain(word: &str) -> String {
    match word {
        "changes" => "Changes".to_owned(),
        "access" => "Access".to_owned(),
        other => other.to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use domain::access::TABLE;

    use super::*;

    #[test]
    fn every_recorded_action_has_words_and_a_group_in_the_filter() {
        for event in TABLE.iter().filter_map(|row| row.3) {
            assert_ne!(audit_action(event), event, "no words");
            assert!(AUDIT_GROUPS.iter().any(|(beginning, _)| event.starts_with(beginning)), "no group: {event}");
        }
    }

    #[test]
    fn an_action_of_a_later_version_is_shown_by_its_name() {
        assert_eq!(audit_action("lease.extended"), "lease.extended");
    }

    #[test]
    fn a_member_named_like_a_part_of_charter_keeps_the_name() {
        assert_eq!(audit_actor("engine, on behalf of Ana"), "The engine, on behalf of Ana");
        assert_eq!(audit_actor("Engineer"), "Engineer");
    }

    #[test]
    fn names_of_fields_and_kinds_read_as_words() {
        assert_eq!((audit_field("account_name").as_str(), audit_object("aws_account").as_str()), ("Account name", "Aws account"));
        assert_eq!((audit_field(""), audit_field("n_rows_closed")), (String::new(), "Number of rows closed".to_owned()));
    }
}
