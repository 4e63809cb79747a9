//! The inventory: pages of accounts, and one account in its place. One statement each.
//! Never here: what Charter wants of an account.

use domain::access::ViewOrganization;
use domain::organization::AccountPosition;
use domain::text::without_nul;
use domain::time::Timestamp;
use domain::wire::{AccountPlace, AccountRow, AccountView, AccountsQuery, AccountsView, LevelView};

use crate::error::{Error, Result};
use crate::snapshot::policy_refs;
use crate::tx::ReadTx;

/// Accounts of one page.
pub const PAGE: i64 = 50;

/// A page by name, of the accounts that were there at an instant (`None`: that are there now). `after` is `query.after`, understood;
/// `None` is the first page. `observed_at` is that of now.
///
/// # Errors
/// [`Error::Driver`].
pub async fn page(
    tx: &mut ReadTx<ViewOrganization>,
    query: AccountsQuery,
    after: Option<&AccountPosition>,
    at: Option<Timestamp>,
) -> Result<AccountsView> {
    let (q, unit) = (without_nul(query.q.trim()), without_nul(query.unit.trim()));
    let (after_id, after_name) = after.map_or(("", ""), |after| (after.id.as_str(), after.name.as_str()));
    // One row at least, so that the head of the page is there without accounts. `organization_id` is compared everywhere because the
    // indexes have it before the columns that matter; paths are built upward from the listed accounts, not for the whole tree.
    let rows = sqlx::query!(
        r#"with recursive connected as (
             select organization_id as id, observed_at from organization where connected_at is not null order by connected_at limit 1
           ), within as (
             select unit_id, name from aws_unit
              where organization_id = (select id from connected) and unit_id = $2 and was_seen(seen_from, seen_until, $6)
             union all
             select unit.unit_id, null
               from within
               join aws_unit unit
                 on unit.organization_id = (select id from connected) and unit.parent_id = within.unit_id
                and was_seen(unit.seen_from, unit.seen_until, $6)
           ), listed as materialized (
             select account_id, name, lower(name) as key, email, state, parent_id, joined_at
               from aws_account
              where organization_id = (select id from connected) and was_seen(seen_from, seen_until, $6)
                and ($1 = '' or strpos(lower(name), lower($1)) > 0 or strpos(lower(email), lower($1)) > 0 or strpos(account_id, $1) > 0)
                and ($2 = '' or parent_id in (select unit_id from within))
                and ($3 = '' or (lower(name), account_id) > ($4, $3))
              order by lower(name), account_id
              limit $5
           ), upward as (
             select parent_id as place, parent_id as unit_id, null as path, 0 as n_levels from (select distinct parent_id from listed) as parents
             union all
             select upward.place, unit.parent_id, concat_ws(' / ', unit.name, upward.path), upward.n_levels + 1
               from upward
               join aws_unit unit
                 on unit.organization_id = (select id from connected) and unit.unit_id = upward.unit_id
                and was_seen(unit.seen_from, unit.seen_until, $6)
              where upward.n_levels < 10
           ), named as (
             select distinct on (place) place, path from upward order by place, n_levels desc
           )
           select (select observed_at from connected) as observed_at,
                  (select count(*) from aws_account
                    where organization_id = (select id from connected) and was_seen(seen_from, seen_until, $6)) as "n_all!",
                  (select name from within where name is not null) as unit_name,
                  listed.account_id as "account_id?", listed.name as "name?", listed.key as "key?", listed.email as "email?",
                  listed.state as "state?", coalesce(named.path, listed.parent_id) as "path?", listed.joined_at as "joined_at?"
             from (select) as head
             left join listed on true
             left join named on named.place = listed.parent_id
            order by listed.key, listed.account_id"#,
        &*q,
        &*unit,
        after_id,
        after_name,
        PAGE + 1,
        at
    )
    .fetch_all(tx.conn())
    .await?;
    let head = rows.first().ok_or_else(|| Error::inconsistent("aws_account", "no head"))?;
    let (observed_at, n_all, unit_name) = (head.observed_at, head.n_all, head.unit_name.clone());
    let mut accounts = Vec::with_capacity(rows.len());
    let mut last = None;
    let mut next = None;
    for row in rows {
        let (Some(id), Some(name), Some(key), Some(email), Some(state), Some(path)) =
            (row.account_id, row.name, row.key, row.email, row.state, row.path)
        else {
            continue;
        };
        if i64::try_from(accounts.len()).unwrap_or(i64::MAX) == PAGE {
            next = last;
            break;
        }
        last = Some(format!("{id}:{key}"));
        accounts.push(AccountRow { id, name, email, state, path, joined_at: row.joined_at });
    }
    Ok(AccountsView { observed_at, query, accounts, next, n_all, unit_name })
}

