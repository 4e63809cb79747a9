//! The figures of the frame around every page, in one statement.
//! Never here: anything that is not shown on every page.

use domain::access::ViewSelf;
use domain::ids::MemberId;

use crate::error::Result;
use crate::tx::ReadTx;

/// What the frame tells beside names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Requests that wait for a decision and that the member neither made nor last changed; 0 if not asked for.
    pub n_waiting: i64,
    /// Whether fewer than two members are active administrators; `false` if not asked for.
    pub has_one_administrator: bool,
}

/// The figures for a member, each only if the member is to see it.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn figures(tx: &mut ReadTx<ViewSelf>, member: MemberId, decides: bool, administers: bool) -> Result<Figures> {
    let figures = sqlx::query_as!(
        Figures,
        r#"select case when $2 then (select count(*) from account_request
                                      where stage = 'submitted' and requested_by <> $1 and changed_by <> $1)
                       else 0 end as "n_waiting!",
                  $3 and (select count(*) from (select from member join member_role using (member_id)
                                                 where standing = 'active' and role = 'administrator' limit 2) as first_two) < 2
                      as "has_one_administrator!""#,
        member.as_uuid(),
        decides,
        administers
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(figures)
}
