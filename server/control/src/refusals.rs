//! What a visitor was refused while one request of the browser was answered, and its events on the access chain.
//! Never here: things that do not exist for the visitor (they are not refusals), refused sign-ins (`entrance`).

use std::sync::{Arc, Mutex, PoisonError};

use domain::access::{Actor, Denied, Grants, Refuse, operate};
use domain::audit::{Event, Field};

use crate::error::Result;
use crate::means::Means;

/// Notes of one request of the browser; clones share them. Authorization notes, whoever answers the request records.
#[derive(Clone, Default)]
pub struct Refusals(Arc<Mutex<Vec<Refused>>>);

struct Refused {
    grants: Grants,
    action: &'static str,
    needs: String,
}

impl Refusals {
    /// Notes a refusal; the same action is noted once.
    pub(crate) fn note(&self, grants: &Grants, denied: Denied) {
        let Denied::Forbidden { action, permission } = denied else { return };
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.iter().all(|one| one.action != action) {
            noted.push(Refused { grants: grants.clone(), action, needs: format!("{permission:?}") });
        }
    }

    /// Writes one event `access.refused` for each, and forgets them.
    ///
    /// # Errors
    /// A database error; the refusals stand all the same.
    pub async fn record(&self, means: &Means) -> Result<()> {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for refused in noted {
            let (actor, origin) = (Actor::Member(refused.grants.member()), refused.grants.origin().clone());
            let permit = operate(refused.grants.tenant(), actor, origin, Refuse)?;
            let event = Event::about("action", refused.action)
                .after("refusal", Field::public("not_permitted"))
                .after("needs", Field::public(refused.needs));
            means.store.write(permit).await?.commit(event).await?;
        }
        Ok(())
    }
}
