//! Adds a team.
//! Never here: who belongs to it.

use domain::access::CreateTeam;
use domain::audit::{Event, Field};
use domain::request::{FieldError, FieldName, Problem};

use crate::caller::Caller;
use crate::error::{Error, Result};

/// The most characters of a team's name: it becomes the value of a tag.
const MOST: usize = 80;

/// Adds a team. Names are unique without regard to case, and have only characters that an AWS tag takes.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::Denied`]; a database error.
pub async fn create_team(caller: &Caller, name: &str) -> Result<()> {
    let permit = caller.authorize(CreateTeam)?;
    let name = name.trim();
    check(name).map_err(wrong)?;
    let mut tx = caller.means.store.write(permit).await?;
    let team = store::members::create_team(&mut tx, name).await.map_err(taken)?;
    tx.commit(Event::about("team", team).after("name", Field::public(name))).await?;
    Ok(())
}

fn check(name: &str) -> std::result::Result<(), Problem> {
    let given = name.chars().count();
    if given == 0 {
        Err(Problem::Missing)
    } else if let Some(bad) = name.chars().find(|c| !c.is_alphanumeric() && *c != ' ' && !"_.:/=+-@".contains(*c)) {
        Err(Problem::Character(bad))
    } else if given > MOST {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Err(Problem::TooLong { most: count(MOST), given: count(given) })
    } else {
        Ok(())
    }
}

fn taken(error: store::Error) -> Error {
    match error.is_conflict_on("team_name_is_unique") {
        true => wrong(Problem::Taken),
        false => error.into(),
    }
}

fn wrong(problem: Problem) -> Error {
    Error::Invalid(vec![FieldError::new(FieldName::Name, problem)])
}
