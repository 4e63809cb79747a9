//! Who belongs to the workspace, and what they are trusted with.
//! Never here: signing in (`entrance`).

mod change;
mod create_team;
mod invite;
mod list;
mod typed;

pub use change::change;
pub use create_team::create_team;
pub use invite::invite;
pub use list::list;
