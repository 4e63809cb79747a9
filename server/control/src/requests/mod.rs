//! Account requests: one file per verb.
//! Never here: a call that changes AWS (a decision only queues a run; the engine acts).

mod approve;
mod as_chosen;
mod begin;
mod check;
mod discard;
mod draft;
mod draw;
mod list;
mod plan_view;
mod queue;
mod review;
mod save_draft;
mod show;
mod submit;
mod turn_down;
mod turns;
mod withdraw;

pub use approve::approve;
pub use as_chosen::as_chosen;
pub use begin::{begin, can_begin};
pub use check::check;
pub use discard::discard;
pub use draft::draft;
pub use draw::draw;
pub use list::list;
pub use queue::queue;
pub use review::review;
pub use save_draft::save_draft;
pub use show::show;
pub use submit::submit;
pub use turn_down::{ask_for_changes, decline};
pub use turns::turns;
pub use withdraw::withdraw;

pub(crate) use turn_down::kept_comment;

use store::requests::StoredRequest;

use crate::caller::Caller;
use crate::error::{Error, Result};

/// What people call it.
pub(crate) fn reference(number: i64) -> String {
    format!("R-{number}")
}

/// Hides what the caller may not see, as if it did not exist.
fn visible(caller: &Caller, stored: StoredRequest) -> Result<StoredRequest> {
    if stored.request.is_visible_to(&caller.grants) { Ok(stored) } else { Err(Error::hidden()) }
}

/// Refuses a form that was made from another version.
fn current(stored: &StoredRequest, version: i32) -> Result<()> {
    if stored.request.version == version { Ok(()) } else { Err(domain::request::Refusal::ChangedSince.into()) }
}
