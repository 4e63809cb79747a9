//! Reads an organization, or one account, from AWS.
//! Never here: the database; a list that is cut short.

use std::collections::{BTreeMap, BTreeSet};

use domain::organization::{
    AccountId, AccountReading, Attachment, ParentId, PlacedAccount, PolicyContent, PolicyFacts, Reading, RootFacts, TargetId,
    UnitFacts,
};
use domain::run::Reaction;
use domain::time::Timestamp;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use super::patience::patiently;
use crate::cloud::{Cloud, CloudError};
use crate::pages;

/// Calls at one time. AWS allows about five lists a second; more would only be throttled.
const AT_ONCE: usize = 8;

/// The one root, with what `ListRoots` tells of it.
///
/// # Errors
/// The [`CloudError`]; class `Bug` with code `NotOneRoot` for none or several.
pub(crate) async fn root(cloud: &dyn Cloud) -> Result<RootFacts, CloudError> {
    let roots = pages::all("ListRoots", |token| patiently(move || cloud.list_roots(token.clone()))).await?;
    let n = roots.len();
    <[RootFacts; 1]>::try_from(roots).map(|[root]| root).map_err(|_| CloudError {
        operation: "ListRoots",
        reaction: Reaction::Bug,
        code: "NotOneRoot".to_owned(),
        reason: None,
        message: format!("An organization has one root, but AWS listed {n}."),
        aws_request: None,
    })
}

/// Everything.
///
/// # Errors
/// The first [`CloudError`].
pub(super) async fn organization(cloud: &dyn Cloud, taken_at: Timestamp) -> Result<Reading, CloudError> {
    let root = root(cloud).await?;
    let units = once(units(cloud, ParentId::Root(root.id.clone())).await?, |unit| unit.id.clone());
    let parents = parents(&root, &units);
    let accounts = accounts(cloud, &parents).await?;
    let facts = pages::all("ListPolicies", |token| patiently(move || cloud.list_policies(token.clone()))).await?;
    let facts = once(facts, |policy| policy.id.clone());
    let policies = each(facts.iter().map(|policy| content(cloud, policy).boxed())).await?;
    let targets =
        parents.into_iter().map(TargetId::from).chain(accounts.iter().map(|account| TargetId::Account(account.facts.id.clone())));
    let targets: Vec<TargetId> = targets.collect();
    let attachments = each(targets.iter().map(|target| attached_to(cloud, target).boxed())).await?;
    Ok(Reading { taken_at, root, units, accounts, policies, attachments: attachments.into_iter().flatten().collect() })
}

/// Some calls at one time; the first error ends it. The futures are boxed and listed first, because a stream over borrowing closures
/// is not `Send` for the compiler.
fn each<'a, T: Send + 'a>(
    calls: impl Iterator<Item = BoxFuture<'a, Result<T, CloudError>>>,
) -> BoxFuture<'a, Result<Vec<T>, CloudError>> {
    let calls: Vec<_> = calls.collect();
    stream::iter(calls).buffer_unordered(AT_ONCE).try_collect().boxed()
}

/// One account in its place.
///
/// # Errors
/// The first [`CloudError`].
pub(super) async fn account(cloud: &dyn Cloud, id: &AccountId, taken_at: Timestamp) -> Result<AccountReading, CloudError> {
    let facts = patiently(|| cloud.describe_account(id)).await?.value;
    let parent = patiently(|| cloud.parent_of_account(id)).await?.value;
    let attachments = attached_to(cloud, &TargetId::Account(id.clone())).await?;
    Ok(AccountReading { taken_at, account: PlacedAccount { facts, parent }, attachments })
}

/// Every unit below a parent, level by level.
pub(crate) async fn units(cloud: &dyn Cloud, top: ParentId) -> Result<Vec<UnitFacts>, CloudError> {
    let mut all: Vec<UnitFacts> = Vec::new();
    let mut level = vec![top];
    while !level.is_empty() {
        let below: Vec<UnitFacts> =
            each(level.iter().map(|parent| units_in(cloud, parent).boxed())).await?.into_iter().flatten().collect();
        level = below.iter().map(|unit| ParentId::Unit(unit.id.clone())).collect();
        all.extend(below);
    }
    Ok(all)
}

