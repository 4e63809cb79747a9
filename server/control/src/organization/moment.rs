//! Which moment a page shows: what was asked for, understood, with what lies around it.
//! Never here: what was so at the moment.

use domain::access::ViewOrganization;
use domain::organization::{AsOf, AsOfQuery};
use domain::time::Timestamp;
use domain::wire::{Dated, LifeView, MomentView};
use store::ReadTx;

use crate::caller::Caller;
use crate::error::Result;

/// The moment that was asked for, and the transaction in which it is looked at.
pub(super) struct Asked {
    /// One snapshot of the database for everything on the page.
    pub tx: ReadTx<ViewOrganization>,
    moment: MomentView,
}

/// What is to be shown of a moment.
pub(super) enum Instant {
    /// What was so at this instant; `None`: what is so now.
    At(Option<Timestamp>),
    /// Nothing: the moment cannot be read, has not come, or was before Charter watched.
    Nothing,
}

impl Asked {
    /// Reads the moment. What cannot be read is no error of the use case: the page says what is wrong beside what was typed.
    ///
    /// # Errors
    /// [`crate::Error::Denied`]; a database error.
    pub async fn read(caller: &Caller, asked: AsOfQuery) -> Result<Self> {
        let mut tx = caller.means.store.read(caller.authorize(ViewOrganization)?).await?;
        let (as_of, problem) = match AsOf::read(&asked, caller.means.now()) {
            Ok(as_of) => (as_of, None),
            Err(problem) => (None, Some(problem)),
        };
        let moment = MomentView { problem, ..store::snapshot::moment(&mut tx, asked, as_of).await? };
        Ok(Self { tx, moment })
    }

    /// What is to be shown.
    pub fn instant(&self) -> Instant {
        match (self.moment.problem, self.moment.as_of, self.moment.observed_at) {
            (Some(_), _, _) | (None, Some(_), None) => Instant::Nothing,
            (None, as_of, _) => Instant::At(as_of.map(|as_of| as_of.at)),
        }
    }

    /// When AWS was read last until the moment.
    pub fn observed_at(&self) -> Option<Timestamp> {
        self.moment.observed_at
    }

    /// The page of this moment.
    pub fn shows<T>(self, shown: Option<T>) -> Dated<T> {
        Dated { moment: self.moment, shown, life: None }
    }

    /// The page of one thing that was not there at this moment, but at another one.
    pub fn shows_life<T>(self, life: LifeView) -> Dated<T> {
        Dated { moment: self.moment, shown: None, life: Some(life) }
    }
}
