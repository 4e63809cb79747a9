//! Reading the organization, its units, accounts and tags. The largest page that AWS gives is asked for.
//! Never here: a policy, a write.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::RequestId;
use control::cloud::{Outcome, Page};
use domain::organization::{AccountFacts, AccountId, OrganizationFacts, ParentId, RootFacts, UnitFacts, limits};

use crate::convert::Origin;
use crate::error::classify;

/// Entries per page, as the SDK wants it.
pub(crate) fn page_size() -> i32 {
    i32::try_from(limits::PAGE_SIZE.value).unwrap_or(20)
}

/// `DescribeOrganization`.
pub(crate) async fn describe_organization(client: &Client) -> Outcome<OrganizationFacts> {
    const OPERATION: &str = "DescribeOrganization";
    let answer = client.describe_organization().send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    let organization = answer.organization().ok_or_else(|| origin.lacks("organization"))?;
    origin.answer(OrganizationFacts {
        id: origin.id("organization id", organization.id())?,
        management_account: origin.id("management account id", organization.master_account_id())?,
        has_all_features: organization.feature_set().is_some_and(|set| set.as_str() == "ALL"),
    })
}

/// `ListRoots`.
pub(crate) async fn list_roots(client: &Client, token: Option<String>) -> Outcome<Page<RootFacts>> {
    const OPERATION: &str = "ListRoots";
    let call = client.list_roots().max_results(page_size()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.roots(), answer.next_token(), Origin::root)
}

/// `ListOrganizationalUnitsForParent`.
pub(crate) async fn list_units_for_parent(client: &Client, parent: &ParentId, token: Option<String>) -> Outcome<Page<UnitFacts>> {
    const OPERATION: &str = "ListOrganizationalUnitsForParent";
    let call =
        client.list_organizational_units_for_parent().parent_id(parent.as_str()).max_results(page_size()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.organizational_units(), answer.next_token(), |origin, unit| origin.unit(unit, parent))
}

/// `ListAccountsForParent`.
pub(crate) async fn list_accounts_for_parent(
    client: &Client,
    parent: &ParentId,
    token: Option<String>,
) -> Outcome<Page<AccountFacts>> {
    const OPERATION: &str = "ListAccountsForParent";
    let call = client.list_accounts_for_parent().parent_id(parent.as_str()).max_results(page_size()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.accounts(), answer.next_token(), Origin::account)
}

/// `ListAccounts`.
pub(crate) async fn list_accounts(client: &Client, token: Option<String>) -> Outcome<Page<AccountFacts>> {
    const OPERATION: &str = "ListAccounts";
    let call = client.list_accounts().max_results(page_size()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.accounts(), answer.next_token(), Origin::account)
}

/// `DescribeAccount`.
pub(crate) async fn describe_account(client: &Client, account: &AccountId) -> Outcome<AccountFacts> {
    const OPERATION: &str = "DescribeAccount";
    let answer =
        client.describe_account().account_id(account.as_str()).send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.answer(origin.account(answer.account().ok_or_else(|| origin.lacks("account"))?)?)
}

/// `ListParents` of an account or unit: exactly one.
pub(crate) async fn parent_of(client: &Client, child: &str) -> Outcome<ParentId> {
    const OPERATION: &str = "ListParents";
    let answer = client.list_parents().child_id(child).send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    match answer.parents() {
        [parent] => origin.answer(origin.id("parent id", parent.id())?),
        _ => Err(origin.lacks("single parent")),
    }
}

/// `ListTagsForResource` of an account. AWS gives it no page size.
pub(crate) async fn list_tags(client: &Client, account: &AccountId, token: Option<String>) -> Outcome<Page<(String, String)>> {
    const OPERATION: &str = "ListTagsForResource";
    let call = client.list_tags_for_resource().resource_id(account.as_str()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.tags(), answer.next_token(), |_, tag| Ok((tag.key().to_owned(), tag.value().to_owned())))
}
