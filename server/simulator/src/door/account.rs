//! The account service over REST-JSON: the operation is the path.
//! Never here: an operation that Charter does not call.

use axum::http::StatusCode;
use domain::organization::{AccountId, ContactFacts, ContactKind};
use domain::run::Reaction;
use serde_json::{Value, json};

use super::fields::Fields;
use super::{Rendered, status};
use crate::desk::{Decision, Desk, Done};
use crate::refusal::{Refusal, Trouble, internal_code};
use crate::simulator::Simulator;

/// Answers one call; `None` if the answer is lost.
pub(super) fn answer(simulator: &Simulator, caller: Option<&AccountId>, path: &str, body: &[u8]) -> Option<Rendered> {
    let operation = match path {
        "/getAlternateContact" => "GetAlternateContact",
        "/putAlternateContact" => "PutAlternateContact",
        _ => "UnknownOperation",
    };
    let (result, request) = simulator.call(operation, caller, |desk| act(desk, operation, body));
    let (status, body) = match result {
        Ok(value) => (StatusCode::OK, value.to_string()),
        Err(trouble) => (rest_status(&trouble)?, refused(operation, &trouble).to_string()),
    };
    Some(Rendered { status, content_type: "application/json", request, body })
}

/// The account service's own statuses.
fn rest_status(trouble: &Trouble) -> Option<StatusCode> {
    match trouble {
        Trouble::Refused(refusal) => Some(match refusal.code.as_str() {
            "AccessDeniedException" => StatusCode::FORBIDDEN,
            "ResourceNotFoundException" => StatusCode::NOT_FOUND,
            "TooManyRequestsException" => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        }),
        Trouble::Internal | Trouble::Lost => status(trouble),
    }
}

fn refused(operation: &str, trouble: &Trouble) -> Value {
    match trouble {
        Trouble::Refused(refusal) => json!({ "__type": refusal.code, "message": refusal.message }),
        Trouble::Internal | Trouble::Lost => {
            json!({ "__type": internal_code(operation), "message": "AWS can't complete your request." })
        }
    }
}

fn act(desk: &Desk<'_>, operation: &str, body: &[u8]) -> Decision<Value> {
    let invalid = |refusal: Refusal| Refusal::new("ValidationException", Reaction::Rejected, refusal.message);
    if operation == "UnknownOperation" {
        return Err(Refusal::new("UnknownOperationException", Reaction::Bug, "This operation is not simulated."));
    }
    let fields = Fields::read(body).map_err(invalid)?;
    let account: AccountId = fields.id("AccountId").map_err(invalid)?;
    let kind = kind(fields.text("AlternateContactType").map_err(invalid)?)?;
    if operation == "GetAlternateContact" {
        let Done { value, effects } = desk.alternate_contact(&account, kind)?;
        return Ok(Done { value: json!({ "AlternateContact": rendered(kind, &value) }), effects });
    }
    let text = |name: &str| fields.text(name).map(str::to_owned).map_err(invalid);
    let (name, title) = (text("Name")?, text("Title")?);
    let contact = ContactFacts { name, title, email: text("EmailAddress")?, phone: text("PhoneNumber")? };
    let Done { effects, .. } = desk.put_alternate_contact(&account, kind, contact)?;
    Ok(Done { value: json!({}), effects })
}

fn kind(word: &str) -> Result<ContactKind, Refusal> {
    let kinds = [ContactKind::Billing, ContactKind::Operations, ContactKind::Security];
    let unknown = || Refusal::new("ValidationException", Reaction::Rejected, "AlternateContactType is none that exists.");
    kinds.into_iter().find(|kind| kind.as_str() == word).ok_or_else(unknown)
}

fn rendered(kind: ContactKind, contact: &ContactFacts) -> Value {
    json!({
        "AlternateContactType": kind.as_str(),
        "Name": contact.name,
        "Title": contact.title,
        "EmailAddress": contact.email,
        "PhoneNumber": contact.phone,
    })
}
