//! Changes a member's roles, teams and standing. There is always an active administrator left.
//! Never here: the e-mail and the identity, which never change.

use domain::access::ChangeMember;
use domain::audit::{Event, Field};
use domain::ids::MemberId;
use domain::request::{FieldError, FieldName, Problem, Refusal};
use store::members::{LockedMember, MemberState};

use super::typed;
use crate::caller::Caller;
use crate::error::{Error, Result};

/// Replaces roles, teams and standing of the version that was seen. `standing` is `suspended`, or `active` or `invited`: those two mean
/// "not suspended", and whether an identity is bound decides which one it is. What is the same already is left alone, without an event.
///
/// # Errors
/// [`Error::hidden`] for an unknown member; [`Refusal::ChangedSince`]; [`Refusal::LastAdministrator`]; [`Error::Invalid`] for the fields;
/// [`Error::Denied`]; a database error.
pub async fn change(
    caller: &Caller,
    member: &str,
    version: i32,
    roles: Vec<String>,
    teams: Vec<String>,
    standing: &str,
) -> Result<()> {
    let permit = caller.authorize(ChangeMember)?;
    let id: MemberId = member.parse().map_err(|_| Error::hidden())?;
    let (roles, teams, is_suspended) =
        match (typed::roles(&roles), typed::teams(teams.iter().map(String::as_str)), is_suspended(standing)) {
            (Ok(roles), Ok(teams), Ok(is_suspended)) => (roles, teams, is_suspended),
            (roles, teams, standing) => {
                return Err(Error::Invalid([roles.err(), teams.err(), standing.err()].into_iter().flatten().collect()));
            }
        };
    let mut tx = caller.means.store.write(permit).await?;
    let before = store::members::lock(&mut tx, id).await?;
    if before.version != version {
        return Err(Refusal::ChangedSince.into());
    }
    let after = MemberState { standing: standing_of(&before, is_suspended).to_owned(), roles, teams };
    if after == before.state {
        return Ok(());
    }
    store::members::change(&mut tx, id, version, &after).await.map_err(unknown_team)?;
    if after.standing == "suspended" {
        store::sign_in::end_with_standing(&mut tx, id).await?;
    }
    if store::members::count_active_administrators(&mut tx).await? == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    let event = Event::about("member", id)
        .before("email", Field::personal(&before.email))
        .after("email", Field::personal(&before.email))
        .before("standing", Field::public(before.state.standing.as_str()))
        .before("roles", typed::roles_field(&before.state.roles))
        .before("teams", typed::teams_field(&before.state.teams))
        .after("standing", Field::public(after.standing.as_str()))
        .after("roles", typed::roles_field(&after.roles))
        .after("teams", typed::teams_field(&after.teams));
    tx.commit(event).await?;
    Ok(())
}

fn is_suspended(standing: &str) -> std::result::Result<bool, FieldError> {
    match standing {
        "suspended" => Ok(true),
        "active" | "invited" => Ok(false),
        // The form has no field of its own for it; only a form that was tampered with says another word.
        _ => Err(FieldError::new(FieldName::Roles, Problem::NotAChoice)),
    }
}

fn standing_of(member: &LockedMember, is_suspended: bool) -> &'static str {
    match (is_suspended, member.is_bound) {
        (true, _) => "suspended",
        (false, true) => "active",
        (false, false) => "invited",
    }
}

fn unknown_team(error: store::Error) -> Error {
    match error.is_conflict_on("member_team_is_of_a_team") {
        true => Error::Invalid(vec![typed::unknown_team()]),
        false => error.into(),
    }
}