fn parents(root: &RootFacts, units: &[UnitFacts]) -> Vec<ParentId> {
    std::iter::once(ParentId::Root(root.id.clone())).chain(units.iter().map(|unit| ParentId::Unit(unit.id.clone()))).collect()
}

/// The units directly below a parent.
pub(crate) async fn units_in(cloud: &dyn Cloud, parent: &ParentId) -> Result<Vec<UnitFacts>, CloudError> {
    pages::all("ListOrganizationalUnitsForParent", |token| patiently(move || cloud.list_units_for_parent(parent, token.clone())))
        .await
}

/// Every account in its place. AWS may move accounts meanwhile: then one is listed below two parents, or below none because its new
/// parent was listed before it came. Both are asked for one by one, and only what AWS's list of all accounts does not have is left out.
async fn accounts(cloud: &dyn Cloud, parents: &[ParentId]) -> Result<Vec<PlacedAccount>, CloudError> {
    let listed = each(parents.iter().map(|parent| accounts_in(cloud, parent).boxed())).await?.into_iter().flatten();
    let all = pages::all("ListAccounts", |token| patiently(move || cloud.list_accounts(token.clone()))).await?;
    let mut placed: BTreeMap<AccountId, PlacedAccount> = BTreeMap::new();
    let mut unsure: BTreeSet<AccountId> = BTreeSet::new();
    for account in listed {
        let id = account.facts.id.clone();
        if placed.insert(id.clone(), account.clone()).is_some_and(|other| other.parent != account.parent) {
            unsure.insert(id);
        }
    }
    unsure.extend(all.into_iter().map(|facts| facts.id).filter(|id| !placed.contains_key(id)));
    for account in each(unsure.iter().map(|id| place(cloud, id).boxed())).await? {
        match account {
            Ok(account) => placed.insert(account.facts.id.clone(), account),
            Err(gone) => placed.remove(&gone),
        };
    }
    Ok(placed.into_values().collect())
}

/// Where the account is now; its id if it left the organization meanwhile.
async fn place(cloud: &dyn Cloud, id: &AccountId) -> Result<Result<PlacedAccount, AccountId>, CloudError> {
    let read = async {
        let facts = patiently(|| cloud.describe_account(id)).await?.value;
        let parent = patiently(|| cloud.parent_of_account(id)).await?.value;
        Ok::<_, CloudError>(PlacedAccount { facts, parent })
    };
    match read.await {
        Err(error) if error.reaction == Reaction::StaleView => Ok(Err(id.clone())),
        other => other.map(Ok),
    }
}

/// The same without what came twice: a list that moves while it is read may show an entry on two pages.
fn once<T, K: Ord>(list: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut seen = BTreeSet::new();
    list.into_iter().filter(|entry| seen.insert(key(entry))).collect()
}

async fn accounts_in(cloud: &dyn Cloud, parent: &ParentId) -> Result<Vec<PlacedAccount>, CloudError> {
    let list =
        pages::all("ListAccountsForParent", |token| patiently(move || cloud.list_accounts_for_parent(parent, token.clone())))
            .await?;
    Ok(list.into_iter().map(|facts| PlacedAccount { facts, parent: parent.clone() }).collect())
}

pub(crate) async fn content(cloud: &dyn Cloud, policy: &PolicyFacts) -> Result<PolicyContent, CloudError> {
    Ok(patiently(|| cloud.describe_policy(&policy.id)).await?.value)
}

pub(crate) async fn attached_to(cloud: &dyn Cloud, target: &TargetId) -> Result<Vec<Attachment>, CloudError> {
    let list =
        pages::all("ListPoliciesForTarget", |token| patiently(move || cloud.list_policies_for_target(target, token.clone())))
            .await?;
    Ok(list.into_iter().map(|policy| Attachment { policy: policy.id, target: target.clone() }).collect())
}
