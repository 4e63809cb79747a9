//! Which policy is attached to what: one statement that closes, one that opens.
//! Never here: the order in which policies were attached (AWS does not tell it).

use domain::organization::Attachment;
use sqlx::postgres::PgConnection;

use super::{Changes, Scope};
use crate::error::Result;

pub(super) async fn attachments(conn: &mut PgConnection, scope: Scope<'_>, attachments: &[Attachment]) -> Result<Changes> {
    let policies: Vec<String> = attachments.iter().map(|one| one.policy.to_string()).collect();
    let targets: Vec<String> = attachments.iter().map(|one| one.target.to_string()).collect();
    let closed = sqlx::query!(
        "update aws_attachment held set seen_until = $2
          where organization_id = $1 and seen_until is null and seen_from < $2 and ($3::text is null or target_id = $3)
            and not exists (select from unnest($4::text[], $5::text[]) as read (policy_id, target_id)
                             where read.policy_id = held.policy_id and read.target_id = held.target_id)",
        scope.organization,
        scope.taken_at,
        scope.only(),
        &policies,
        &targets
    )
    .execute(&mut *conn)
    .await?;
    let opened = sqlx::query!(
        "insert into aws_attachment (tenant_id, organization_id, policy_id, target_id, seen_from)
         select distinct $1::uuid, $2::uuid, policy_id, target_id, $3::timestamptz
           from unnest($4::text[], $5::text[]) as read (policy_id, target_id)
          where not exists (select from aws_attachment held
                             where held.organization_id = $2 and held.policy_id = read.policy_id and held.target_id = read.target_id
                               and (held.seen_until is null or held.seen_until > $3))",
        scope.tenant,
        scope.organization,
        scope.taken_at,
        &policies,
        &targets
    )
    .execute(&mut *conn)
    .await?;
    Ok(Changes { n_opened: opened.rows_affected(), n_closed: closed.rows_affected() })
}
