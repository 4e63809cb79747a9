//! Members in words: how they stand, what a role is for.
//! Never here: what a role may do.

use domain::access::Role;

/// How a member stands. A word that this version does not know is shown as it is.
pub(crate) fn standing(word: &str) -> String {
    match word {
        "active" => "Active",
        "invited" => "Invited, not signed in yet",
        "suspended" => "Suspended",
        other => other,
    }
    .to_owned()
}

/// What the role is for, in a few words after its name.
pub(crate) const fn role_grants(role: Role) -> &'static str {
    match role {
        Role::Requester => "asks for accounts",
        Role::Approver => "decides requests of others, retries or stops runs",
        Role::Administrator => "keeps members and the connection to AWS",
        Role::Auditor => "reads everything and exports the audit history",
    }
}
