//! The ways in which the simulated AWS says no: AWS's error codes, its `Reason` words, and the class that Charter should see in them.
//! Never here: how a refusal looks on the wire.

use control::cloud::CloudError;
use domain::run::Reaction;

/// A refusal before any effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// AWS's error code.
    pub code: String,
    /// AWS's `Reason`, where the exception has one.
    pub reason: Option<String>,
    /// A sentence.
    pub message: String,
    /// The class; the adapter must come to the same one by itself.
    pub reaction: Reaction,
}

impl Refusal {
    /// A refusal without a `Reason`.
    pub fn new(code: &str, reaction: Reaction, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), reason: None, message: message.into(), reaction }
    }

    /// The object is not there.
    pub(crate) fn not_found(code: &str, what: impl std::fmt::Display) -> Self {
        Self::new(code, Reaction::StaleView, format!("We can't find {what}."))
    }

    /// It was done before.
    pub(crate) fn duplicate(code: &str, message: &str) -> Self {
        Self::new(code, Reaction::AlreadyDone, message)
    }

    /// `InvalidInputException` with its reason.
    pub(crate) fn invalid(reason: &str, message: impl Into<String>) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::new("InvalidInputException", Reaction::Rejected, message) }
    }

    /// `ConstraintViolationException` of the quota family.
    pub(crate) fn limit(reason: &str, message: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::new("ConstraintViolationException", Reaction::Limit, message) }
    }

    /// The caller may not.
    pub(crate) fn denied(message: &str) -> Self {
        Self::new("AccessDenied", Reaction::Blocked, message)
    }
}

/// What the service of the operation calls its own failure.
pub(crate) fn internal_code(operation: &str) -> &'static str {
    match operation {
        "GetAlternateContact" | "PutAlternateContact" => "InternalServerException",
        _ => "ServiceException",
    }
}

/// What comes out of a call that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Refused; nothing changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// AWS's own failure (HTTP 500). Whether something changed is not said.
    #[error("internal failure")]
    Internal,
    /// The answer never arrives. Whether something changed is not said.
    #[error("the answer was lost")]
    Lost,
}

impl Trouble {
    /// The same as an adapter would tell it.
    pub(crate) fn as_cloud_error(&self, operation: &'static str, aws_request: Option<String>) -> CloudError {
        let (reaction, code, reason, message) = match self {
            Trouble::Refused(no) => (no.reaction, no.code.clone(), no.reason.clone(), no.message.clone()),
            Trouble::Internal => (
                Reaction::Unknown,
                internal_code(operation).to_owned(),
                None,
                "AWS can't complete your request because of an internal service error.".to_owned(),
            ),
            Trouble::Lost => (Reaction::Unknown, "Timeout".to_owned(), None, "No answer in time.".to_owned()),
        };
        CloudError { operation, reaction, code, reason, message, aws_request }
    }
}
