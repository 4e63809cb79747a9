//! From the SDK's errors to the port's: by code and `Reason`, never by HTTP status where there is a code.
//! Never here: what to do about an error (`domain::run::react`), a retry.

use std::error::Error;

use aws_sdk_organizations::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_organizations::operation::RequestId;
use control::cloud::CloudError;
use domain::run::Reaction;

use crate::role::NotAssumed;

/// The raw answer, as the SDK keeps it.
type Raw = aws_sdk_organizations::config::http::HttpResponse;

/// The longest sentence of AWS that is kept, in characters.
const MESSAGE: usize = 1_000;

/// Classifies what is not plain success.
pub(crate) fn classify<E>(operation: &'static str, error: &SdkError<E, Raw>) -> CloudError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let aws_request = error
        .raw_response()
        .and_then(|raw| raw.headers().get("x-amzn-requestid"))
        .map(str::to_owned)
        .or_else(|| request_id(error));
    let ours = |reaction, code: &str, message: &str| CloudError {
        operation,
        reaction,
        code: code.to_owned(),
        reason: None,
        message: message.to_owned(),
        aws_request: aws_request.clone(),
    };
    match error {
        SdkError::ConstructionFailure(_) => ours(Reaction::Bug, "NotBuilt", "The request could not be built."),
        SdkError::TimeoutError(_) => ours(Reaction::Unknown, "Timeout", "AWS gave no answer in time."),
        SdkError::DispatchFailure(failure) => {
            let not_assumed = causes(error).find_map(|cause| cause.downcast_ref::<NotAssumed>());
            match not_assumed {
                Some(NotAssumed(why)) => CloudError { operation, ..why.clone() },
                None if failure.is_timeout() => ours(Reaction::Unknown, "Timeout", "AWS gave no answer in time."),
                None if failure.is_io() => ours(Reaction::Unknown, "Unreachable", "AWS cannot be reached."),
                None if is_without_credentials(error) => ours(
                    Reaction::Blocked,
                    "NoCredentials",
                    "This installation has no AWS credentials of its own to assume the role with.",
                ),
                None => ours(Reaction::Unknown, "Unreachable", "The call to AWS could not be sent."),
            }
        }
        SdkError::ServiceError(context) => match context.err().code() {
            Some(code) => {
                let reason = context.raw().body().bytes().and_then(reason);
                let is_server_error = context.raw().status().as_u16() >= 500;
                let reaction = reaction(code, reason.as_deref(), is_server_error);
                let message = clean(context.err().message().unwrap_or_default());
                CloudError { operation, reaction, code: clean(code), reason, message, aws_request }
            }
            None => ours(
                Reaction::Unknown,
                "NotAws",
                "The answer is not one of AWS: is the endpoint right, or is a proxy in between?",
            ),
        },
        _ => ours(Reaction::Unknown, "NotAws", "The answer is not one of AWS: is the endpoint right, or is a proxy in between?"),
    }
}

/// A success that lacks what AWS always gives, or that has a word which this version does not know.
pub(crate) fn incomplete(operation: &'static str, what: &str, aws_request: Option<&str>) -> CloudError {
    CloudError {
        operation,
        reaction: Reaction::Bug,
        code: "Incomplete".to_owned(),
        reason: None,
        message: format!("AWS's answer has no usable {what}."),
        aws_request: aws_request.map(str::to_owned),
    }
}

/// The class of AWS's code and reason. Codes of the Organizations, Account and STS models and of AWS's common errors.
fn reaction(code: &str, reason: Option<&str>, is_server_error: bool) -> Reaction {
    match code {
        "TooManyRequestsException"
        | "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "RequestLimitExceeded"
        | "SlowDown" => Reaction::Throttled,
        "ConcurrentModificationException"
        | "PolicyChangesInProgressException"
        | "FinalizingOrganizationException"
        | "ConflictException" => Reaction::Busy,
        "DuplicateAccountException"
        | "DuplicatePolicyAttachmentException"
        | "DuplicatePolicyException"
        | "DuplicateOrganizationalUnitException"
        | "PolicyNotAttachedException"
        | "PolicyTypeAlreadyEnabledException" => Reaction::AlreadyDone,
        "AccountNotFoundException"
        | "ChildNotFoundException"
        | "CreateAccountStatusNotFoundException"
        | "DestinationParentNotFoundException"
        | "OrganizationalUnitNotFoundException"
        | "ParentNotFoundException"
        | "PolicyNotFoundException"
        | "ResourceNotFoundException"
        | "RootNotFoundException"
        | "SourceParentNotFoundException"
        | "TargetNotFoundException" => Reaction::StaleView,
        "ConstraintViolationException" => constraint(reason),
        "InvalidInputException" | "MalformedPolicyDocumentException" | "ValidationError" | "ValidationException" => {
            Reaction::Rejected
        }
        "AWSOrganizationsNotInUseException"
        | "UnsupportedAPIEndpointException"
        | "PolicyTypeNotEnabledException"
        | "PolicyTypeNotAvailableForOrganizationException"
        | "RegionDisabledException"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "IncompleteSignature"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "NotAuthorized"
        | "OptInRequired"
        | "SignatureDoesNotMatch"
        | "SubscriptionRequiredException"
        | "UnrecognizedClientException" => Reaction::Blocked,
        _ if code.starts_with("AccessDenied") => Reaction::Blocked,
        "ServiceException"
        | "InternalFailure"
        | "InternalServerError"
        | "InternalServerException"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => Reaction::Unknown,
        _ if is_server_error => Reaction::Unknown,
        _ => Reaction::Bug,
    }
}

