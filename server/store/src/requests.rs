//! Account requests: drafts, reservations and stages.
//! Never here: who may do what (that is `domain::request`), lists (`request_lists.rs`).

use domain::access::{Action, ApproveRequest, DiscardDraft, Reads, SaveDraft, SubmitRequest, WithdrawRequest, Writes};
use domain::ids::{DecisionId, MemberId, OrganizationId, RequestId, RunId, TeamId};
use domain::plan::Nonce;
use domain::request::{AccountForm, AccountSpec, Request, Stage};
use domain::time::Timestamp;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::decisions::Decides;
use crate::error::{Error, Result, exactly_one};
use crate::tx::{ReadTx, WriteTx};

/// A request with what only some use cases need.
#[derive(Debug, Clone)]
pub struct StoredRequest {
    /// The request.
    pub request: Request,
    /// The parsed fields, once submitted.
    pub spec: Option<AccountSpec>,
    /// The nonce that an account will carry.
    pub nonce: Nonce,
    /// The team's name, once one was chosen.
    pub team_name: Option<String>,
    /// The requester's name or e-mail.
    pub requester: String,
    /// When it last changed.
    pub changed_at: Timestamp,
}

struct Row {
    request_id: Uuid,
    number: i64,
    organization_id: Uuid,
    requested_by: Uuid,
    changed_by: Uuid,
    team_id: Option<Uuid>,
    team_name: Option<String>,
    requester: String,
    form: Json<AccountForm>,
    spec: Option<Json<AccountSpec>>,
    nonce: String,
    stage: String,
    submitted_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
    decision_id: Option<Uuid>,
    run_id: Option<Uuid>,
    version: i32,
    created_at: Timestamp,
    changed_at: Timestamp,
}

impl TryFrom<Row> for StoredRequest {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let decision = row.decision_id.map(DecisionId::from_uuid);
        let stage = match (row.stage.as_str(), row.submitted_at, row.withdrawn_at, decision, row.run_id) {
            ("draft", ..) => Stage::Draft,
            ("submitted", Some(at), ..) => Stage::Submitted { at },
            ("changes_asked", _, _, Some(decision), _) => Stage::ChangesAsked { decision },
            ("approved", _, _, Some(decision), Some(run)) => Stage::Approved { decision, run: RunId::from_uuid(run) },
            ("declined", _, _, Some(decision), _) => Stage::Declined { decision },
            ("withdrawn", _, Some(at), ..) => Stage::Withdrawn { at },
            (other, ..) => return Err(Error::inconsistent("account_request", format!("stage {other} without what it needs"))),
        };
        let request = Request {
            id: RequestId::from_uuid(row.request_id),
            number: row.number,
            organization: OrganizationId::from_uuid(row.organization_id),
            requested_by: MemberId::from_uuid(row.requested_by),
            changed_by: MemberId::from_uuid(row.changed_by),
            team: row.team_id.map(TeamId::from_uuid),
            form: row.form.0,
            stage,
            version: row.version,
            created_at: row.created_at,
        };
        Ok(Self {
            request,
            spec: row.spec.map(|json| json.0),
            nonce: Nonce::from_text(row.nonce),
            team_name: row.team_name,
            requester: row.requester,
            changed_at: row.changed_at,
        })
    }
}

async fn load(conn: &mut PgConnection, number: i64) -> Result<StoredRequest> {
    sqlx::query_as!(
        Row,
        r#"select request_id, number, organization_id, requested_by, changed_by, r.team_id, team.name as "team_name?",
                  coalesce(member.name, member.email) as "requester!", form as "form: Json<AccountForm>", spec as "spec: Json<AccountSpec>",
                  nonce, stage, submitted_at, withdrawn_at, decision_id, run_id, r.version, r.created_at, changed_at
             from account_request r
             join member on member.tenant_id = r.tenant_id and member.member_id = r.requested_by
             left join team on team.tenant_id = r.tenant_id and team.team_id = r.team_id
            where number = $1"#,
        number
    )
    .fetch_one(conn)
    .await?
    .try_into()
}

