//! What every door does first and last: who asks, and how an answer of `control` becomes an answer of the door.
//! Never here: anything about one use case.

use axum::http::StatusCode;
use control::{Caller, Visitor};
use domain::access::Denied;
use leptos::prelude::*;
use uuid::Uuid;

use super::ApiError;

/// The id of this request of the browser: in the log and, when something broke, on the page.
#[derive(Debug, Clone, Copy)]
pub struct Ticket(pub Uuid);

/// Enters the workspace as whoever is signed in there. The server provides the [`Visitor`] for every page and door.
///
/// # Errors
/// [`ApiError::SignIn`], [`ApiError::NotFound`] and what the database answers.
pub async fn enter(workspace: &str) -> Result<Caller, ApiError> {
    let visitor = use_context::<Visitor>().ok_or(ApiError::TryLater)?;
    Ok(visitor.enter(workspace).await?)
}

/// Sends the browser to a page of ours after a change (302; the form was a POST).
pub fn go(path: &str) {
    leptos_axum::redirect(path);
}

impl From<control::Error> for ApiError {
    fn from(error: control::Error) -> Self {
        match error {
            control::Error::SignIn => Self::SignIn,
            control::Error::Denied(Denied::Hidden) => Self::NotFound,
            control::Error::Denied(Denied::Forbidden { .. }) => Self::Forbidden,
            control::Error::Denied(Denied::Unproven { .. }) => Self::Unproven,
            control::Error::Refused(refusal) => Self::Refused(refusal),
            control::Error::Invalid(errors) => Self::Invalid(errors),
            control::Error::NoSuchPlace => Self::NoSuchPlace,
            control::Error::Moved { new_plan } => new_plan.parse().map_or(Self::TryLater, Self::Moved),
            control::Error::Cloud(error) => {
                tracing::warn!(
                    operation = error.operation,
                    code = error.code,
                    reason = error.reason,
                    "AWS did not answer as needed"
                );
                Self::Aws(error.reaction)
            }
            control::Error::Busy(error) => {
                tracing::error!(error = ?error, "the database is not available");
                Self::TryLater
            }
            control::Error::Bug(error) => {
                let ticket = use_context::<Ticket>().map_or(Uuid::nil(), |ticket| ticket.0);
                tracing::error!(%ticket, error = ?error, "unexpected");
                Self::Broken(ticket)
            }
        }
    }
}

impl ApiError {
    /// The status that HTTP has for it: of a page that cannot be shown, and of a door that is asked by a program.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Unproven => StatusCode::FORBIDDEN,
            Self::Refused(_) | Self::Moved(_) => StatusCode::CONFLICT,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed | Self::NoSuchPlace => StatusCode::BAD_REQUEST,
            Self::Aws(_) => StatusCode::BAD_GATEWAY,
            Self::TryLater => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
