//! Lists of requests, by keyset.
//! Never here: a change.

use domain::access::{Reads, ReviewRequest, ViewRequests};
use domain::ids::{MemberId, TeamId};
use domain::request::AccountForm;
use domain::time::Timestamp;
use domain::wire::{RequestRow, RequestState, RunOwner};
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::run_views::steering_roles;
use crate::tx::ReadTx;

/// Rows of one page.
pub const PAGE: i64 = 50;

struct Row {
    number: i64,
    form: Json<AccountForm>,
    stage: String,
    ending: Option<String>,
    is_parked: bool,
    team: Option<String>,
    requester: String,
    at: Timestamp,
    requested_by: Uuid,
    changed_by: Uuid,
    owner: Option<String>,
    owner_id: Option<Uuid>,
    owner_can_act: Option<bool>,
}

impl Row {
    fn into_view(self, reader: MemberId) -> Result<RequestRow> {
        let state = state_of(&self.stage, self.ending.as_deref(), self.is_parked)?;
        let form = self.form.0;
        let is_own = self.requested_by == reader.as_uuid() || self.changed_by == reader.as_uuid();
        let (account_name, environment) = (form.account_name, form.environment);
        let waits_for = self.owner.filter(|_| state == RequestState::NeedsAttention).map(|name| RunOwner {
            name,
            can_act: self.owner_can_act == Some(true),
            is_reader: self.owner_id == Some(reader.as_uuid()),
        });
        Ok(RequestRow {
            number: self.number,
            account_name,
            team: self.team,
            environment,
            requester: self.requester,
            state,
            at: self.at,
            is_own,
            waits_for,
        })
    }
}

/// The state that people see, from the stage and the run.
///
/// # Errors
/// [`Error::Inconsistent`] for an unknown stage.
pub fn state_of(stage: &str, ending: Option<&str>, is_parked: bool) -> Result<RequestState> {
    Ok(match (stage, ending, is_parked) {
        ("draft", ..) => RequestState::Draft,
        ("submitted", ..) => RequestState::Waiting,
        ("changes_asked", ..) => RequestState::ChangesAsked,
        ("approved", Some("succeeded"), _) => RequestState::Ready,
        ("approved", Some("stopped"), _) => RequestState::Stopped,
        ("approved", None, true) => RequestState::NeedsAttention,
        ("approved", None, false) => RequestState::Running,
        ("declined", ..) => RequestState::Declined,
        ("withdrawn", ..) => RequestState::Withdrawn,
        (other, ..) => return Err(Error::inconsistent("account_request", format!("stage {other}"))),
    })
}

/// What the reader may see, newest first, numbers below `before`.
///
/// # Errors
/// Any [`Error`].
pub async fn visible(
    tx: &mut ReadTx<ViewRequests>,
    reader: MemberId,
    teams: &[TeamId],
    sees_all: bool,
    before: Option<i64>,
) -> Result<Vec<RequestRow>> {
    let teams: Vec<Uuid> = teams.iter().map(|team| team.as_uuid()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select number, form as "form: Json<AccountForm>", stage, run.ending as "ending?", team.name as "team?",
                  exists (select from run_step where run_step.tenant_id = r.tenant_id and run_step.run_id = r.run_id and run_step.state = 'parked') as "is_parked!",
                  coalesce(member.name, member.email) as "requester!", r.changed_at as at, r.requested_by, r.changed_by,
                  coalesce(owner.name, owner.email) as owner, owner.member_id as "owner_id?",
                  owner.standing = 'active' and exists (select from member_role held
                    where held.tenant_id = owner.tenant_id and held.member_id = owner.member_id and held.role = any($6)) as owner_can_act
             from account_request r
             join member on member.tenant_id = r.tenant_id and member.member_id = r.requested_by
             left join team on team.tenant_id = r.tenant_id and team.team_id = r.team_id
             left join run on run.tenant_id = r.tenant_id and run.run_id = r.run_id
             left join decision on decision.tenant_id = run.tenant_id and decision.decision_id = run.decision_id
             left join member owner on owner.tenant_id = decision.tenant_id and owner.member_id = decision.decided_by
            where (r.requested_by = $1 or (stage <> 'draft' and ($2 or r.team_id = any($3))))
              and ($4::bigint is null or number < $4)
         order by number desc
            limit $5"#,
        reader.as_uuid(),
        sees_all,
        &teams,
        before,
        PAGE + 1,
        &steering_roles()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.into_view(reader)).collect()
}

/// What waits for a decision, oldest first, beyond that time of submission and number: a page, and one row more if there is one.
///
/// # Errors
/// Any [`Error`].
pub async fn waiting(
    tx: &mut ReadTx<ReviewRequest>,
    reader: MemberId,
    after: Option<(Timestamp, i64)>,
) -> Result<Vec<RequestRow>> {
    let (after_time, after_number) = after.unzip();
    let rows = sqlx::query_as!(
        Row,
        r#"select number, form as "form: Json<AccountForm>", stage, null::text as "ending?", team.name as "team?", false as "is_parked!",
                  coalesce(member.name, member.email) as "requester!", submitted_at as "at!", requested_by, changed_by,
                  null::text as owner, null::uuid as owner_id, null::boolean as owner_can_act
             from account_request r
             join member on member.tenant_id = r.tenant_id and member.member_id = r.requested_by
             left join team on team.tenant_id = r.tenant_id and team.team_id = r.team_id
            where stage = 'submitted'
              and ($1::timestamptz is null or (submitted_at, number) > ($1, $2::bigint))
         order by submitted_at, number
            limit $3"#,
        after_time,
        after_number,
        PAGE + 1
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.into_view(reader)).collect()
}

/// The number of the request that made the account, if it was made here.
///
/// # Errors
/// Any [`Error`].
pub async fn maker_of<A: Reads>(tx: &mut ReadTx<A>, account_id: &str) -> Result<Option<i64>> {
    let number = sqlx::query_scalar!(
        "select number from account_request r join run on run.tenant_id = r.tenant_id and run.run_id = r.run_id where run.account_id = $1",
        account_id
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(number)
}

/// The workspace's teams: id and name, by name.
///
/// # Errors
/// Any [`Error`].
pub async fn teams<A: Reads>(tx: &mut ReadTx<A>) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("select team_id, name from team order by lower(name)").fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.team_id.to_string(), row.name)).collect())
}