/// One account with its path and the policies on it at an instant (`None`: now); `None` if it was not there for this tenant.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`].
pub async fn one(tx: &mut ReadTx<ViewOrganization>, id: &str, at: Option<Timestamp>) -> Result<Option<AccountView>> {
    // `level` goes upward and ends at the root, or where a unit was not seen. AWS nests five levels; the bound ends a circle of impossible rows.
    let rows = sqlx::query!(
        r#"with recursive account as (
             select * from aws_account
              where account_id = $1 and was_seen(seen_from, seen_until, $2)
                and organization_id = (select organization_id from organization where connected_at is not null order by connected_at limit 1)
           ), level as (
             select account_id as id, name, parent_id, 0 as depth from account
             union all
             select unit.unit_id, unit.name, unit.parent_id, level.depth + 1
               from level
               join account on true
               join aws_unit unit on unit.organization_id = account.organization_id and unit.unit_id = level.parent_id
               and was_seen(unit.seen_from, unit.seen_until, $2)
              where level.depth < 10
           )
           select organization.observed_at, account.name as account_name, account.email, account.state, account.arn, account.joined_method,
                  account.joined_at, coalesce(account.account_id = organization.management_account, false) as "is_management!",
                  (select request.number from run join account_request request on request.request_id = run.request_id
                    where run.account_id = $1 limit 1) as "request?",
                  level.id as "id!", level.name as "name!",
                  array(select held.policy_id from aws_attachment held
                          left join aws_policy policy on policy.organization_id = held.organization_id
                               and policy.policy_id = held.policy_id and was_seen(policy.seen_from, policy.seen_until, $2)
                         where held.organization_id = account.organization_id and held.target_id = level.id
                           and was_seen(held.seen_from, held.seen_until, $2)
                         order by lower(policy.name), held.policy_id) as "policy_ids!",
                  array(select coalesce(policy.name, held.policy_id) from aws_attachment held
                          left join aws_policy policy on policy.organization_id = held.organization_id
                               and policy.policy_id = held.policy_id and was_seen(policy.seen_from, policy.seen_until, $2)
                         where held.organization_id = account.organization_id and held.target_id = level.id
                           and was_seen(held.seen_from, held.seen_until, $2)
                         order by lower(policy.name), held.policy_id) as "policy_names!"
             from account
             join organization on organization.organization_id = account.organization_id
             join level on true
            order by level.depth desc"#,
        id,
        at
    )
    .fetch_all(tx.conn())
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let row = AccountRow {
        id: id.to_owned(),
        name: first.account_name.clone(),
        email: first.email.clone(),
        state: first.state.clone(),
        path: rows[..rows.len() - 1].iter().map(|level| level.name.as_str()).collect::<Vec<_>>().join(" / "),
        joined_at: first.joined_at,
    };
    let (observed_at, arn, joined_method, request) =
        (first.observed_at, first.arn.clone(), first.joined_method.clone(), first.request);
    let is_management = first.is_management;
    let level = |id, name, ids, names| LevelView { id, name, policies: policy_refs(ids, names) };
    let mut levels: Vec<LevelView> =
        rows.into_iter().map(|row| level(row.id, row.name, row.policy_ids, row.policy_names)).collect();
    let own = levels.pop().ok_or_else(|| Error::inconsistent("aws_account", "no level"))?;
    Ok(Some(AccountView { observed_at, row, arn, joined_method, is_management, place: AccountPlace { levels, own }, request }))
}
