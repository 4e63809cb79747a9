//! The basis of a plan, read live from AWS: the parent chain and the policies that act there.
//! Never here: the snapshot. A plan is drawn and checked upon what AWS says now.

use std::collections::{BTreeMap, BTreeSet};

use domain::organization::{Attachment, ParentId, PolicyContent, PolicyFacts, PolicyId, RootId, TargetId};
use domain::plan::{Basis, Level};
use domain::run::Reaction;
use futures::{StreamExt, TryStreamExt, stream};

use crate::cloud::{Cloud, CloudError};
use crate::organization::patience::patiently;
use crate::organization::read;

/// The basis with the contents that its hashes stand for.
pub struct LiveBasis {
    /// What a plan's hash covers.
    pub basis: Basis,
    /// The root at the top of the chain.
    pub root: RootId,
    /// Every policy of the basis.
    pub policies: BTreeMap<PolicyId, PolicyContent>,
}

/// Units cannot nest deeper than this; a longer chain is a loop.
const MOST_LEVELS: usize = 12;

/// Reads the chain from `destination` up to the root, what is attached on it, and the content of those policies and of `attached`.
///
/// # Errors
/// The first [`CloudError`]; class `StaleView` if the destination or a policy is gone.
pub async fn read(cloud: &dyn Cloud, destination: &ParentId, attached: &[PolicyId]) -> Result<LiveBasis, CloudError> {
    let mut chain = vec![destination.clone()];
    let root = loop {
        match chain.last() {
            Some(ParentId::Unit(unit)) if chain.len() < MOST_LEVELS => {
                let parent = patiently(|| cloud.parent_of_unit(unit)).await?.value;
                chain.push(parent);
            }
            Some(ParentId::Root(root)) => break root.clone(),
            _ => return Err(endless_chain()),
        }
    };
    chain.reverse();
    let mut path = Vec::with_capacity(chain.len());
    let mut needed: BTreeSet<PolicyId> = attached.iter().cloned().collect();
    for id in chain {
        let on_level: Vec<Attachment> = read::attached_to(cloud, &TargetId::from(id.clone())).await?;
        let policies: BTreeSet<PolicyId> = on_level.into_iter().map(|one| one.policy).collect();
        needed.extend(policies.iter().cloned());
        path.push(Level { id, policies: policies.into_iter().collect() });
    }
    let policies: BTreeMap<PolicyId, PolicyContent> = stream::iter(needed)
        .map(|id| async move {
            let content = patiently(|| cloud.describe_policy(&id)).await?.value;
            Ok::<_, CloudError>((id, content))
        })
        .buffer_unordered(4)
        .try_collect()
        .await?;
    let hashes = policies.iter().map(|(id, policy)| (id.clone(), policy.sha256())).collect();
    Ok(LiveBasis { basis: Basis { path, policies: hashes }, root, policies })
}

fn endless_chain() -> CloudError {
    CloudError {
        operation: "ListParents",
        reaction: Reaction::Bug,
        code: "EndlessChain".to_owned(),
        reason: None,
        message: format!("The parents of this unit do not lead to a root within {MOST_LEVELS} levels."),
        aws_request: None,
    }
}

/// A unit that an approver may choose.
pub struct Place {
    /// The root or unit.
    pub id: ParentId,
    /// Its own name.
    pub name: String,
    /// Names from the root down, joined by ` / `.
    pub path: String,
}

/// What an approver chooses from, live.
pub struct Choices {
    /// The root and every unit, in the order of the tree.
    pub places: Vec<Place>,
    /// Every service control policy, by name.
    pub policies: Vec<PolicyFacts>,
}

/// Reads the tree and the list of policies.
///
/// # Errors
/// The first [`CloudError`].
pub async fn choices(cloud: &dyn Cloud) -> Result<Choices, CloudError> {
    let root = read::root(cloud).await?;
    let top = ParentId::Root(root.id);
    let units = read::units(cloud, top.clone()).await?;
    let mut policies = crate::pages::all("ListPolicies", |token| patiently(move || cloud.list_policies(token.clone()))).await?;
    policies.sort_by_key(|policy| policy.name.to_lowercase());
    let mut children: BTreeMap<&ParentId, Vec<(ParentId, &str)>> = BTreeMap::new();
    for unit in &units {
        children.entry(&unit.parent).or_default().push((ParentId::Unit(unit.id.clone()), unit.name.as_str()));
    }
    for list in children.values_mut() {
        list.sort_by_key(|(_, name)| name.to_lowercase());
    }
    let mut places = Vec::new();
    let mut open = vec![(top, root.name.clone(), root.name)];
    while let Some((id, name, path)) = open.pop() {
        let below = children.get(&id).into_iter().flatten().rev();
        open.extend(below.map(|(child, name)| (child.clone(), (*name).to_owned(), format!("{path} / {name}"))));
        places.push(Place { id, name, path });
    }
    Ok(Choices { places, policies })
}
