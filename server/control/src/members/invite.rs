//! Invites a person by e-mail; the first sign-in with that verified address binds the identity.
//! Never here: sending mail.

use domain::access::InviteMember;
use domain::audit::{Event, Field};
use domain::request::{FieldError, FieldName, Problem, RootEmail};

use super::typed;
use crate::caller::Caller;
use crate::error::{Error, Result};

/// Adds a member who is invited, with roles and perhaps a team.
///
/// # Errors
/// [`Error::Invalid`] with every field that cannot be taken; [`Error::Denied`]; a database error.
pub async fn invite(caller: &Caller, email: &str, roles: Vec<String>, team: &str) -> Result<()> {
    let permit = caller.authorize(InviteMember)?;
    let email = RootEmail::parse(email).map_err(|problem| FieldError::new(FieldName::Email, problem));
    let (email, roles, teams) = match (email, typed::roles(&roles), typed::teams([team])) {
        (Ok(email), Ok(roles), Ok(teams)) => (email, roles, teams),
        (email, roles, teams) => {
            return Err(Error::Invalid([email.err(), roles.err(), teams.err()].into_iter().flatten().collect()));
        }
    };
    let mut tx = caller.means.store.write(permit).await?;
    let member = store::members::invite(&mut tx, &email, &roles, &teams).await.map_err(taken)?;
    let event = Event::about("member", member)
        .after("email", Field::personal(email.as_str()))
        .after("standing", Field::public("invited"))
        .after("roles", typed::roles_field(&roles))
        .after("teams", typed::teams_field(&teams));
    tx.commit(event).await?;
    Ok(())
}

fn taken(error: store::Error) -> Error {
    if error.is_conflict_on("member_email_is_unique") {
        Error::Invalid(vec![FieldError::new(FieldName::Email, Problem::Taken)])
    } else if error.is_conflict_on("member_team_is_of_a_team") {
        Error::Invalid(vec![typed::unknown_team()])
    } else {
        error.into()
    }
}
