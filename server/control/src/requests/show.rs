//! One request: what was asked, what was decided, how the run stands.

use domain::access::{Permission, Reads, ViewRequests};
use domain::request::{AccountForm, Request, Stage};
use domain::wire::{RequestRow, RequestView};
use store::ReadTx;
use store::requests::StoredRequest;

use crate::caller::Caller;
use crate::error::Result;
use crate::requests::{check, plan_view, visible};

/// The request with its decisions, its approved plan and its run.
///
/// # Errors
/// Hidden if the caller may not see it.
pub async fn show(caller: &Caller, number: i64) -> Result<RequestView> {
    let mut tx = caller.means.store.read(caller.authorize(ViewRequests)?).await?;
    let stored = visible(caller, store::requests::find(&mut tx, number).await?)?;
    view(&mut tx, caller, &stored).await
}

/// The same for a request that was found already.
pub(super) async fn view<A: Reads>(tx: &mut ReadTx<A>, caller: &Caller, stored: &StoredRequest) -> Result<RequestView> {
    let request = &stored.request;
    let decisions = store::decisions::list(tx, request.id).await?;
    let (mut plan, mut run) = (None, None);
    if let Stage::Approved { run: id, .. } = request.stage {
        let (plan_id, _) = store::decisions::approved_plan(tx, request.id).await?;
        let found = store::plans::find(tx, request.id, plan_id).await?;
        let mut found_run = store::run_views::show(tx, id, &found.plan, caller.member()).await?;
        if caller.grants.has(Permission::SteerRun) && found_run.is_parked() {
            found_run.can_stop = true;
            let is_optional = |key: &str| found.plan.calls.iter().any(|step| step.key == key && step.is_optional);
            let mut parked = found_run.steps.iter().filter(|step| step.park_reason.is_some());
            found_run.can_skip = parked.all(|step| is_optional(&step.key));
            found_run.can_retry = found_run.steps.iter().filter_map(|step| step.park_reason).all(|reason| reason.is_retryable());
        }
        (plan, run) = (Some(plan_view::show(tx, &found).await?), Some(found_run));
    }
    let root_email = match &stored.spec {
        Some(spec) => Some(spec.root_email.to_string()),
        None => {
            let pattern = store::organization::current(tx).await?.map(|organization| organization.email_pattern);
            check::address(&request.form, pattern.as_ref().map(|pattern| pattern.as_str()))
        }
    };
    let member = caller.member();
    Ok(RequestView {
        row: row(stored, run.as_ref(), request.requested_by == member || request.changed_by == member)?,
        version: request.version,
        form: submitted_form(stored, request.requested_by == member),
        root_email,
        decisions,
        plan,
        run,
        can_edit: caller.grants.has(Permission::DraftRequest) && request.may_edit(member).is_ok(),
        can_withdraw: caller.grants.has(Permission::SubmitRequest) && request.may_withdraw(member).is_ok(),
        can_decide: caller.grants.has(Permission::DecideRequest) && request.may_decide(member).is_ok(),
    })
}

/// What others see of a request that its requester is changing again: as it was submitted, until it is submitted anew.
fn submitted_form(stored: &StoredRequest, is_requester: bool) -> AccountForm {
    match (&stored.spec, &stored.request.stage) {
        (Some(spec), Stage::ChangesAsked { .. }) if !is_requester => AccountForm::from(spec),
        _ => stored.request.form.clone(),
    }
}

fn row(stored: &StoredRequest, run: Option<&domain::wire::RunView>, is_own: bool) -> Result<RequestRow> {
    let request: &Request = &stored.request;
    let ending = run.and_then(|run| run.ending).map(|ending| ending.as_str());
    let state = store::request_lists::state_of(request.stage.as_str(), ending, run.is_some_and(|run| run.is_parked()))?;
    Ok(RequestRow {
        number: request.number,
        account_name: request.form.account_name.clone(),
        team: stored.team_name.clone(),
        environment: request.form.environment.clone(),
        requester: stored.requester.clone(),
        state,
        at: stored.changed_at,
        is_own,
        waits_for: run.filter(|run| run.is_parked()).map(|run| run.owner.clone()),
    })
}
