//! Erases a member: personal values in the record and the member's own row. The chain holds, because only salted hashes are in it.
//! Never here: personal values in texts that people wrote (those are found by nobody's e-mail).

use domain::access::{Actor, EraseMember, Origin, operate};
use domain::audit::{Event, Field};
use store::keeping;

use super::{NotKept, begin_keeping, tenant_of};
use crate::error::Error;
use crate::means::Means;

/// Places of one event at most, so that an event stays short.
const PLACES: usize = 500;

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Personal values in the record.
    pub places: usize,
    /// Events that say so.
    pub events: usize,
}

/// Erases the member with that e-mail. The means are the keeper's.
///
/// # Errors
/// [`NotKept`], above all [`NotKept::Held`].
pub async fn erase(means: &Means, slug: &str, email: &str) -> Result<Erasure, NotKept> {
    let tenant = tenant_of(means, slug).await?;
    let permit = operate(tenant, Actor::Operator, Origin::default(), EraseMember).map_err(Error::from)?;
    let mut tx = begin_keeping(means, permit).await?;
    let person = match keeping::person(&mut tx, &email.trim().to_ascii_lowercase()).await {
        Err(store::Error::Missing) => return Err(NotKept::NoMember),
        other => other?,
    };
    let places = keeping::erase_personal(&mut tx, &person).await?;
    keeping::blank_member(&mut tx, person.member).await?;
    let texts: Vec<String> = places.iter().map(|place| format!("{}/{}/{}", place.chain, place.sequence, place.path)).collect();
    // Somebody of whom the record has nothing was erased too.
    let pieces: Vec<&[String]> = if texts.is_empty() { vec![&[]] } else { texts.chunks(PLACES).collect() };
    let events: Vec<Event<EraseMember>> = pieces
        .into_iter()
        .map(|piece| Event::about("member", person.member).after("places", Field::public(piece.to_vec())))
        .collect();
    let written = tx.commit_all(events).await?;
    Ok(Erasure { places: texts.len(), events: written.len() })
}
