//! The doors from the browser to the use cases: server functions of at most five lines, one file per resource.
//! Never here: SQL, a decision, a loop, free text in an error.

use domain::ids::PlanId;
use domain::request::{FieldError, Refusal};
use domain::run::Reaction;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::ServerFnErrorErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
mod door;
pub mod members;
pub mod organization;
#[expect(missing_docs, reason = "the macro makes a struct of the arguments, which are documented by their names")]
#[expect(clippy::too_many_arguments, reason = "an argument for each field of the form")]
pub mod requests;
#[expect(missing_docs, reason = "the macro makes a struct of the arguments, which are documented by their names")]
pub mod runs;
pub mod sign_ins;
#[cfg(feature = "ssr")]
pub(crate) mod typed;

#[cfg(feature = "ssr")]
pub use cookie::Https;
#[cfg(feature = "ssr")]
pub use door::{Ticket, enter, go};
#[cfg(feature = "ssr")]
pub use typed::forgotten;

/// What a door answers when it does not do what was asked. A closed set without free text: after a form it stands in the URL,
/// where anybody can write, and is printed on our page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// Nobody is signed in to this workspace (any more).
    #[error("sign in")]
    SignIn,
    /// There is no such thing for this member.
    #[error("not found")]
    NotFound,
    /// The member may not do that.
    #[error("forbidden")]
    Forbidden,
    /// The member may, but must first prove again who they are.
    #[error("unproven")]
    Unproven,
    /// A rule said no.
    #[error("refused")]
    Refused(Refusal),
    /// Fields that cannot be taken.
    #[error("invalid")]
    Invalid(Vec<FieldError>),
    /// The address names no place in the list.
    #[error("no such place")]
    NoSuchPlace,
    /// AWS moved since the plan was shown; a new plan was drawn.
    #[error("moved")]
    Moved(PlanId),
    /// AWS did not answer as needed.
    #[error("aws")]
    Aws(Reaction),
    /// The database is busy or away.
    #[error("try later")]
    TryLater,
    /// The request of the browser could not be read.
    #[error("malformed")]
    Malformed,
    /// Something broke; the log has the ticket.
    #[error("broken")]
    Broken(Uuid),
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => Self::Malformed,
            _ => Self::TryLater,
        }
    }
}
