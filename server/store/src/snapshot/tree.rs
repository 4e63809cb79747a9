//! The tree page in one statement.
//! Never here: accounts by name (`accounts`), the content of a policy.

use std::collections::BTreeMap;

use domain::access::ViewOrganization;
use domain::time::Timestamp;
use domain::wire::{NodeView, PolicyRef, TreeView};

use crate::error::{Error, Result};
use crate::tx::ReadTx;

/// The tree as it was at an instant (`None`: as it is now) with counts and attached policies. Without a snapshot there is no root.
/// `observed_at` is that of now.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] if the rows are no tree with one root.
pub async fn tree(tx: &mut ReadTx<ViewOrganization>, at: Option<Timestamp>) -> Result<TreeView> {
    let rows = sqlx::query!(
        r#"with connected as (
             select organization_id as id, observed_at from organization where connected_at is not null order by connected_at limit 1
           ), own as materialized (
             select parent_id, count(*) as n from aws_account
              where organization_id = (select id from connected) and was_seen(seen_from, seen_until, $1)
              group by parent_id
           ), attached as materialized (
             select held.target_id, array_agg(held.policy_id order by lower(policy.name), held.policy_id) as ids,
                    array_agg(coalesce(policy.name, held.policy_id) order by lower(policy.name), held.policy_id) as names
               from aws_attachment held
               left join aws_policy policy
                 on policy.organization_id = held.organization_id and policy.policy_id = held.policy_id
                and was_seen(policy.seen_from, policy.seen_until, $1)
              where held.organization_id = (select id from connected) and was_seen(held.seen_from, held.seen_until, $1)
                and held.target_id !~ '^[0-9]'
              group by held.target_id
           )
           select connected.observed_at, unit.unit_id, unit.parent_id, unit.name, coalesce(own.n, 0) as "n!",
                  coalesce(attached.ids, '{}') as "ids!", coalesce(attached.names, '{}') as "names!"
             from aws_unit unit
             join connected on connected.id = unit.organization_id
             left join own on own.parent_id = unit.unit_id
             left join attached on attached.target_id = unit.unit_id
            where unit.organization_id = (select id from connected) and was_seen(unit.seen_from, unit.seen_until, $1)
            order by lower(unit.name), unit.unit_id"#,
        at
    )
    .fetch_all(tx.conn())
    .await?;
    let observed_at = rows.first().and_then(|row| row.observed_at);
    let mut children: BTreeMap<String, Vec<NodeView>> = BTreeMap::new();
    let mut roots = Vec::new();
    for row in rows {
        let policies = policy_refs(row.ids, row.names);
        let n_accounts = usize::try_from(row.n).map_err(|error| Error::inconsistent("aws_account", error))?;
        let node = NodeView {
            id: row.unit_id,
            name: row.name,
            n_accounts,
            n_accounts_below: n_accounts,
            policies,
            children: Vec::new(),
        };
        match row.parent_id {
            Some(parent) => children.entry(parent).or_default().push(node),
            None => roots.push(node),
        }
    }
    let root = match (roots.pop(), roots.is_empty()) {
        (None, _) if children.is_empty() => return Ok(TreeView { observed_at, root: None }),
        (Some(root), true) => grown(root, &mut children),
        _ => return Err(Error::inconsistent("aws_unit", "not exactly one root")),
    };
    // A unit whose parent is gone was seen while AWS moved; it is left out here as AWS would leave it out, and read anew next time.
    Ok(TreeView { observed_at, root: Some(root) })
}

/// Takes the children of a node, so that a circle in the rows ends.
fn grown(mut node: NodeView, children: &mut BTreeMap<String, Vec<NodeView>>) -> NodeView {
    let own = children.remove(&node.id).unwrap_or_default();
    node.children = own.into_iter().map(|child| grown(child, children)).collect();
    node.n_accounts_below += node.children.iter().map(|child| child.n_accounts_below).sum::<usize>();
    node
}

/// Ids and names of one length, paired.
pub(crate) fn policy_refs(ids: Vec<String>, names: Vec<String>) -> Vec<PolicyRef> {
    ids.into_iter().zip(names).map(|(id, name)| PolicyRef { id, name }).collect()
}
