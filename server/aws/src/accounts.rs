//! Creating an account, following its creation, moving it. CreateAccount has no idempotency token: whoever sends it again makes a second one.
//! Never here: a resend.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::RequestId;
use aws_sdk_organizations::types::Tag;
use control::cloud::{CloudError, CreationStatus, NewAccount, Outcome, Page};
use domain::organization::{AccountId, CreateRequestId, ParentId, RootId};
use domain::run::Reaction;

use crate::convert::Origin;
use crate::error::classify;

/// `CreateAccount`.
pub(crate) async fn create_account(client: &Client, account: &NewAccount) -> Outcome<CreationStatus> {
    const OPERATION: &str = "CreateAccount";
    let tags =
        account.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect::<Result<Vec<_>, _>>();
    let not_built = |_| CloudError {
        operation: OPERATION,
        reaction: Reaction::Bug,
        code: "NotBuilt".to_owned(),
        reason: None,
        message: "The request could not be built.".to_owned(),
        aws_request: None,
    };
    let call = client.create_account().account_name(account.account_name.as_str()).email(account.email.as_str());
    let call = call.set_tags(Some(tags.map_err(not_built)?).filter(|tags| !tags.is_empty()));
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    let status = answer.create_account_status().map(|status| origin.creation(status));
    // The call was taken, but nobody can say as what: not the same as a refusal, so it must be looked for.
    let unknown = |error| CloudError { reaction: Reaction::Unknown, ..error };
    origin.answer(status.unwrap_or_else(|| Err(origin.lacks("creation status"))).map_err(unknown)?)
}

/// `ListCreateAccountStatus`, every state.
pub(crate) async fn list_creations(client: &Client, token: Option<String>) -> Outcome<Page<CreationStatus>> {
    const OPERATION: &str = "ListCreateAccountStatus";
    // No page size: moto's token stands still from the second page on, and its own page is large enough to come through with one or two.
    let call = client.list_create_account_status().set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.create_account_statuses(), answer.next_token(), Origin::creation)
}

/// `DescribeCreateAccountStatus`.
pub(crate) async fn describe_creation(client: &Client, request: &CreateRequestId) -> Outcome<CreationStatus> {
    const OPERATION: &str = "DescribeCreateAccountStatus";
    let call = client.describe_create_account_status().create_account_request_id(request.as_str());
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    let status = answer.create_account_status().ok_or_else(|| origin.lacks("creation status"))?;
    origin.answer(origin.creation(status)?)
}

/// `MoveAccount`.
pub(crate) async fn move_account(client: &Client, account: &AccountId, source: &RootId, destination: &ParentId) -> Outcome<()> {
    const OPERATION: &str = "MoveAccount";
    let call = client
        .move_account()
        .account_id(account.as_str())
        .source_parent_id(source.as_str())
        .destination_parent_id(destination.as_str());
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    Origin { operation: OPERATION, aws_request: answer.request_id() }.answer(())
}