/// `ConstraintViolationException` covers quotas, payment and plain refusals; only the reason tells. Without one a person must look: a quota is meant most often.
fn constraint(reason: Option<&str>) -> Reaction {
    match reason {
        None => Reaction::Limit,
        Some("TAG_POLICY_VIOLATION" | "MAX_TAG_LIMIT_EXCEEDED" | "CANNOT_CLOSE_MANAGEMENT_ACCOUNT") => Reaction::Rejected,
        Some(
            "INVALID_PAYMENT_INSTRUMENT"
            | "MASTER_ACCOUNT_ADDRESS_DOES_NOT_MATCH_MARKETPLACE"
            | "MASTER_ACCOUNT_MISSING_BUSINESS_LICENSE"
            | "MASTER_ACCOUNT_MISSING_CONTACT_INFO"
            | "MASTER_ACCOUNT_NOT_GOVCLOUD_ENABLED"
            | "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"
            | "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"
            | "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE"
            | "SERVICE_ACCESS_NOT_ENABLED"
            | "UNMET_BILLING_PREREQUISITE"
            | "UNSUPPORTED_PRICING",
        ) => Reaction::Blocked,
        Some(known) if known.ends_with("_LIMIT_EXCEEDED") || known.ends_with("_QUOTA_EXCEEDED") => Reaction::Limit,
        Some(_) => Reaction::Bug,
    }
}

/// `Reason` of a JSON error. The SDK's enums would hide words that are newer than the SDK.
fn reason(body: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    value.get("Reason").and_then(serde_json::Value::as_str).map(clean)
}

/// AWS's text without control characters, cut to a sane length.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MESSAGE).collect()
}

fn request_id<E: ProvideErrorMetadata>(error: &SdkError<E, Raw>) -> Option<String> {
    match error {
        SdkError::ServiceError(context) => context.err().meta().request_id().map(str::to_owned),
        _ => None,
    }
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source())
}

fn is_without_credentials(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| cause.is::<aws_credential_types::provider::error::CredentialsError>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_a_limit_and_an_unknown_reason_is_for_a_person() {
        assert_eq!(reaction("ConstraintViolationException", Some("ACCOUNT_NUMBER_LIMIT_EXCEEDED"), false), Reaction::Limit);
        assert_eq!(
            reaction("ConstraintViolationException", Some("MASTER_ACCOUNT_MISSING_CONTACT_INFO"), false),
            Reaction::Blocked
        );
        assert_eq!(reaction("ConstraintViolationException", Some("TAG_POLICY_VIOLATION"), false), Reaction::Rejected);
        assert_eq!(reaction("ConstraintViolationException", Some("A_WORD_OF_NEXT_YEAR"), false), Reaction::Bug);
        assert_eq!(reaction("ConstraintViolationException", None, false), Reaction::Limit);
    }

    #[test]
    fn an_unknown_code_is_never_taken_for_success_or_for_something_to_repeat() {
        assert_eq!(reaction("BrandNewException", None, false), Reaction::Bug);
        assert_eq!(reaction("BrandNewException", None, true), Reaction::Unknown);
    }

    #[test]
    fn the_code_decides_not_the_status() {
        assert_eq!(reaction("AccessDeniedException", None, false), Reaction::Blocked);
        assert_eq!(reaction("TooManyRequestsException", None, true), Reaction::Throttled);
    }

    #[test]
    fn a_reason_is_read_from_the_body_even_if_the_sdk_does_not_know_it() {
        assert_eq!(reason(br#"{"__type":"ConstraintViolationException","Reason":"NEW"}"#).as_deref(), Some("NEW"));
        assert_eq!(reason(b"<html>"), None);
    }
}
