//! Policies as last observed: the list, and one with its content and targets. One statement each.
//! Never here: reading a policy document.

use domain::access::ViewOrganization;
use domain::organization::limits;
use domain::time::Timestamp;
use domain::wire::{PoliciesView, PolicyRow, PolicyView, TargetRef};

use crate::error::{Error, Result};
use crate::tx::ReadTx;

/// All policies by name as they were at an instant; `None`: as they are now. `observed_at` is that of now.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`].
pub async fn list(tx: &mut ReadTx<ViewOrganization>, at: Option<Timestamp>) -> Result<PoliciesView> {
    // One row at least, so that the head of the page is there without policies.
    let rows = sqlx::query!(
        r#"with connected as (
             select organization_id as id, observed_at from organization where connected_at is not null order by connected_at limit 1
           ), attached as materialized (
             select policy_id, count(*) as n from aws_attachment
              where organization_id = (select id from connected) and was_seen(seen_from, seen_until, $1)
              group by policy_id
           )
           select (select observed_at from connected) as observed_at,
                  policy.policy_id as "id?", policy.name as "name?", policy.description as "description?",
                  policy.is_aws_managed as "is_aws_managed?", char_length(policy.content) as "n_characters?",
                  coalesce(attached.n, 0) as "n_targets!"
             from (select) as head
             left join aws_policy policy
               on policy.organization_id = (select id from connected) and was_seen(policy.seen_from, policy.seen_until, $1)
             left join attached on attached.policy_id = policy.policy_id
            order by lower(policy.name), policy.policy_id"#,
        at
    )
    .fetch_all(tx.conn())
    .await?;
    let observed_at = rows.first().and_then(|row| row.observed_at);
    let mut policies = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(id), Some(name), Some(description), Some(is_aws_managed), Some(n_characters)) =
            (row.id, row.name, row.description, row.is_aws_managed, row.n_characters)
        else {
            continue;
        };
        let (n_characters, n_targets) = (count(n_characters)?, count(row.n_targets)?);
        policies.push(PolicyRow { id, name, description, is_aws_managed, n_characters, n_targets });
    }
    Ok(PoliciesView { observed_at, policies })
}

/// One policy at an instant (`None`: now) with the content exactly as AWS returned it; `None` if there was none for this tenant.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`].
pub async fn one(tx: &mut ReadTx<ViewOrganization>, id: &str, at: Option<Timestamp>) -> Result<Option<PolicyView>> {
    let row = sqlx::query!(
        r#"with connected as (
             select organization_id as id, observed_at from organization where connected_at is not null order by connected_at limit 1
           ), target as (
             select held.target_id as id, coalesce(unit.name, account.name, held.target_id) as name
               from aws_attachment held
               left join aws_unit unit
                 on unit.organization_id = held.organization_id and unit.unit_id = held.target_id
                and was_seen(unit.seen_from, unit.seen_until, $2)
               left join aws_account account
                 on account.organization_id = held.organization_id and account.account_id = held.target_id
                and was_seen(account.seen_from, account.seen_until, $2)
              where held.organization_id = (select id from connected) and held.policy_id = $1
                and was_seen(held.seen_from, held.seen_until, $2)
           )
           select connected.observed_at, policy.policy_id, policy.name, policy.description, policy.is_aws_managed, policy.content,
                  policy.content_sha256, char_length(policy.content) as "n_characters!",
                  array(select id from target order by lower(name), id) as "target_ids!",
                  array(select name from target order by lower(name), id) as "target_names!"
             from aws_policy policy
             join connected on connected.id = policy.organization_id
            where policy.organization_id = (select id from connected) and policy.policy_id = $1
              and was_seen(policy.seen_from, policy.seen_until, $2)"#,
        id,
        at
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let targets: Vec<TargetRef> =
        row.target_ids.into_iter().zip(row.target_names).map(|(id, name)| TargetRef { id, name }).collect();
    let view = PolicyRow {
        id: row.policy_id,
        name: row.name,
        description: row.description,
        is_aws_managed: row.is_aws_managed,
        n_characters: count(row.n_characters)?,
        n_targets: targets.len(),
    };
    Ok(Some(PolicyView {
        observed_at: row.observed_at,
        row: view,
        content: row.content,
        sha256: row.content_sha256,
        targets,
        most_characters: limits::SCP_CHARACTERS.value,
    }))
}

fn count(n: impl TryInto<usize>) -> Result<usize> {
    n.try_into().map_err(|_| Error::inconsistent("aws_policy", "a negative count"))
}