/// The request that people call `R-{number}`.
///
/// # Errors
/// [`Error::Missing`] if there is none in this tenant.
pub async fn find<A: Reads>(tx: &mut ReadTx<A>, number: i64) -> Result<StoredRequest> {
    load(tx.conn(), number).await
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// [`Error::Missing`] if there is none in this tenant.
pub async fn lock<A: Writes>(tx: &mut WriteTx<A>, number: i64) -> Result<StoredRequest> {
    sqlx::query!("select number from account_request where number = $1 for update", number).fetch_one(tx.conn()).await?;
    load(tx.conn(), number).await
}

/// Begins a draft; its number counts up per tenant.
///
/// # Errors
/// Any [`Error`].
pub async fn begin(
    tx: &mut WriteTx<SaveDraft>,
    organization: OrganizationId,
    by: MemberId,
    form: &AccountForm,
    nonce: &Nonce,
) -> Result<i64> {
    let (tenant, id, at) = (tx.tenant().as_uuid(), tx.uuid(), tx.at());
    let number = sqlx::query_scalar!(
        r#"update tenant set next_request_number = next_request_number + 1 returning next_request_number - 1 as "number!""#
    )
    .fetch_one(tx.conn())
    .await?;
    sqlx::query!(
        "insert into account_request (tenant_id, request_id, number, organization_id, requested_by, changed_by, form, nonce, stage, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $5, $6, $7, 'draft', $8, $8)",
        tenant,
        id,
        number,
        organization.as_uuid(),
        by.as_uuid(),
        Json(form) as _,
        nonce.as_str(),
        at
    )
    .execute(tx.conn())
    .await?;
    Ok(number)
}

/// Keeps what was typed. `team` is only kept if it names a team; once submitted, the team changes with the next submit only, because it
/// says who may see the request.
///
/// # Errors
/// [`Error::Stale`] if the version is not the current one.
pub async fn save_form(
    tx: &mut WriteTx<SaveDraft>,
    id: RequestId,
    version: i32,
    by: MemberId,
    team: Option<TeamId>,
    form: &AccountForm,
) -> Result<i32> {
    let at = tx.at();
    let version = sqlx::query_scalar!(
        "update account_request
            set form = $3, changed_by = $4, changed_at = $5, version = version + 1,
                team_id = case when stage = 'draft' then (select team_id from team where team_id = $6) else team_id end
          where request_id = $1 and version = $2 and stage in ('draft', 'changes_asked')
      returning version",
        id.as_uuid(),
        version,
        Json(form) as _,
        by.as_uuid(),
        at,
        team.map(TeamId::as_uuid)
    )
    .fetch_optional(tx.conn())
    .await?;
    version.ok_or(Error::Stale)
}

/// Throws a draft away.
///
/// # Errors
/// [`Error::Stale`] if it is not a draft any more.
pub async fn discard(tx: &mut WriteTx<DiscardDraft>, id: RequestId) -> Result<()> {
    let done = sqlx::query!("delete from account_request where request_id = $1 and stage = 'draft'", id.as_uuid())
        .execute(tx.conn())
        .await?;
    exactly_one(done)
}

/// Submits: reserves name and e-mail.
///
/// # Errors
/// [`Error::Conflict`] on `account_request_name_is_reserved_once` or `account_request_email_is_reserved_once`; [`Error::Stale`].
pub async fn submit(
    tx: &mut WriteTx<SubmitRequest>,
    id: RequestId,
    version: i32,
    by: MemberId,
    spec: &AccountSpec,
) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update account_request
            set stage = 'submitted', submitted_at = $3, changed_at = $3, changed_by = $4, spec = $5, team_id = $6,
                reserved_name = $7, reserved_email = $8, version = version + 1
          where request_id = $1 and version = $2 and stage in ('draft', 'changes_asked')",
        id.as_uuid(),
        version,
        at,
        by.as_uuid(),
        Json(spec) as _,
        spec.team.as_uuid(),
        spec.account_name.folded(),
        spec.root_email.as_str()
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// What is taken in the snapshot or by another open request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The account name.
    pub name: bool,
    /// The root e-mail.
    pub email: bool,
}

/// Whether name or e-mail are taken, besides by the request itself. The unique constraints decide in the end; this gives both answers at once.
///
/// # Errors
/// Any [`Error`].
pub async fn taken<A: Action + Writes>(tx: &mut WriteTx<A>, request: &Request, spec: &AccountSpec) -> Result<Taken> {
    let row = sqlx::query!(
        r#"select exists (select from account_request where organization_id = $1 and reserved_name = $2 and request_id <> $4)
                  or exists (select from aws_account where organization_id = $1 and lower(name) = $2 and seen_until is null) as "name!",
                  exists (select from account_request where reserved_email = $3 and request_id <> $4)
                  or exists (select from aws_account where lower(email) = $3 and seen_until is null) as "email!""#,
        request.organization.as_uuid(),
        spec.account_name.folded(),
        spec.root_email.as_str(),
        request.id.as_uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Taken { name: row.name, email: row.email })
}

/// Takes the request back and frees what it reserved.
///
/// # Errors
/// [`Error::Stale`].
pub async fn withdraw(tx: &mut WriteTx<WithdrawRequest>, id: RequestId, version: i32) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update account_request
            set stage = 'withdrawn', withdrawn_at = $3, changed_at = $3, reserved_name = null, reserved_email = null, version = version + 1
          where request_id = $1 and version = $2 and stage in ('submitted', 'changes_asked')",
        id.as_uuid(),
        version,
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// Declines or asks for changes. A declined request frees what it reserved; one with changes asked keeps it.
///
/// # Errors
/// [`Error::Stale`].
pub async fn turn_down<A: Decides>(tx: &mut WriteTx<A>, id: RequestId, version: i32, decision: DecisionId) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update account_request
            set stage = $3, decision_id = $4, changed_at = $5, version = version + 1,
                reserved_name = case $3 when 'declined' then null else reserved_name end,
                reserved_email = case $3 when 'declined' then null else reserved_email end
          where request_id = $1 and version = $2 and stage = 'submitted'",
        id.as_uuid(),
        version,
        A::STAGE,
        decision.as_uuid(),
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// Approves: the run carries on from here.
///
/// # Errors
/// [`Error::Stale`].
pub async fn approve(
    tx: &mut WriteTx<ApproveRequest>,
    id: RequestId,
    version: i32,
    decision: DecisionId,
    run: RunId,
) -> Result<()> {
    let at = tx.at();
    let done = sqlx::query!(
        "update account_request set stage = 'approved', decision_id = $3, run_id = $4, changed_at = $5, version = version + 1
          where request_id = $1 and version = $2 and stage = 'submitted'",
        id.as_uuid(),
        version,
        decision.as_uuid(),
        run.as_uuid(),
        at
    )
    .execute(tx.conn())
    .await?;
    exactly_one(done)
}

/// The member's own e-mail: the first proposal for the owner of an account.
///
/// # Errors
/// [`Error::Missing`].
pub async fn email_of<A: Reads>(tx: &mut ReadTx<A>, member: MemberId) -> Result<String> {
    Ok(sqlx::query_scalar!("select email from member where member_id = $1", member.as_uuid()).fetch_one(tx.conn()).await?)
}
