//! Roles and environments in words.
//! Never here: what a role may do.

use domain::access::{Permission, Role};

/// The role's name.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::Requester => "Requester",
        Role::Approver => "Approver",
        Role::Administrator => "Administrator",
        Role::Auditor => "Auditor",
    }
}

/// The roles that grant the permission, in lower case, for a sentence.
pub(crate) fn roles_with(permission: Permission) -> Vec<String> {
    Role::ALL.into_iter().filter(|one| one.permissions().contains(&permission)).map(|one| role(one).to_lowercase()).collect()
}

/// The environment's name, from its word; a word that is none is shown as it is.
pub(crate) fn environment(word: &str) -> String {
    match word {
        "" => "Not chosen yet",
        "sandbox" => "Sandbox",
        "development" => "Development",
        "test" => "Test",
        "staging" => "Staging",
        "production" => "Production",
        other => other,
    }
    .to_owned()
}
