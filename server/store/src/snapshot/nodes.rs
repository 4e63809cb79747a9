//! Units (with the root) and accounts: two statements each, one that closes what is no longer so and one that opens what is new.
//! Rows that began, or ended, after the reading did are newer than it and stay as they are.
//! Never here: policies, attachments.

use domain::organization::{JoinedMethod, PlacedAccount, Reading};
use domain::time::Timestamp;
use sqlx::postgres::PgConnection;

use super::{Changes, Scope};
use crate::error::Result;

pub(super) async fn units(conn: &mut PgConnection, scope: Scope<'_>, reading: &Reading) -> Result<Changes> {
    let mut ids = vec![reading.root.id.to_string()];
    let mut parents = vec![String::new()];
    let mut names = vec![reading.root.name.clone()];
    for unit in &reading.units {
        ids.push(unit.id.to_string());
        parents.push(unit.parent.to_string());
        names.push(unit.name.clone());
    }
    let closed = sqlx::query!(
        "update aws_unit held set seen_until = $2
          where organization_id = $1 and seen_until is null and seen_from < $2
            and not exists (select from unnest($3::text[], $4::text[], $5::text[]) as read (unit_id, parent_id, name)
                             where read.unit_id = held.unit_id and read.parent_id = coalesce(held.parent_id, '') and read.name = held.name)",
        scope.organization,
        scope.taken_at,
        &ids,
        &parents,
        &names
    )
    .execute(&mut *conn)
    .await?;
    let opened = sqlx::query!(
        "insert into aws_unit (tenant_id, organization_id, unit_id, parent_id, name, seen_from)
         select $1, $2, unit_id, nullif(parent_id, ''), name, $3
           from unnest($4::text[], $5::text[], $6::text[]) as read (unit_id, parent_id, name)
          where not exists (select from aws_unit held
                             where held.organization_id = $2 and held.unit_id = read.unit_id
                               and (held.seen_until is null or held.seen_until > $3))",
        scope.tenant,
        scope.organization,
        scope.taken_at,
        &ids,
        &parents,
        &names
    )
    .execute(&mut *conn)
    .await?;
    Ok(Changes { n_opened: opened.rows_affected(), n_closed: closed.rows_affected() })
}

/// The columns of accounts, one array each.
#[derive(Default)]
struct Columns {
    ids: Vec<String>,
    parents: Vec<String>,
    names: Vec<String>,
    emails: Vec<String>,
    arns: Vec<String>,
    states: Vec<String>,
    methods: Vec<String>,
    joined: Vec<Option<Timestamp>>,
}

impl Columns {
    fn of(accounts: &[PlacedAccount]) -> Self {
        let mut columns = Self::default();
        for PlacedAccount { facts, parent } in accounts {
            columns.ids.push(facts.id.to_string());
            columns.parents.push(parent.to_string());
            columns.names.push(facts.name.clone());
            columns.emails.push(facts.email.clone());
            columns.arns.push(facts.arn.clone());
            columns.states.push(facts.state.clone().into());
            columns.methods.push(method(facts.joined_method).to_owned());
            columns.joined.push(facts.joined_at.map(domain::time::whole_micros));
        }
        columns
    }
}

pub(super) async fn accounts(conn: &mut PgConnection, scope: Scope<'_>, accounts: &[PlacedAccount]) -> Result<Changes> {
    let read = Columns::of(accounts);
    let closed = sqlx::query!(
        "update aws_account held set seen_until = $2
          where organization_id = $1 and seen_until is null and seen_from < $2 and ($3::text is null or account_id = $3)
            and not exists (select from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[])
                                     as read (account_id, parent_id, name, email, arn, state, joined_method, joined_at)
                             where read.account_id = held.account_id and read.parent_id = held.parent_id and read.name = held.name
                               and read.email = held.email and read.arn = held.arn and read.state = held.state
                               and read.joined_method = coalesce(held.joined_method, '') and read.joined_at is not distinct from held.joined_at)",
        scope.organization,
        scope.taken_at,
        scope.only(),
        &read.ids,
        &read.parents,
        &read.names,
        &read.emails,
        &read.arns,
        &read.states,
        &read.methods,
        &read.joined as &[Option<Timestamp>]
    )
    .execute(&mut *conn)
    .await?;
    let opened = sqlx::query!(
        "insert into aws_account (tenant_id, organization_id, account_id, parent_id, name, email, arn, state, joined_method, joined_at, seen_from)
         select $1, $2, account_id, parent_id, name, email, arn, state, nullif(joined_method, ''), joined_at, $3
           from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[])
                  as read (account_id, parent_id, name, email, arn, state, joined_method, joined_at)
          where not exists (select from aws_account held
                             where held.organization_id = $2 and held.account_id = read.account_id
                               and (held.seen_until is null or held.seen_until > $3))",
        scope.tenant,
        scope.organization,
        scope.taken_at,
        &read.ids,
        &read.parents,
        &read.names,
        &read.emails,
        &read.arns,
        &read.states,
        &read.methods,
        &read.joined as &[Option<Timestamp>]
    )
    .execute(&mut *conn)
    .await?;
    Ok(Changes { n_opened: opened.rows_affected(), n_closed: closed.rows_affected() })
}

const fn method(method: Option<JoinedMethod>) -> &'static str {
    match method {
        None => "",
        Some(JoinedMethod::Invited) => "INVITED",
        Some(JoinedMethod::Created) => "CREATED",
    }
}
