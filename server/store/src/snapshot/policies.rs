//! Policies with their content: one statement that closes, one that opens. The content is compared by its hash.
//! Never here: attachments, reading a policy document.

use domain::organization::PolicyContent;
use sqlx::postgres::PgConnection;

use super::{Changes, Scope};
use crate::error::Result;

pub(super) async fn policies(conn: &mut PgConnection, scope: Scope<'_>, policies: &[PolicyContent]) -> Result<Changes> {
    let column = |of: fn(&PolicyContent) -> String| policies.iter().map(of).collect::<Vec<_>>();
    let ids = column(|policy| policy.facts.id.to_string());
    let names = column(|policy| policy.facts.name.clone());
    let descriptions = column(|policy| policy.facts.description.clone());
    let contents = column(|policy| policy.content.clone());
    let hashes = column(PolicyContent::sha256);
    let managed: Vec<bool> = policies.iter().map(|policy| policy.facts.is_aws_managed).collect();
    let closed = sqlx::query!(
        "update aws_policy held set seen_until = $2
          where organization_id = $1 and seen_until is null and seen_from < $2
            and not exists (select from unnest($3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[])
                                     as read (policy_id, name, description, is_aws_managed, content_sha256)
                             where read.policy_id = held.policy_id and read.name = held.name and read.description = held.description
                               and read.is_aws_managed = held.is_aws_managed and read.content_sha256 = held.content_sha256)",
        scope.organization,
        scope.taken_at,
        &ids,
        &names,
        &descriptions,
        &managed,
        &hashes
    )
    .execute(&mut *conn)
    .await?;
    let opened = sqlx::query!(
        "insert into aws_policy (tenant_id, organization_id, policy_id, name, description, is_aws_managed, content, content_sha256, seen_from)
         select $1, $2, policy_id, name, description, is_aws_managed, content, content_sha256, $3
           from unnest($4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[])
                  as read (policy_id, name, description, is_aws_managed, content, content_sha256)
          where not exists (select from aws_policy held
                             where held.organization_id = $2 and held.policy_id = read.policy_id
                               and (held.seen_until is null or held.seen_until > $3))",
        scope.tenant,
        scope.organization,
        scope.taken_at,
        &ids,
        &names,
        &descriptions,
        &managed,
        &contents,
        &hashes
    )
    .execute(&mut *conn)
    .await?;
    Ok(Changes { n_opened: opened.rows_affected(), n_closed: closed.rows_affected() })
}
