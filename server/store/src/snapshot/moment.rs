//! What lies around a moment: the reading that was the last one then, and the instants at which something was seen to change.
//! Never here: what was so at the moment.

use chrono::TimeDelta;
use domain::access::ViewOrganization;
use domain::organization::{AsOf, AsOfQuery};
use domain::time::Timestamp;
use domain::wire::{LifeView, MomentView};

use crate::error::Result;
use crate::tx::ReadTx;

/// The moment with what lies around it; `None`: now. `asked` is passed on.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn moment(tx: &mut ReadTx<ViewOrganization>, asked: AsOfQuery, as_of: Option<AsOf>) -> Result<MomentView> {
    let at = as_of.map(|as_of| as_of.at);
    let row = sqlx::query!(
        r#"with connected as (
             select organization_id as id from organization where connected_at is not null order by connected_at limit 1
           )
           select (select min(taken_at) from snapshot where organization_id = (select id from connected)) as watched_since,
                  (select max(taken_at) from snapshot
                    where organization_id = (select id from connected) and taken_at <= coalesce($1::timestamptz, 'infinity')) as observed_at"#,
        at
    )
    .fetch_one(tx.conn())
    .await?;
    let changed_at = last_change(tx, at.unwrap_or(Timestamp::MAX_UTC)).await?;
    let previous = match changed_at {
        Some(at) => last_change(tx, at - TimeDelta::microseconds(1)).await?,
        None => None,
    };
    let next = match at {
        Some(at) => next_change(tx, at).await?,
        None => None,
    };
    // What was seen of single accounts before the first whole reading is no picture of the organization.
    let previous = previous.filter(|at| row.watched_since.is_some_and(|since| since <= *at));
    Ok(MomentView {
        asked,
        problem: None,
        as_of,
        observed_at: row.observed_at,
        watched_since: row.watched_since,
        changed_at,
        previous,
        next,
    })
}

/// The last instant until this one, itself included, at which a row began or ended. Each part is one step into an index.
async fn last_change(tx: &mut ReadTx<ViewOrganization>, until: Timestamp) -> Result<Option<Timestamp>> {
    let change = sqlx::query_scalar!(
        "with connected as (
           select organization_id as id from organization where connected_at is not null order by connected_at limit 1
         )
         select max(at)
           from (
                select max(seen_from) from aws_unit where organization_id = (select id from connected) and seen_from <= $1
                union all
                select max(seen_until) from aws_unit where organization_id = (select id from connected) and seen_until <= $1
                union all
                select max(seen_from) from aws_account where organization_id = (select id from connected) and seen_from <= $1
                union all
                select max(seen_until) from aws_account where organization_id = (select id from connected) and seen_until <= $1
                union all
                select max(seen_from) from aws_policy where organization_id = (select id from connected) and seen_from <= $1
                union all
                select max(seen_until) from aws_policy where organization_id = (select id from connected) and seen_until <= $1
                union all
                select max(seen_from) from aws_attachment where organization_id = (select id from connected) and seen_from <= $1
                union all
                select max(seen_until) from aws_attachment where organization_id = (select id from connected) and seen_until <= $1
                ) as ends (at)",
        until
    );
    Ok(change.fetch_one(tx.conn()).await?)
}

/// The first instant after this one at which a row began or ended.
async fn next_change(tx: &mut ReadTx<ViewOrganization>, after: Timestamp) -> Result<Option<Timestamp>> {
    let change = sqlx::query_scalar!(
        "with connected as (
           select organization_id as id from organization where connected_at is not null order by connected_at limit 1
         )
         select min(at)
           from (
                select min(seen_from) from aws_unit where organization_id = (select id from connected) and seen_from > $1
                union all
                select min(seen_until) from aws_unit where organization_id = (select id from connected) and seen_until > $1
                union all
                select min(seen_from) from aws_account where organization_id = (select id from connected) and seen_from > $1
                union all
                select min(seen_until) from aws_account where organization_id = (select id from connected) and seen_until > $1
                union all
                select min(seen_from) from aws_policy where organization_id = (select id from connected) and seen_from > $1
                union all
                select min(seen_until) from aws_policy where organization_id = (select id from connected) and seen_until > $1
                union all
                select min(seen_from) from aws_attachment where organization_id = (select id from connected) and seen_from > $1
                union all
                select min(seen_until) from aws_attachment where organization_id = (select id from connected) and seen_until > $1
                ) as ends (at)",
        after
    );
    Ok(change.fetch_one(tx.conn()).await?)
}

/// When an account was seen at all; `None` if this tenant never saw it.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn life_of_account(tx: &mut ReadTx<ViewOrganization>, id: &str) -> Result<Option<LifeView>> {
    let row = sqlx::query!(
        r#"select min(seen_from) as seen_from, max(seen_until) as seen_until, bool_or(seen_until is null) as is_there
             from aws_account
            where account_id = $1
              and organization_id = (select organization_id from organization where connected_at is not null order by connected_at limit 1)"#,
        id
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(life(row.seen_from, row.seen_until, row.is_there))
}

/// When a policy was seen at all; `None` if this tenant never saw it.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn life_of_policy(tx: &mut ReadTx<ViewOrganization>, id: &str) -> Result<Option<LifeView>> {
    let row = sqlx::query!(
        r#"select min(seen_from) as seen_from, max(seen_until) as seen_until, bool_or(seen_until is null) as is_there
             from aws_policy
            where policy_id = $1
              and organization_id = (select organization_id from organization where connected_at is not null order by connected_at limit 1)"#,
        id
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(life(row.seen_from, row.seen_until, row.is_there))
}

fn life(seen_from: Option<Timestamp>, seen_until: Option<Timestamp>, is_there: Option<bool>) -> Option<LifeView> {
    let seen_until = seen_until.filter(|_| is_there != Some(true));
    Some(LifeView { seen_from: seen_from?, seen_until })
}
