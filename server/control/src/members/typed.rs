//! What a form of the members page says, read.
//! Never here: whether it is allowed.

use std::collections::BTreeSet;

use domain::access::Role;
use domain::audit::Field;
use domain::ids::TeamId;
use domain::request::{FieldError, FieldName, Problem};

/// At least one role.
pub(super) fn roles(words: &[String]) -> Result<BTreeSet<Role>, FieldError> {
    let wrong = |problem| FieldError::new(FieldName::Roles, problem);
    let roles =
        words.iter().map(|word| word.parse()).collect::<Result<BTreeSet<Role>, _>>().map_err(|_| wrong(Problem::NotAChoice))?;
    if roles.is_empty() { Err(wrong(Problem::Missing)) } else { Ok(roles) }
}

/// Any number of teams; an empty text is none.
pub(super) fn teams<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<BTreeSet<TeamId>, FieldError> {
    let ids = ids.into_iter().map(str::trim).filter(|id| !id.is_empty());
    ids.map(|id| id.parse()).collect::<Result<_, _>>().map_err(|_| unknown_team())
}

/// The team is not one of this workspace.
pub(super) fn unknown_team() -> FieldError {
    FieldError::new(FieldName::Team, Problem::NotAChoice)
}

/// Roles for an event.
pub(super) fn roles_field(roles: &BTreeSet<Role>) -> Field {
    Field::public(roles.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Teams for an event.
pub(super) fn teams_field(teams: &BTreeSet<TeamId>) -> Field {
    Field::public(teams.iter().map(ToString::to_string).collect::<Vec<_>>())
}
