//! Coming in and going out: making a workspace, signing in, signing out.
//! Never here: the protocol with the identity provider, cookies, a decision what a member may do.

mod begin;
mod complete;
mod create_workspace;
mod first_page;
mod resume;
mod set_up;
mod sign_out;
mod signed_in;

pub use begin::{SignInStart, SignInWish, begin_sign_in};
pub use complete::{Arrival, IdentityClaims, SignInOutcome, SignInRefusal, complete_sign_in, refuse_sign_in};
pub use create_workspace::{NotCreated, WorkspaceFault, WorkspaceForm, create_workspace};
pub use first_page::{FirstPage, first_page};
pub use resume::resume_sign_in;
pub use set_up::{NotSetUp, SET_UP_LIMIT, Shut, find_set_up_link, issue_set_up_link, set_up};
pub use sign_out::sign_out;
pub use signed_in::OpenWorkspace;

use domain::canonical::sha256;

/// The hash under which a secret of the browser is kept: SHA-256 of its text.
fn hash_of(secret: &str) -> [u8; 32] {
    sha256(&[secret.as_bytes()])
}
